import { stat } from 'node:fs/promises';
import path from 'node:path';
import { SearchError, throwIfAborted } from '../engine/errors.ts';
import { languageOf } from '../engine/languages.ts';
import { passesFilters } from '../engine/queryFilters.ts';
import { TermMatcher } from '../engine/termMatcher.ts';
import type { Candidate, Logger, Query, SearchFolder, SearchScope, TextSearch, TextSearchStats } from '../engine/types.ts';
import { isInside } from './diskFiles.ts';
import { listScope } from './fileListing.ts';
import { inPortions, listedPaths, searchableFiles } from './listedFiles.ts';
import { listedArguments, searchArguments } from './ripgrepArguments.ts';
import { RipgrepOutput } from './ripgrepOutput.ts';
import { runRipgrep } from './ripgrepProcess.ts';

/** Hits after which the pass is stopped: a query of that many finds nothing particular, and memory stays bounded. */
const MAX_HITS = 5_000_000;
/** Files of one pass that are kept. */
const MAX_CANDIDATES = 200_000;

export interface RipgrepOptions {
  /** Absolute path of the packaged binary. */
  readonly executable: string;
  /** Files above this size in bytes are passed over. */
  readonly maxFileBytes: number;
  /** Milliseconds that one pass may take; what was found until then is kept. */
  readonly timeLimitMs?: number;
  readonly log: Logger;
}

/** What belongs to one folder of a search. */
interface FolderShare {
  readonly folder: SearchFolder;
  /** Relative paths, ended by a slash, of folders inside that are searched on their own. */
  readonly others: readonly string[];
  /** Unsaved text by relative path. */
  readonly overlays: ReadonlyMap<string, string>;
}

/** Told a file with hits. */
type Collect = (relative: string, counts: Float64Array) => void;

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
    return sumOf(await Promise.all(sharesOf(scope).map((share) => this.#searchShare(share, query, scope, matcher, onCandidate, signal))));
  }

  async #searchShare(share: FolderShare, query: Query, scope: SearchScope, matcher: TermMatcher, onCandidate: (candidate: Candidate) => void, signal: AbortSignal): Promise<TextSearchStats> {
    const { folder, others, overlays } = share;
    const found: Candidate[] = [];
    const collect: Collect = (relative, counts) => {
      if (overlays.has(relative) || others.some((other) => relative.startsWith(other))) return;
      if (passesFilters(relative, languageOf(relative).id, query.filters)) found.push({ folder: folder.path, path: relative, counts });
    };
    const listed = folder.files && listedPaths(folder.path, folder.files);
    const [stats, { isKept, isIncluded }] = await Promise.all([
      listed ? this.#searchListed(folder, listed, query, matcher, collect, signal) : this.#searchDisk(folder, searchArguments(query, scope, folder, this.#options.maxFileBytes), matcher, collect, signal),
      listed ? { isKept: (relative: string) => listed.has(relative), isIncluded: () => true } : listScope(this.#options.executable, scope, folder, overlays.size > 0, signal),
    ]);
    for (const candidate of found) if (isKept(candidate.path)) onCandidate(candidate);
    for (const [relative, text] of overlays) {
      if (!isKept(relative) || !isIncluded(relative) || text.length > this.#options.maxFileBytes) continue;
      if (!passesFilters(relative, languageOf(relative).id, query.filters)) continue;
      const counts = countsOf(text, matcher);
      if (counts.some((count) => count > 0)) onCandidate({ folder: folder.path, path: relative, counts, overlay: text });
    }
    return stats;
  }

  /** As many passes as the names need command lines: none where no file is left. */
  async #searchListed(folder: SearchFolder, listed: ReadonlySet<string>, query: Query, matcher: TermMatcher, collect: Collect, signal: AbortSignal): Promise<TextSearchStats> {
    const wanted = [...listed].filter((relative) => passesFilters(relative, languageOf(relative).id, query.filters));
    const files = await searchableFiles(folder.path, wanted, this.#options.maxFileBytes, signal);
    const stats: TextSearchStats[] = [];
    for (const portion of inPortions(files)) stats.push(await this.#searchDisk(folder, listedArguments(query, portion), matcher, collect, signal));
    return sumOf(stats);
  }

  async #searchDisk(folder: SearchFolder, args: readonly string[], matcher: TermMatcher, collect: Collect, signal: AbortSignal): Promise<TextSearchStats> {
    const { executable, timeLimitMs, log } = this.#options;
    const output = new RipgrepOutput(matcher, { maxHits: MAX_HITS, maxFiles: MAX_CANDIDATES }, collect);
    const onOutput = (chunk: Buffer): boolean => {
      output.push(chunk);
      return output.isFull;
    };
    const { code, isStopped, isLate, complaint } = await runRipgrep({ executable, folder: folder.path, args, onOutput, ...(timeLimitMs !== undefined && { timeLimitMs }) }, signal);
    // 2 is an unreadable file or a wrong argument: only without any output is it a failure.
    const isFinished = isStopped || (isLate && output.hasOutput) || code === 0 || code === 1 || (code === 2 && output.hasOutput);
    if (!isFinished) throw new SearchError('textSearchFailed', complaint || (isLate ? 'ripgrep found nothing within its time limit' : `ripgrep ended with ${code}`));
    if (complaint !== '') log.debug(`ripgrep: ${complaint}`);
    const stats = output.end();
    return isLate ? { ...stats, isTruncated: true } : stats;
  }
}

function sumOf(stats: readonly TextSearchStats[]): TextSearchStats {
  return {
    filesSearched: stats.reduce((sum, pass) => sum + pass.filesSearched, 0),
    bytesSearched: stats.reduce((sum, pass) => sum + pass.bytesSearched, 0),
    isTruncated: stats.some((pass) => pass.isTruncated),
  };
}

async function assertFolder(folder: SearchFolder): Promise<void> {
  const place = placeOf(folder);
  try {
    if ((await stat(place)).isDirectory()) return;
  } catch (cause) {
    throw new SearchError('folderNotFound', place, { cause });
  }
  throw new SearchError('folderNotFound', place);
}

/** Each folder once. What lies in two of them belongs to the inner one. */
function sharesOf(scope: SearchScope): FolderShare[] {
  const folders = scope.folders.filter((folder, at) => scope.folders.findIndex((other) => placeOf(other) === placeOf(folder)) === at);
  return folders.map((folder) => {
    const others = folders.map(placeOf).filter((place) => isInside(placeOf(folder), place));
    const mine = [...scope.overlays].filter(([file]) => isInside(placeOf(folder), file) && !others.some((place) => isInside(place, file)));
    return { folder, others: others.map((place) => `${relativeTo(folder, place)}/`), overlays: new Map(mine.map(([file, text]) => [relativeTo(folder, file), text])) };
  });
}

function placeOf(folder: SearchFolder): string {
  return path.resolve(folder.path, folder.root ?? '');
}

function relativeTo(folder: SearchFolder, file: string): string {
  return path.relative(folder.path, file).replaceAll(path.sep, '/');
}

function countsOf(text: string, matcher: TermMatcher): Float64Array {
  const counts = new Float64Array(matcher.termCount);
  matcher.scan(text, (term) => (counts[term] = (counts[term] ?? 0) + 1));
  return counts;
}
