import { isAnswered } from './answering.ts';
import { orderResults } from './blend.ts';
import { relevanceOf } from './calibration.ts';
import { withExpansions } from './expansion.ts';
import { isAbort, SearchError, throwIfAborted } from './errors.ts';
import type { SearchOptions } from './options.ts';
import { defaultPassageOptions, passageOf } from './passage.ts';
import { defaultRankOptions, fileRowRankOptions } from './fitted.ts';
import { modelFitOf, type ModelFit } from './modelFit.ts';
import type { RowKind } from './rankOptions.ts';
import { collectionOf } from './scorer.ts';
import { parseQuery } from './terms.ts';
import { rankFiles, rankSnippets, type RankedSnippet } from './textRank.ts';
import { inTurns } from './turns.ts';
import type { Candidate, Query, RankedResult, Reranker, RerankerModel, SearchPorts, SearchScope, SearchUpdate, StageTimes } from './types.ts';

/**
 * Ranked pieces of code for a question in plain words, better by the moment.
 * Yields the text order as soon as it stands, then an update per batch of scores, then the final order (`stage` final, once, last).
 * When the reranker fails the last update is in text order and carries the error as `fallback`.
 * @param queryText as typed
 * @param options order, limits; see SearchOptions
 * @throws SearchError `emptyQuery`, `noFolder`, `folderNotFound`, `textSearchFailed`, ...; AbortError when the signal aborts
 */
export async function* search(queryText: string, scope: SearchScope, options: SearchOptions, ports: SearchPorts, signal: AbortSignal): AsyncGenerator<SearchUpdate, void, undefined> {
  const query = queryOf(queryText, options);
  if (query.terms.length === 0) throw new SearchError('emptyQuery', queryText.slice(0, 100));
  if (scope.folders.length === 0) throw new SearchError('noFolder', 'there is no folder to search');
  const start = ports.clock();
  const found = await findByText(query, scope, options, ports, signal);
  const reranker = options.order === 'text' ? undefined : ports.reranker;
  const toScore = reranker ? found.results.slice(0, options.candidateLimit) : [];
  const common = { query, filesSearched: found.filesSearched, filesMatched: found.filesMatched, toScore: toScore.length };
  const fit = (model?: RerankerModel): ModelFit => modelFitOf(model, rowKindOf(options));
  const textUpdate = (stage: 'text' | 'final'): SearchUpdate => ({
    ...common, stage, results: present(found.results, 'text', options, true), scored: 0, ms: ports.clock() - start, stages: found.stages,
    ...(stage === 'final' && { isAnswered: isAnswered(query, found.results, fit().answering) }),
  });
  if (!reranker || toScore.length === 0) {
    yield textUpdate('final');
    return;
  }
  yield textUpdate('text');
  const results = [...found.results];
  const bestTextScore = Math.max(results[0]?.textScore ?? 0, 1e-9);
  const rerankStart = ports.clock();
  const update = (stage: 'reranking' | 'final', scored: number): SearchUpdate => {
    const now = ports.clock();
    return {
      ...common, stage, results: present(results, options.order, options, stage === 'final', reranker.model), scored, ms: now - start, stages: { ...found.stages, rerank: now - rerankStart }, model: reranker.model,
      ...(stage === 'final' && { isAnswered: isAnswered(query, results, fit(reranker.model).answering) }),
    };
  };
  try {
    let scored = 0;
    for await (const batch of scoreBatches(reranker, query, toScore, signal)) {
      const { calibration } = fit(reranker.model);
      for (const [index, logit] of batch) {
        const result = toScore[index];
        if (result) results[result.textRank - 1] = { ...result, logit, relevance: relevanceOf({ ...result, logit }, bestTextScore, calibration) };
      }
      scored += batch.length;
      if (scored < toScore.length) yield update('reranking', scored);
    }
    throwIfAborted(signal);
    yield update('final', scored);
  } catch (error) {
    if (isAbort(error) || signal.aborted) throw error;
    ports.log.warn(`reranker: ${error instanceof Error ? error.message : String(error)}`);
    yield { ...textUpdate('final'), model: reranker.model, fallback: error };
  }
}

/** What a search with these options looks for. */
export function queryOf(queryText: string, { expandQuery }: Pick<SearchOptions, 'expandQuery'>): Query {
  const query = parseQuery(queryText);
  return expandQuery ? withExpansions(query) : query;
}

export interface Found {
  /** In text order. */
  readonly results: readonly RankedResult[];
  readonly filesSearched: number;
  readonly filesMatched: number;
  readonly stages: StageTimes;
}

/** The first stage: files with hits, the best of them cut into snippets, the snippets ranked. Throws what `search` throws. */
export async function findByText(query: Query, scope: SearchScope, options: SearchOptions, ports: SearchPorts, signal: AbortSignal): Promise<Found> {
  const start = ports.clock();
  const candidates: Candidate[] = [];
  const stats = await ports.textSearch.search(query, scope, (candidate) => candidates.push(candidate), signal);
  throwIfAborted(signal);
  const collection = collectionOf(candidates, query, stats.filesSearched);
  const files = await inTurns(rankFiles(candidates, query, collection, defaultRankOptions, options.fileLimit), ports.clock, ports.nextTurn);
  const foundAt = ports.clock();
  const requests = files.map(({ candidate: { folder, path, overlay } }) => ({ folder, path, ...(overlay === undefined ? {} : { overlay }) }));
  const cut = await ports.snippets.cut(requests, query, { maxLines: options.snippetLines, maxFileBytes: options.maxFileBytes }, signal);
  throwIfAborted(signal);
  const cutAt = ports.clock();
  const weights = rowKindOf(options) === 'fileRows' ? fileRowRankOptions : defaultRankOptions;
  const limits = { total: Math.max(options.resultLimit, options.candidateLimit) * SPARE, perFile: options.perFile === 0 ? Infinity : options.perFile * READ_PER_ROW };
  const results = (await inTurns(rankSnippets(cut, query, collection, weights, limits), ports.clock, ports.nextTurn)).map(resultOf);
  return { results, filesSearched: stats.filesSearched, filesMatched: candidates.length, stages: { find: foundAt - start, cut: cutAt - foundAt, rank: ports.clock() - cutAt } };
}

/** Rows held beyond the limits, so that a limit per file or a least relevance still leaves a full list. */
const SPARE = 4;
/** Where rows per file are limited: snippets of a file that are held, and read by the model, for each row that it may have. */
const READ_PER_ROW = 3;

function rowKindOf({ perFile }: SearchOptions): RowKind {
  return perFile === 1 ? 'fileRows' : 'lines';
}

function resultOf({ file, snippet, score, explain }: RankedSnippet, index: number): RankedResult {
  return {
    id: `${file.folder}\0${file.path}\0${snippet.startLine}`,
    folder: file.folder,
    path: file.path,
    language: file.language,
    startLine: snippet.startLine,
    endLine: snippet.endLine,
    titleLine: snippet.titleLine,
    kind: snippet.kind,
    ...(snippet.symbol === undefined ? {} : { symbol: snippet.symbol }),
    ...(snippet.container === undefined ? {} : { container: snippet.container }),
    text: snippet.text,
    hitLines: snippet.hitLines,
    textRank: index + 1,
    textScore: score,
    score,
    explain,
  };
}

async function* scoreBatches(reranker: Reranker, query: Query, results: readonly RankedResult[], signal: AbortSignal): AsyncGenerator<readonly (readonly [index: number, logit: number])[]> {
  const passages = results.map((result) => passageOf(result, defaultPassageOptions));
  for await (const scores of reranker.score(query.text, passages, signal)) {
    throwIfAborted(signal);
    yield scores.map(({ index, logit }) => [index, logit] as const);
  }
}

/** The rows handed out: ordered, with the limits applied. */
export function present(results: readonly RankedResult[], order: SearchOptions['order'], options: SearchOptions, isFinal: boolean, model?: RerankerModel): RankedResult[] {
  const ofFile = new Map<string, number>();
  const rows: RankedResult[] = [];
  for (const result of orderResults(results, order, modelFitOf(model, rowKindOf(options)).blend, isFinal)) {
    if (rows.length >= options.resultLimit) break;
    if (result.relevance !== undefined && result.relevance < options.minimumRelevance) continue;
    const key = `${result.folder}\0${result.path}`;
    const count = (ofFile.get(key) ?? 0) + 1;
    ofFile.set(key, count);
    if (options.perFile === 0 || count <= options.perFile) rows.push(result);
  }
  return rows;
}
