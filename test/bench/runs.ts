import type { SearchOptions } from '../../src/engine/options.ts';
import { search } from '../../src/engine/search.ts';
import type { Order, SearchUpdate } from '../../src/engine/types.ts';
import { judge, optionsFor, scopeOf } from './firstStage.ts';
import { rememberFirstStage } from './firstStageMemory.ts';
import type { JudgedPaths, JudgedQuery, SetName } from './judgedQueries.ts';
import type { Measures } from './metrics.ts';
import type { BenchPorts } from './ports.ts';

export const orders: readonly Order[] = ['text', 'reranked', 'blended'];

/** One query, searched and judged in each order. */
export interface QueryRun {
  readonly judged: JudgedQuery;
  /** Milliseconds per stage; what was not measured is absent. */
  readonly times: Readonly<Record<string, number>>;
  readonly measures: Readonly<Partial<Record<Order, Measures>>>;
}

export interface RunSettings {
  readonly trees: string;
  readonly set: SetName;
  readonly isTextOnly: boolean;
  readonly candidateLimit: number;
  readonly judgedPaths: JudgedPaths;
}

/** Searches as the product does: the text order is the first update of the blended search. */
export async function runQuery(judged: JudgedQuery, ports: BenchPorts, settings: RunSettings): Promise<QueryRun> {
  const { set, judgedPaths } = settings;
  const remembering = rememberFirstStage(ports);
  const measure = ({ results }: SearchUpdate): Measures => judge(judged, set, results, judgedPaths);
  const run = (order: Order): Promise<Ends> => {
    const options: SearchOptions = { ...optionsFor(set), order, candidateLimit: settings.candidateLimit };
    return endsOf(search(judged.query, scopeOf(judged, settings.trees), options, remembering, new AbortController().signal));
  };
  if (settings.isTextOnly) {
    const { last } = await run('text');
    return { judged, times: { ...last.stages, 'text order stands': last.ms }, measures: { text: measure(last) } };
  }
  const before = ports.reranker.counts;
  const { first, last } = await run('blended');
  const isRerankTimed = ports.reranker.counts.remembered === before.remembered;
  const reranked = await run('reranked');
  return {
    judged,
    times: { ...first.stages, 'text order stands': first.ms, ...(isRerankTimed ? { rerank: last.stages.rerank ?? 0, 'final order stands': last.ms } : {}) },
    measures: { text: measure(first), reranked: measure(reranked.last), blended: measure(last) },
  };
}

interface Ends {
  readonly first: SearchUpdate;
  readonly last: SearchUpdate;
}

async function endsOf(updates: AsyncIterable<SearchUpdate>): Promise<Ends> {
  let ends: Ends | undefined;
  for await (const update of updates) ends = { first: ends?.first ?? update, last: update };
  if (ends === undefined) throw new Error('the search ended without an answer');
  if (ends.last.fallback !== undefined) throw ends.last.fallback;
  return ends;
}
