import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { abortError, SearchError, throwIfAborted } from '../engine/errors.ts';
import { languageOf, languages } from '../engine/languages.ts';
import { passesFilters } from '../engine/terms.ts';
import { searchPattern, TermMatcher } from '../engine/termMatcher.ts';
import type { Candidate, Logger, Query, SearchFolder, SearchScope, TextSearch, TextSearchStats } from '../engine/types.ts';
import { RipgrepOutput } from './ripgrepOutput.ts';

/** Hits after which the pass is stopped: a query of that many finds nothing particular, and memory stays bounded. */
const MAX_HITS = 5_000_000;
/** Files of one pass that are kept. */
const MAX_CANDIDATES = 200_000;
/** Characters of ripgrep's own complaints that are kept for the log. */
const MAX_COMPLAINT = 2_000;

export interface RipgrepOptions {
  /** Absolute path of the packaged binary. */
  readonly executable: string;
  /** Files above this size in bytes are passed over. */
  readonly maxFileBytes: number;
  readonly log: Logger;
}

/** TextSearch over the packaged ripgrep binary: streamed, stoppable, never through a shell. */
export class RipgrepTextSearch implements TextSearch {
  readonly #options: RipgrepOptions;

  constructor(options: RipgrepOptions) {
    this.#options = options;
  }

  async search(query: Query, scope: SearchScope, onCandidate: (candidate: Candidate) => void, signal: AbortSignal): Promise<TextSearchStats> {
    await Promise.all(scope.folders.map(assertFolder));
    throwIfAborted(signal);
    const matcher = new TermMatcher(query);
    const collect = (folder: string, relative: string, counts: Float64Array): void => {
      if (scope.overlays.has(path.join(folder, relative))) return;
      if (passesFilters(relative, languageOf(relative).id, query.filters)) onCandidate({ folder, path: relative, counts });
    };
    const passes = scope.folders.map((folder) => this.#searchFolder(folder, query, scope, matcher, collect, signal));
    const stats = await Promise.all(passes);
    const overlaid = searchOverlays(query, scope, matcher, onCandidate);
    return {
      filesSearched: stats.reduce((sum, pass) => sum + pass.filesSearched, overlaid),
      bytesSearched: stats.reduce((sum, pass) => sum + pass.bytesSearched, 0),
      isTruncated: stats.some((pass) => pass.isTruncated),
    };
  }

  #searchFolder(
    folder: SearchFolder,
    query: Query,
    scope: SearchScope,
    matcher: TermMatcher,
    collect: (folder: string, relative: string, counts: Float64Array) => void,
    signal: AbortSignal,
  ): Promise<TextSearchStats> {
    const args = [...ripgrepArguments(query, scope, this.#options.maxFileBytes), '--', folder.root ? `./${folder.root}` : './'];
    return new Promise((resolve, reject) => {
      const child = spawn(this.#options.executable, args, { cwd: folder.path, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
      const output = new RipgrepOutput(matcher, { maxHits: MAX_HITS, maxFiles: MAX_CANDIDATES }, (relative, counts) => collect(folder.path, relative, counts));
      const stop = (): void => void child.kill();
      const settle = (action: () => void): void => {
        signal.removeEventListener('abort', stop);
        action();
      };
      signal.addEventListener('abort', stop, { once: true });
      const complaint = collectText(child.stderr);
      readOutput(child, output);
      child.once('error', (cause) => settle(() => reject(signal.aborted ? abortError() : startFailure(cause))));
      child.once('close', (code, killedBy) => {
        settle(() => {
          if (signal.aborted) reject(abortError());
          else if (isFinished(code, killedBy, output)) {
            if (complaint() !== '') this.#options.log.debug(`ripgrep: ${complaint()}`);
            resolve(output.end());
          } else reject(new SearchError('textSearchFailed', complaint() || `ripgrep ended with ${code ?? killedBy}`));
        });
      });
    });
  }
}

/** 0 is hits, 1 none; 2 is an unreadable file or a wrong argument: only without any output is it a failure. */
function isFinished(code: number | null, killedBy: NodeJS.Signals | null, output: RipgrepOutput): boolean {
  return code === 0 || code === 1 || (code === 2 && output.hasOutput) || (killedBy !== null && output.isFull);
}

function readOutput(child: ChildProcessByStdio<null, Readable, Readable>, output: RipgrepOutput): void {
  child.stdout.on('data', (chunk: Buffer) => {
    output.push(chunk);
    if (output.isFull) child.kill();
  });
}

function collectText(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    if (text.length < MAX_COMPLAINT) text += chunk.slice(0, MAX_COMPLAINT - text.length);
  });
  return () => text.trim();
}

function startFailure(cause: NodeJS.ErrnoException): SearchError {
  const isMissing = cause.code === 'ENOENT' || cause.code === 'EACCES' || cause.code === 'ENOEXEC';
  return new SearchError(isMissing ? 'textSearchMissing' : 'textSearchFailed', cause.message, { cause });
}

async function assertFolder(folder: SearchFolder): Promise<void> {
  const place = path.join(folder.path, folder.root ?? '');
  try {
    if ((await stat(place)).isDirectory()) return;
  } catch (cause) {
    throw new SearchError('folderNotFound', place, { cause });
  }
  throw new SearchError('folderNotFound', place);
}

function ripgrepArguments(query: Query, scope: SearchScope, maxFileBytes: number): string[] {
  const args = ['--no-config', '--heading', '--null', '--only-matching', '--no-line-number', '--color=never', '--stats', '--hidden', '--no-require-git', '--no-ignore-global', '--no-messages', `--max-filesize=${maxFileBytes}`];
  if (!scope.useIgnoreFiles) args.push('--no-ignore');
  for (const glob of scope.include) args.push(`--glob=${glob}`);
  for (const glob of scope.exclude) args.push(`--glob=!${glob}`);
  for (const entry of languages.filter(({ id }) => query.filters.languages.includes(id))) {
    for (const file of entry.files) args.push('--type-add', `wanted:${file.startsWith('.') ? '*' : ''}${file}`);
  }
  if (query.filters.languages.length > 0) args.push('--type=wanted');
  args.push(`--regexp=${searchPattern(query)}`);
  return args;
}

/** Unsaved text stands in for the file on disk. @returns number of texts searched */
function searchOverlays(query: Query, scope: SearchScope, matcher: TermMatcher, onCandidate: (candidate: Candidate) => void): number {
  let searched = 0;
  for (const [file, text] of scope.overlays) {
    const home = scope.folders.find((folder) => isInside(path.join(folder.path, folder.root ?? ''), file));
    const relative = home && path.relative(home.path, file).replaceAll(path.sep, '/');
    if (!home || !relative || !passesFilters(relative, languageOf(relative).id, query.filters)) continue;
    searched++;
    const counts = new Float64Array(matcher.termCount);
    matcher.scan(text, (term) => (counts[term] = (counts[term] ?? 0) + 1));
    if (counts.some((count) => count > 0)) onCandidate({ folder: home.path, path: relative, counts, overlay: text });
  }
  return searched;
}

function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
}
