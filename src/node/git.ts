import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { abortError, SearchError } from '../engine/errors.ts';

/** What git says is cut off behind so many bytes. */
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;
/** Git that takes longer waits for something, or the history is too large to be asked while somebody looks on. */
const TIMEOUT_MS = 10_000;
/** Characters of git's own complaints that are kept for the log. */
const MAX_COMPLAINT = 2_000;

/** Nothing that a repository's configuration names is started, nothing is written, and nothing is fetched: no monitor, no hook, no refreshed index, no missing object. */
const quiet = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'protocol.allow=never', '--no-optional-locks', '--no-pager'];
/** The same for the commands that compare texts. */
const quietDiff: ReadonlyMap<string, readonly string[]> = new Map(['diff', 'log', 'show'].map((command) => [command, ['--no-ext-diff', '--no-textconv']]));

export interface GitOptions {
  /** `git`, or an absolute path. */
  readonly executable: string;
  readonly maxBytes?: number;
  readonly timeoutMs?: number;
  /** Settings for this call alone, as `name=value`. */
  readonly settings?: readonly string[];
}

export interface GitOutput {
  readonly text: string;
  /** 0, or 1 for an answer of no. */
  readonly code: 0 | 1;
  /** There was more than `maxBytes`. */
  readonly isCut: boolean;
}

/**
 * Runs git in a folder, never through a shell. To be called in trusted folders only: what a repository says can still make git read elsewhere.
 * @param args command first; names from outside go behind a `--`
 * @throws SearchError `gitMissing`, `folderNotFound`, `notARepository`, `gitFailed`; AbortError. The process is ended first.
 */
export function runGit(folder: string, args: readonly string[], { executable, maxBytes = MAX_OUTPUT_BYTES, timeoutMs = TIMEOUT_MS, settings = [] }: GitOptions, signal: AbortSignal): Promise<GitOutput> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(abortError());
    const [command = '', ...rest] = args;
    const given = [...quiet, ...settings.flatMap((setting) => ['-c', setting]), '-C', folder];
    // Windows looks for a program in the folder that it is started in before anywhere else, and a repository may hold a git.exe.
    const child = spawn(executable, [...given, command, ...(quietDiff.get(command) ?? []), ...rest], { cwd: path.dirname(process.execPath), env: environment(), stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    const stop = (): void => void child.kill();
    let isLate = false;
    const limit = setTimeout(() => {
      isLate = true;
      stop();
    }, timeoutMs);
    signal.addEventListener('abort', stop, { once: true });
    const settle = (action: () => void): void => {
      clearTimeout(limit);
      signal.removeEventListener('abort', stop);
      action();
    };
    const output: Buffer[] = [];
    let bytes = 0;
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (bytes < maxBytes) output.push(chunk.subarray(0, maxBytes - bytes));
      bytes += chunk.length;
      if (bytes > maxBytes) stop();
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      complaint = (complaint + chunk).slice(0, MAX_COMPLAINT);
    });
    child.once('error', (cause) => settle(() => reject(signal.aborted ? abortError() : startFailure(cause))));
    child.once('close', (code) => {
      const isCut = bytes > maxBytes;
      settle(() => {
        if (signal.aborted) reject(abortError());
        else if (isCut || code === 0 || code === 1) resolve({ text: Buffer.concat(output).toString('utf8'), code: code === 1 ? 1 : 0, isCut });
        else reject(isLate ? new SearchError('gitFailed', `git ${command}: no answer in ${timeoutMs} ms`) : failureOf(folder, command, code, complaint));
      });
    });
  });
}

/** Without what would point git at another repository, in a language that can be read here, and never asking anybody. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^GIT_(?!CONFIG|EXEC_PATH)/i.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' };
}

function startFailure(cause: NodeJS.ErrnoException): SearchError {
  const isMissing = cause.code === 'ENOENT' || cause.code === 'EACCES' || cause.code === 'ENOEXEC';
  return new SearchError(isMissing ? 'gitMissing' : 'gitFailed', cause.message, { cause });
}

function failureOf(folder: string, command: string, code: number | null, complaint: string): SearchError {
  if (!existsSync(folder)) return new SearchError('folderNotFound', folder);
  return new SearchError(complaint.includes('not a git repository') ? 'notARepository' : 'gitFailed', `git ${command} ended with ${code}: ${complaint.trim()}`);
}
