import { Worker } from 'node:worker_threads';
import { abortError, SearchError, throwIfAborted } from '../engine/errors.ts';
import type { CutFile, CutOptions, CutRequest, Logger, Query, SnippetSource } from '../engine/types.ts';

export type CutterCall =
  | { readonly type: 'cut'; readonly id: number; readonly files: readonly CutRequest[]; readonly query: Query; readonly options: CutOptions }
  | { readonly type: 'stop'; readonly id: number };

/** Files come in portions. */
export type CutterAnswer = { readonly id: number; readonly files: readonly CutFile[]; readonly isLast: boolean } | { readonly id: number; readonly error: string };

/** What a thread is started with. */
export interface CutterStart {
  /** Folder of the grammars. */
  readonly grammars: string;
  readonly maxKeptCharacters: number;
}

/** Text of files that all threads together keep, in characters; see FileCutter. */
const MAX_KEPT_CHARACTERS = 24_000_000;

export interface CutterPoolOptions {
  /** Entry of the worker thread. */
  readonly entry: string;
  /** Folder of the grammars. */
  readonly grammars: string;
  /** Threads at most; each keeps its own share of the files. */
  readonly threads: number;
  readonly log: Logger;
}

interface Pending {
  /** Those that have come so far. */
  readonly files: CutFile[];
  readonly resolve: (files: CutFile[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * SnippetSource over worker threads, so that reading, parsing and counting never hold the caller's event loop. Threads start with the
 * first call. A file always goes to the same thread, which keeps it cut.
 */
export class CutterPool implements SnippetSource {
  readonly #options: CutterPoolOptions;
  readonly #threads: (CutterThread | undefined)[];

  constructor(options: CutterPoolOptions) {
    this.#options = options;
    this.#threads = Array.from({ length: Math.max(1, options.threads) });
  }

  async cut(files: readonly CutRequest[], query: Query, options: CutOptions, signal: AbortSignal): Promise<CutFile[]> {
    throwIfAborted(signal);
    const shares = this.#threads.map((): CutRequest[] => []);
    for (const file of files) shares[hash(file.path) % shares.length]?.push(file);
    const answers = await Promise.all(shares.map(async (share, at) => (share.length > 0 ? this.#thread(at).cut(share, query, options, signal) : [])));
    const place = new Map(files.map((file, at) => [`${file.folder}\0${file.path}`, at] as const));
    const order = (file: CutFile): number => place.get(`${file.folder}\0${file.path}`) ?? files.length;
    return answers.flat().sort((a, b) => order(a) - order(b));
  }

  /** Starts the threads ahead of the first call; they load the parser meanwhile. */
  warm(): void {
    for (const at of this.#threads.keys()) this.#thread(at);
  }

  #thread(at: number): CutterThread {
    const known = this.#threads[at];
    if (known?.isRunning) return known;
    const started = new CutterThread(this.#options);
    this.#threads[at] = started;
    return started;
  }

  /** Ends the threads; calls still open are rejected. */
  async dispose(): Promise<void> {
    await Promise.all(this.#threads.map(async (thread) => thread?.dispose()));
  }
}

/** One worker and its open calls. */
class CutterThread {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  isRunning = true;

  constructor(options: CutterPoolOptions) {
    this.#worker = new Worker(options.entry, { workerData: { grammars: options.grammars, maxKeptCharacters: MAX_KEPT_CHARACTERS / Math.max(1, options.threads) } satisfies CutterStart, execArgv: [] });
    this.#worker.unref();
    this.#worker.on('message', (answer: CutterAnswer) => this.#settle(answer));
    this.#worker.on('error', (cause) => {
      options.log.warn(`cutter: ${cause.message}`);
      this.#fail(new SearchError('parserFailed', cause.message, { cause }));
    });
    this.#worker.on('exit', (code) => this.#fail(new SearchError('parserFailed', `the parser thread ended with ${code}`)));
  }

  cut(files: readonly CutRequest[], query: Query, options: CutOptions, signal: AbortSignal): Promise<CutFile[]> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        this.#worker.postMessage({ type: 'stop', id } satisfies CutterCall);
        this.#pending.delete(id);
        this.#release();
        reject(abortError());
      };
      const settled = (action: () => void): void => {
        signal.removeEventListener('abort', stop);
        this.#release();
        action();
      };
      signal.addEventListener('abort', stop, { once: true });
      this.#pending.set(id, { files: [], resolve: (cut) => settled(() => resolve(cut)), reject: (error) => settled(() => reject(error)) });
      this.#worker.ref();
      this.#worker.postMessage({ type: 'cut', id, files: [...files], query, options } satisfies CutterCall);
    });
  }

  #settle(answer: CutterAnswer): void {
    const call = this.#pending.get(answer.id);
    if ('files' in answer) {
      call?.files.push(...answer.files);
      if (!answer.isLast) return;
    }
    this.#pending.delete(answer.id);
    if ('files' in answer) call?.resolve(call.files);
    else call?.reject(new SearchError('parserFailed', answer.error));
  }

  /** An idle thread does not keep the command line alive. */
  #release(): void {
    if (this.#pending.size === 0) this.#worker.unref();
  }

  #fail(error: SearchError): void {
    this.isRunning = false;
    const calls = [...this.#pending.values()];
    this.#pending.clear();
    for (const call of calls) call.reject(error);
  }

  async dispose(): Promise<void> {
    await this.#worker.terminate();
  }
}

function hash(text: string): number {
  let value = 7;
  for (let i = 0; i < text.length; i++) value = (Math.imul(value, 31) + text.charCodeAt(i)) >>> 0;
  return value;
}
