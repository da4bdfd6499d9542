import { likenessTo } from './codeLikeness.ts';
import { codeQueryOf } from './codeTerms.ts';
import { SearchError, throwIfAborted } from './errors.ts';
import { findByText } from './firstStage.ts';
import type { SearchOptions } from './options.ts';
import { rerank } from './search.ts';
import { inTurns } from './turns.ts';
import type { CodeOrigin } from './codeTerms.ts';
import type { Found, QueryFilters, RankedResult, SearchPorts, SearchScope, SearchUpdate } from './types.ts';

/**
 * Code elsewhere that does the same as a given piece, better by the moment, as `search` answers a question. The piece's identifiers are
 * looked for as words are; what is found is ordered by how alike it is as a whole, which is the text score here (0..100); then the model
 * reads the best beside the piece itself. The piece, and what overlaps it, is no result.
 * @param filters that results must pass, as those of a question
 * @throws SearchError `emptyCode` where the piece holds no word, and what `search` throws; AbortError when the signal aborts
 */
export async function* searchSimilar(origin: CodeOrigin, scope: SearchScope, options: SearchOptions, ports: SearchPorts, signal: AbortSignal, filters?: QueryFilters): AsyncGenerator<SearchUpdate, void, undefined> {
  if (scope.folders.length === 0) throw new SearchError('noFolder', 'there is no folder to search');
  const start = ports.clock();
  yield* rerankSimilar(await findSimilar(origin, scope, options, ports, signal, filters), options, ports, signal, start);
}

/** The first stage: what is found, most alike first. Throws what `searchSimilar` throws. */
export async function findSimilar(origin: CodeOrigin, scope: SearchScope, options: SearchOptions, ports: SearchPorts, signal: AbortSignal, filters?: QueryFilters): Promise<Found> {
  const query = codeQueryOf(origin, filters);
  if (query.terms.length === 0) throw new SearchError('emptyCode', query.raw);
  const found = await findByText(query, scope, options, ports, signal);
  const start = ports.clock();
  const others = found.held.filter((result) => !overlaps(result, origin));
  const likeness = await inTurns(likenessTo(origin.text, others.map(({ text }) => text)), ports.clock, ports.nextTurn);
  throwIfAborted(signal);
  return { ...found, held: byLikeness(others, likeness), stages: { ...found.stages, rank: found.stages.rank + ports.clock() - start } };
}

/**
 * The second stage, also of an earlier update of `searchSimilar`: as `rerank`, without a word on whether anything answers, for no question
 * was asked.
 */
export async function* rerankSimilar(found: Found, options: SearchOptions, ports: SearchPorts, signal: AbortSignal, start: number = ports.clock()): AsyncGenerator<SearchUpdate, void, undefined> {
  for await (const { isAnswered: _, ...update } of rerank(found, options, ports, signal, start)) yield update;
}

function overlaps(result: RankedResult, origin: CodeOrigin): boolean {
  return result.startLine <= origin.endLine && result.endLine >= origin.startLine && placeOf(result) === placeOf(origin);
}

/** The same for a file that is reached through two folders, one inside the other. */
function placeOf({ folder, path }: Pick<CodeOrigin, 'folder' | 'path'>): string {
  return `${folder}/${path}`.replaceAll('\\', '/');
}

/** @param results in text order, which decides between equals @param likeness 0..1, for each */
function byLikeness(results: readonly RankedResult[], likeness: readonly number[]): RankedResult[] {
  return results
    .map((result, at) => ({ ...result, textScore: 100 * (likeness[at] ?? 0), explain: { ...result.explain, signals: { likeness: likeness[at] ?? 0 } } }))
    .sort((a, b) => b.textScore - a.textScore)
    .map((result, at) => ({ ...result, score: result.textScore, textRank: at + 1 }));
}
