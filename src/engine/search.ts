import { isAnswered } from './answering.ts';
import { type Calibration, relevanceOf } from './calibration.ts';
import { withExpansions } from './expansion.ts';
import { isAbort, SearchError, throwIfAborted } from './errors.ts';
import { findByText } from './firstStage.ts';
import { modelFitOf } from './modelFit.ts';
import type { SearchOptions } from './options.ts';
import { passageOf } from './passage.ts';
import { present, rowKindOf } from './present.ts';
import { withTermChoice } from './termChoice.ts';
import { parseQuery } from './terms.ts';
import type { CandidatePool, Found, Query, RankedResult, RerankerModel, Reranker, SearchPorts, SearchScope, SearchUpdate } from './types.ts';

/**
 * Ranked pieces of code for a question in plain words, better by the moment.
 * Yields the text order as soon as it stands, then an update per batch of scores, then the final order (`stage` final, once, last).
 * When the reranker fails the last update is in text order and carries the error as `fallback`.
 * @param queryText as typed
 * @param options order, limits; see SearchOptions
 * @param known candidates of an earlier search with the same filters over the same scope: what they hold is not searched again
 * @throws SearchError `emptyQuery`, `noFolder`, `folderNotFound`, `textSearchFailed`, ...; AbortError when the signal aborts
 */
export async function* search(queryText: string, scope: SearchScope, options: SearchOptions, ports: SearchPorts, signal: AbortSignal, known?: CandidatePool): AsyncGenerator<SearchUpdate, void, undefined> {
  yield* searchFor(queryOf(queryText, options), scope, options, ports, signal, known);
}

/** The same for a query that is already made. */
export async function* searchFor(query: Query, scope: SearchScope, options: SearchOptions, ports: SearchPorts, signal: AbortSignal, known?: CandidatePool): AsyncGenerator<SearchUpdate, void, undefined> {
  if (query.terms.length === 0) throw new SearchError('emptyQuery', query.raw.slice(0, 100));
  if (scope.folders.length === 0) throw new SearchError('noFolder', 'there is no folder to search');
  const start = ports.clock();
  const found = await findByText(query, scope, options, ports, signal, known);
  yield* rerank(found, options, ports, signal, start);
}

/**
 * The second stage: the held results as rows, scored by the reranker where the order wants it. Results that have a logit keep it, and only the
 * others are read: with a larger `candidateLimit`, an update of an earlier search goes on where it ended.
 * @param found of `findByText`, or an earlier update
 * @param start when the search began, by the clock of the ports
 */
export async function* rerank(found: Found, options: SearchOptions, ports: SearchPorts, signal: AbortSignal, start: number = ports.clock()): AsyncGenerator<SearchUpdate, void, undefined> {
  const { query, pool, filesMatched } = found;
  const stages = { find: found.stages.find, cut: found.stages.cut, rank: found.stages.rank };
  const candidates = options.order === 'text' || !ports.reranker ? [] : found.held.slice(0, options.candidateLimit);
  const held = [...found.held];
  const common = { query, pool, filesSearched: pool.filesSearched, filesMatched, toScore: candidates.length };
  const fitOf = (model?: RerankerModel) => modelFitOf(model, rowKindOf(options));
  const textUpdate = (stage: 'text' | 'final'): SearchUpdate => ({
    ...common, held: found.held, stage, results: present(found.held, { ...options, order: 'text' }, true), scored: 0, ms: ports.clock() - start, stages,
    ...(stage === 'final' && { isAnswered: isAnswered(query, found.held, fitOf().answering) }),
  });
  if (!ports.reranker || candidates.length === 0) {
    yield textUpdate('final');
    return;
  }
  const { reranker } = ports;
  const rerankStart = ports.clock();
  const unread = candidates.filter(({ logit }) => logit === undefined);
  const before = candidates.length - unread.length;
  const counts = { scored: before, remembered: before };
  const update = (stage: 'reranking' | 'final'): SearchUpdate => {
    const now = ports.clock();
    return {
      ...common, held: [...held], stage, results: present(held, options, stage === 'final', reranker.model), ...counts, ms: now - start, stages: { ...stages, rerank: now - rerankStart }, model: reranker.model,
      ...(stage === 'final' && { isAnswered: isAnswered(query, held, fitOf(reranker.model).answering) }),
    };
  };
  yield before === 0 ? textUpdate('text') : update('reranking');
  try {
    for await (const batch of scoreBatches(reranker, query, unread, signal)) {
      counts.scored += batch.filter(({ result }) => held[result.textRank - 1]?.logit === undefined).length;
      counts.remembered += batch.filter(({ isRemembered }) => isRemembered).length;
      for (const result of withRelevance(batch, held, fitOf(reranker.model).calibration)) held[result.textRank - 1] = result;
      if (counts.scored < candidates.length) yield update('reranking');
    }
    throwIfAborted(signal);
    yield update('final');
  } catch (error) {
    if (isAbort(error) || signal.aborted) throw error;
    ports.log.warn(`reranker: ${error instanceof Error ? error.message : String(error)}`);
    yield { ...textUpdate('final'), model: reranker.model, fallback: error };
  }
}

/** What a search with these options looks for. */
export function queryOf(queryText: string, { expandQuery, terms }: Pick<SearchOptions, 'expandQuery' | 'terms'>): Query {
  const query = parseQuery(queryText);
  return withTermChoice(expandQuery ? withExpansions(query) : query, terms);
}

/** The results of a batch with what the model thinks of them. @param held in text order, where they lie by rank */
function withRelevance(batch: readonly ScoredResult[], held: readonly RankedResult[], calibration: Calibration | undefined): RankedResult[] {
  const bestTextScore = Math.max(held[0]?.textScore ?? 0, 1e-9);
  return batch.map(({ result, logit }) => ({ ...result, logit, relevance: relevanceOf({ ...result, logit }, bestTextScore, calibration) }));
}

interface ScoredResult {
  readonly result: RankedResult;
  readonly logit: number;
  readonly isRemembered: boolean;
}

async function* scoreBatches(reranker: Reranker, query: Query, results: readonly RankedResult[], signal: AbortSignal): AsyncGenerator<readonly ScoredResult[]> {
  if (results.length === 0) return;
  const passages = results.map(passageOf);
  for await (const scores of reranker.score(query.text, passages, signal)) {
    throwIfAborted(signal);
    yield scores.flatMap(({ index, logit, isRemembered = false }) => {
      const result = results[index];
      return result ? [{ result, logit, isRemembered }] : [];
    });
  }
}
