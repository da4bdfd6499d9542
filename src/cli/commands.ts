import { createReadStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { isAbort, isSearchError, SearchError, throwIfAborted } from '../engine/errors.ts';
import { defaultExclude, defaultSearchOptions, type SearchOptions } from '../engine/options.ts';
import { search } from '../engine/search.ts';
import { sigmoid } from '../engine/sigmoid.ts';
import type { SearchFolder, SearchPorts, SearchScope, SearchUpdate } from '../engine/types.ts';
import { UsageError, type CliArguments } from './arguments.ts';
import { formatUpdate, jsonOf, rounded, rowOf, stagesOf } from './format.ts';
import { gitFolders } from './gitFolders.ts';
import { sentenceOf } from './sentences.ts';

export const exitCodes = { results: 0, none: 1, usage: 2, failed: 3 } as const;

/** What the commands need of the world, given by the root. */
export interface CliContext {
  readonly ports: SearchPorts;
  readonly currentFolder: string;
  readonly isColored: boolean;
  readonly stdin: Readable;
  /** Writes a line; resolves when more may follow. */
  readonly print: (line: string) => Promise<void>;
  readonly complain: (line: string) => void;
  readonly signal: AbortSignal;
}

/** `search`: one question, rows for people or one JSON object. @returns exit code */
export async function runSearch(given: CliArguments, context: CliContext): Promise<number> {
  const [query, ...folders] = given.positionals;
  if (query === undefined) throw new UsageError('search needs a query');
  const named = (folders.length > 0 ? folders : ['.']).map((folder) => path.resolve(context.currentFolder, folder));
  const scope = scopeOf(given, await gitFolders(given, named, context.signal));
  const update = await lastUpdate(query, scope, optionsOf(given, 10), context);
  if (update.fallback !== undefined) context.complain(`${describe(update.fallback)} Rows stand in text order.`);
  if (update.model?.notice !== undefined) context.complain(update.model.notice);
  if (!given.json && update.isAnswered === false && update.results.length > 0) context.complain('Nothing here seems to answer this. The nearest places are below.');
  await context.print(given.json ? JSON.stringify(jsonOf(update, given.explain)) : formatUpdate(update, { isColored: context.isColored, explain: given.explain, currentFolder: context.currentFolder }));
  return update.results.length > 0 ? exitCodes.results : exitCodes.none;
}

/** `batch`: a question a line, an answer a line in the same order. A line that fails is answered with its error. @returns exit code */
export async function runBatch(given: CliArguments, context: CliContext): Promise<number> {
  const [file] = given.positionals;
  if (file === undefined) throw new UsageError('batch needs a file of questions, or - for standard input');
  const options = optionsOf(given, 100);
  const tally = { rows: 0, failed: 0 };
  for await (const line of linesOf(file === '-' ? context.stdin : createReadStream(path.resolve(context.currentFolder, file)), context.signal)) {
    const qid = qidOf(line);
    try {
      const question = questionOf(line);
      const folder = path.resolve(context.currentFolder, question.folder);
      const update = await lastUpdate(question.query, scopeOf(given, [{ path: folder, ...(question.root === undefined ? {} : { root: rootInside(folder, question.root) }) }]), options, context);
      if (update.fallback !== undefined) context.complain(`${qid}: ${describe(update.fallback)} Rows stand in text order.`);
      tally.rows += update.results.length;
      await context.print(JSON.stringify({ qid, results: update.results.map(rowOf), answered: update.isAnswered ?? null, ms: rounded(update.ms), stages: stagesOf(update) }));
    } catch (error) {
      if (isAbort(error)) throw error;
      tally.failed++;
      context.complain(`${qid}: ${describe(error)}`);
      await context.print(JSON.stringify({ qid, results: [], error: isSearchError(error) ? error.code : 'badLine', ms: 0, stages: {} }));
    }
  }
  return tally.failed > 0 ? exitCodes.failed : tally.rows > 0 ? exitCodes.results : exitCodes.none;
}

/** `rerank`: scores of pairs as FlagReranker's compute_score gives them, logits unless `normalize`; `normalized` holds 0..1 always. @returns exit code */
export async function runRerank({ normalize }: Pick<CliArguments, 'normalize'>, context: CliContext): Promise<number> {
  const { reranker } = context.ports;
  if (!reranker) throw new SearchError('modelMissing', 'no reranker');
  for await (const line of linesOf(context.stdin, context.signal)) {
    const { query, passages } = pairsOf(line);
    const scores: number[] = Array.from({ length: passages.length });
    for await (const batch of reranker.score(query, passages.map((text) => ({ path: '', text })), context.signal)) for (const { index, logit } of batch) scores[index] = logit;
    const normalized = scores.map(sigmoid);
    await context.print(JSON.stringify({ scores: normalize ? normalized : scores, normalized }));
  }
  return exitCodes.results;
}

/** One line on an error, with the next step. */
export function describe(error: unknown): string {
  if (isSearchError(error)) {
    const [detail = ''] = error.detail.split('\n');
    return detail === '' ? sentenceOf(error.code) : `${sentenceOf(error.code)} (${detail})`;
  }
  return error instanceof Error ? error.message : String(error);
}

async function lastUpdate(query: string, scope: SearchScope, options: SearchOptions, context: CliContext): Promise<SearchUpdate> {
  let last: SearchUpdate | undefined;
  for await (const update of search(query, scope, options, context.ports, context.signal)) last = update;
  if (!last) throw new SearchError('textSearchFailed', 'the search ended without an answer');
  return last;
}

/** @param limit rows at most, where the arguments do not say */
export function optionsOf(given: CliArguments, limit: number): SearchOptions {
  return { ...defaultSearchOptions, order: given.order, expandQuery: !given.noExpansions, resultLimit: given.limit ?? limit, perFile: given.perFile, candidateLimit: given.candidates ?? defaultSearchOptions.candidateLimit };
}

/** The folders as the arguments' globs and switches narrow them. */
export function scopeOf(given: CliArguments, folders: readonly SearchFolder[]): SearchScope {
  return { folders, include: given.include, exclude: [...defaultExclude, ...given.exclude], useIgnoreFiles: !given.noIgnore, overlays: new Map() };
}

/** @throws UsageError where the stream cannot be read; AbortError. The stream is closed at the end, so that nothing waits for it. */
async function* linesOf(stream: Readable, signal: AbortSignal): AsyncGenerator<string> {
  const failure = new Promise<never>((_, reject) => stream.once('error', (cause) => reject(new UsageError(cause.message))));
  failure.catch(() => undefined); // Raced below; without a reader of its own it would count as unhandled.
  const reader = createInterface({ input: stream, crlfDelay: Infinity, signal });
  const lines = reader[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await Promise.race([lines.next(), failure]);
      throwIfAborted(signal);
      if (next.done === true) return;
      const line = next.value.replace(/^\ufeff/, '').trim();
      if (line !== '') yield line;
    }
  } finally {
    reader.close();
    stream.destroy();
  }
}

function parseLine(line: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new UsageError(`not a line of JSON: ${line.slice(0, 60)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new UsageError(`not a JSON object: ${line.slice(0, 60)}`);
  return value as Record<string, unknown>;
}

/** As it was given, so that the answer finds its question again. */
function qidOf(line: string): string | number | null {
  try {
    const { qid } = parseLine(line);
    return typeof qid === 'string' || typeof qid === 'number' ? qid : null;
  } catch {
    return null;
  }
}

function questionOf(line: string): { query: string; folder: string; root: string | undefined } {
  const { query, folder, root } = parseLine(line);
  if (typeof query !== 'string' || typeof folder !== 'string') throw new UsageError('a line needs "query" and "folder", both text');
  return { query, folder, root: typeof root === 'string' && root !== '' ? root : undefined };
}

function rootInside(folder: string, root: string): string {
  const relative = path.relative(folder, path.resolve(folder, root));
  if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) throw new UsageError(`root '${root}' lies outside the folder`);
  return relative.replaceAll(path.sep, '/');
}

function pairsOf(line: string): { query: string; passages: string[] } {
  const { query, passages } = parseLine(line);
  const list = typeof passages === 'string' ? [passages] : passages;
  if (typeof query !== 'string' || !Array.isArray(list) || !list.every((passage) => typeof passage === 'string')) throw new UsageError('a line needs "query", a text, and "passages", a list of texts');
  return { query, passages: list };
}
