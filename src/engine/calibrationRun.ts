import { type MinedQuestion, mineQuestions, type QuestionSources, withoutLines } from './calibrationQuestions.ts';
import { type CalibrationFailure, type CalibrationReport, type Outcome, reportOf, type Way } from './calibrationReport.ts';
import { isAbort, SearchError, throwIfAborted } from './errors.ts';
import { findByText } from './firstStage.ts';
import { reciprocalRank } from './measures.ts';
import type { SearchOptions } from './options.ts';
import { present } from './present.ts';
import { queryOf, rerank } from './search.ts';
import type { Found, RankedResult, Reranker, RerankerModel, SearchPorts, SearchScope, SearchUpdate } from './types.ts';

/** A model on this machine. */
export interface CalibrationModel {
  readonly id: string;
  /** Starts nothing before the first score. */
  readonly open: () => Reranker & { dispose(): void };
}

export interface CalibrationPorts {
  readonly search: Omit<SearchPorts, 'reranker'>;
  readonly sources: QuestionSources;
  /** Those that are compared, in the order in which they have their turn: what is left of the time is shared among them. */
  readonly models: readonly CalibrationModel[];
  /** Absolute path of a file. */
  readonly absolute: (folder: string, path: string) => string;
  /** Calls back after so many milliseconds, once; a process does not wait for it. */
  readonly after: (ms: number, call: () => void) => void;
}

export interface CalibrationRequest {
  readonly scope: SearchScope;
  readonly options: SearchOptions;
  /** All of it: mining, searching and reading. */
  readonly seconds: number;
  /** What is in force; the model undefined where a server scores. */
  readonly present: Way;
}

export interface CalibrationProgress {
  /** Undefined: questions are looked for (`total` 0), then searched. Else the model that reads. */
  readonly model: string | undefined;
  readonly done: number;
  readonly total: number;
}

/** Rows that are judged. */
const JUDGED_ROWS = 10;
/** Shares of the time for finding questions, and for these and the text order together. */
const MINING_SHARE = 0.25;
const TEXT_SHARE = 0.45;

/**
 * Measures the orders, with each model on this machine, on questions that the workspace itself answers.
 * @param onProgress told after each question
 * @throws SearchError `noFolder`, or where files cannot be listed or searched; AbortError where `signal` aborts. A model that fails is left out, with its error.
 */
export async function calibrate(request: CalibrationRequest, ports: CalibrationPorts, onProgress: (progress: CalibrationProgress) => void, signal: AbortSignal): Promise<CalibrationReport> {
  if (request.scope.folders.length === 0) throw new SearchError('noFolder', 'there is no folder to calibrate on');
  throwIfAborted(signal);
  const start = ports.search.clock();
  const msLeft = (share = 1): number => Math.max(0, start + share * request.seconds * 1000 - ports.search.clock());
  // Not AbortSignal.any with AbortSignal.timeout: Node may collect that timer before it has rung.
  const limitOf = (ms: number): AbortSignal => {
    const limit = new AbortController();
    signal.addEventListener('abort', () => limit.abort(), { once: true });
    ports.after(ms, () => limit.abort());
    return limit.signal;
  };
  onProgress({ model: undefined, done: 0, total: 0 });
  const questions = await mineQuestions(request.scope, request.options, ports.sources, signal, limitOf(msLeft(MINING_SHARE)));
  const searched = await searchAll(questions, request, ports, onProgress, signal, limitOf(msLeft(TEXT_SHARE)));
  const outcomes = searched.map((one, question) => outcomeOf({ order: 'text', model: undefined }, one, question));
  const failures: CalibrationFailure[] = [];
  for (const [at, model] of ports.models.entries()) {
    const limit = limitOf(msLeft() / (ports.models.length - at));
    try {
      await readAll(searched, model, request, ports, outcomes, onProgress, limit);
    } catch (error) {
      throwIfAborted(signal);
      if (!isAbort(error)) failures.push({ model: model.id, error });
    }
  }
  return reportOf(questions.slice(0, searched.length), outcomes, request.present, failures);
}

/** A question with what its text found. */
interface Searched {
  readonly question: MinedQuestion;
  readonly found: Found;
  readonly ms: number;
}

async function searchAll(questions: readonly MinedQuestion[], { scope, options }: CalibrationRequest, { search, sources, absolute }: CalibrationPorts, onProgress: (progress: CalibrationProgress) => void, signal: AbortSignal, limit: AbortSignal): Promise<Searched[]> {
  const searched: Searched[] = [];
  const kept = Math.max(options.candidateLimit, JUDGED_ROWS);
  try {
    for (const question of questions) {
      const start = search.clock();
      const found = await findByText(queryOf(question.text, options), await withoutComment(question, scope, sources, absolute), { ...options, perFile: 0 }, search, limit);
      searched.push({ question, found: { ...found, held: found.held.slice(0, kept) }, ms: search.clock() - start });
      onProgress({ model: undefined, done: searched.length, total: questions.length });
    }
  } catch (error) {
    throwIfAborted(signal);
    if (!isAbort(error)) throw error;
  }
  return searched;
}

/** The scope with the file as if the comment had never been written. */
async function withoutComment({ folder, hidden }: MinedQuestion, scope: SearchScope, sources: QuestionSources, absolute: CalibrationPorts['absolute']): Promise<SearchScope> {
  const text = hidden && (await sources.text(folder, hidden.path, scope));
  if (!hidden || text === undefined) return scope;
  return { ...scope, overlays: new Map([...scope.overlays, [absolute(folder, hidden.path), withoutLines(text, hidden)]]) };
}

/** Adds the outcomes of both orders with a model, until the limit aborts. @throws what the model throws; AbortError at the limit */
async function readAll(searched: readonly Searched[], model: CalibrationModel, { options }: CalibrationRequest, { search }: CalibrationPorts, outcomes: Outcome[], onProgress: (progress: CalibrationProgress) => void, limit: AbortSignal): Promise<void> {
  const reranker = model.open();
  try {
    for (const [question, one] of searched.entries()) {
      const last = await lastOf(rerank(one.found, { ...options, perFile: 0, order: 'blended' }, { ...search, reranker }, limit));
      if (last?.fallback !== undefined) throw last.fallback;
      const read = { ...one, found: last ?? one.found, ms: one.ms + (last?.stages.rerank ?? 0) };
      for (const order of ['reranked', 'blended'] as const) outcomes.push(outcomeOf({ order, model: model.id }, read, question, last?.model));
      onProgress({ model: model.id, done: question + 1, total: searched.length });
    }
  } finally {
    reranker.dispose();
  }
}

async function lastOf(updates: AsyncIterable<SearchUpdate>): Promise<SearchUpdate | undefined> {
  let last: SearchUpdate | undefined;
  for await (const update of updates) last = update;
  return last;
}

function outcomeOf(way: Way, { question: { folder, answers }, found: { held }, ms }: Searched, question: number, model?: RerankerModel): Outcome {
  const rows = present(held, { order: way.order, resultLimit: JUDGED_ROWS, perFile: 0, minimumRelevance: 0 }, true, model);
  return { ...way, question, reciprocalRank: reciprocalRank(rows.map((row) => asIn(folder, row)), answers), ms };
}

/** A row of another folder finds nothing, whatever its path. */
function asIn(folder: string, row: RankedResult): RankedResult {
  return row.folder === folder ? row : { ...row, path: '' };
}
