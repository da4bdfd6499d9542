import { defaultSearchOptions } from '../../src/engine/options.ts';
import { passageOf } from '../../src/engine/passage.ts';
import { parseQuery } from '../../src/engine/terms.ts';
import type { Passage } from '../../src/engine/types.ts';
import { firstStage, sampleOf } from './firstStage.ts';
import { readQueries, setNames } from './judgedQueries.ts';
import type { BenchPorts } from './ports.ts';

/** One question with the passages that a search would have the model read. */
export interface RerankRequest {
  readonly query: string;
  readonly passages: readonly Passage[];
}

/**
 * Requests as searches make them, over all repositories of both sets: the same in every run.
 * @param count passages of all requests together
 */
export async function rerankRequests(trees: string, sets: string, ports: BenchPorts, count: number): Promise<RerankRequest[]> {
  const perSet = Math.ceil(count / defaultSearchOptions.candidateLimit);
  const judged = (await Promise.all(setNames.map(async (set) => sampleOf(await readQueries(sets, set), perSet).map((query) => ({ set, query }))))).flat();
  const requests: RerankRequest[] = [];
  let missing = count;
  for (const { set, query } of alternating(judged, perSet)) {
    if (missing <= 0) break;
    const passages = (await firstStage(query, set, trees, ports)).slice(0, Math.min(missing, defaultSearchOptions.candidateLimit)).map(passageOf);
    missing -= passages.length;
    if (passages.length > 0) requests.push({ query: parseQuery(query.query).text, passages });
  }
  return requests;
}

/** Of lists of `length` that lie one after the other: the first of each, the second of each, and so on. */
function alternating<Item>(items: readonly Item[], length: number): Item[] {
  return items.map((item, at) => ({ item, place: at % length })).sort((a, b) => a.place - b.place).map(({ item }) => item);
}
