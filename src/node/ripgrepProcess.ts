import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { abortError, SearchError } from '../engine/errors.ts';

/** Characters of ripgrep's own complaints that are kept for the log. */
const MAX_COMPLAINT = 2_000;
/** Bytes of output that are taken in at a time: a thousand hits or so, in a millisecond or two. */
const PORTION_BYTES = 16 * 1024;
/** The largest trees that were tried take some seconds, also from a cold disk. */
const TIME_LIMIT_MS = 120_000;

export interface RipgrepRun {
  /** Absolute path of the binary. */
  readonly executable: string;
  /** Absolute path that it runs in. */
  readonly folder: string;
  readonly args: readonly string[];
  /** @returns true when that is enough, and ripgrep may end */
  readonly onOutput: (chunk: Buffer) => boolean;
  /** Milliseconds after which ripgrep is ended: a disk that does not answer must not hold a search for ever. */
  readonly timeLimitMs?: number;
}

export interface RipgrepEnd {
  /** 0 is hits, 1 none, 2 an unreadable file or a wrong argument; null where it was ended. */
  readonly code: number | null;
  /** Ended because `onOutput` had enough. */
  readonly isStopped: boolean;
  /** Ended because it took too long. */
  readonly isLate: boolean;
  readonly complaint: string;
}

/**
 * Runs ripgrep to its end, never through a shell. When the signal aborts, the process is ended first.
 * @throws SearchError `textSearchMissing`, `textSearchFailed` where it cannot be started; AbortError
 */
export function runRipgrep({ executable, folder, args, onOutput, timeLimitMs = TIME_LIMIT_MS }: RipgrepRun, signal: AbortSignal): Promise<RipgrepEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(executable, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    // Nothing needs tidying up, and a process that hangs heeds no other signal.
    const stop = (): void => void child.kill('SIGKILL');
    let isLate = false;
    const limit = setTimeout(() => {
      isLate = true;
      stop();
    }, timeLimitMs);
    signal.addEventListener('abort', stop, { once: true });
    const settle = (action: () => void): void => {
      clearTimeout(limit);
      signal.removeEventListener('abort', stop);
      action();
    };
    let isStopped = false;
    const portions = new Portions(child.stdout, (portion) => {
      if (signal.aborted || isStopped || !onOutput(portion)) return;
      isStopped = true;
      stop();
    });
    const complaint = collectText(child.stderr);
    child.once('error', (cause) => settle(() => reject(signal.aborted ? abortError() : startFailure(cause))));
    child.once('close', (code) => {
      portions.onceEmpty(() => settle(() => (signal.aborted ? reject(abortError()) : resolve({ code, isStopped, isLate, complaint: complaint() }))));
    });
  });
}

/**
 * Hands a stream's output over a portion a turn: it would otherwise come many chunks in a row, and nobody else would get the event loop.
 * The stream is paused meanwhile; a child process that ends resumes it all the same, so what comes is queued.
 */
class Portions {
  readonly #stream: Readable;
  readonly #onPortion: (portion: Buffer) => void;
  readonly #queue: Buffer[] = [];
  #isBusy = false;
  #onEmpty: (() => void) | undefined;

  constructor(stream: Readable, onPortion: (portion: Buffer) => void) {
    this.#stream = stream;
    this.#onPortion = onPortion;
    stream.on('data', (chunk: Buffer) => {
      this.#queue.push(chunk);
      stream.pause();
      if (!this.#isBusy) this.#next();
    });
  }

  /** Calls back when all that has come is handed over; to be called once, when nothing more will come. */
  onceEmpty(callback: () => void): void {
    if (this.#isBusy) this.#onEmpty = callback;
    else callback();
  }

  #next(): void {
    const chunk = this.#queue.shift();
    this.#isBusy = chunk !== undefined;
    if (chunk === undefined) {
      this.#stream.resume();
      this.#onEmpty?.();
      return;
    }
    this.#onPortion(chunk.subarray(0, PORTION_BYTES));
    if (chunk.length > PORTION_BYTES) this.#queue.unshift(chunk.subarray(PORTION_BYTES));
    setImmediate(() => this.#next());
  }
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
