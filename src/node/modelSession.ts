import { SearchError } from '../engine/errors.ts';
import type { FailedMessage, LoadedMessage, LoadMessage, ModelMessage, PairLimits } from '../model/protocol.ts';
import { deferred } from './deferred.ts';
import type { Deferred } from './deferred.ts';
import { isAccelerator } from './devicePlan.ts';
import { ModelChannel } from './modelChannel.ts';
import type { ModelEntry } from './modelChannel.ts';
import type { ScoreRequest } from './scoreRequest.ts';

/** How long the process may take, in milliseconds. */
export interface ModelTimeLimits {
  /** To start and say hello. */
  readonly hello: number;
  /** To load, and between two batches of scores. */
  readonly answer: number;
  /** The same on an accelerator: one that takes longer hangs, or gains nothing. */
  readonly accelerator: number;
  /** To stop after a cancel. */
  readonly cancel: number;
}

export const modelTimeLimits: ModelTimeLimits = { hello: 20_000, answer: 120_000, accelerator: 60_000, cancel: 2_000 };

interface Flight {
  readonly request: ScoreRequest;
  readonly answer: Deferred<void>;
  cancelTimer?: NodeJS.Timeout;
}

/** One process with one model. Everything asked of it settles, whatever becomes of the process. */
export class ModelSession {
  readonly loaded: Promise<LoadedMessage>;
  readonly #channel: ModelChannel;
  readonly #answerMs: number;
  readonly #cancelMs: number;
  readonly #flights = new Map<number, Flight>();
  readonly #loading = deferred<LoadedMessage>();
  #isLoading = true;
  #lastRequestId = 0;
  #error: SearchError | undefined;
  #answerTimer: NodeJS.Timeout | undefined;

  constructor(entry: ModelEntry, load: LoadMessage, limits: ModelTimeLimits) {
    this.#answerMs = isAccelerator(load.device) ? limits.accelerator : limits.answer;
    this.#cancelMs = limits.cancel;
    this.#channel = new ModelChannel(entry, limits.hello, {
      onMessage: (message) => this.#receive(message),
      onEnd: (error, signal) => this.#end((this.#isLoading && signal === 'SIGKILL') || outOfMemoryWords.test(error.detail) ? lackOfMemory(error) : error),
    });
    this.loaded = this.#loading.promise;
    // Whoever waits for the model sees the failure; nobody need be waiting.
    this.loaded.catch(() => undefined);
    this.#channel.send(load);
    this.#watch();
  }

  /** True once the process has gone, by itself or by dispose(). */
  get hasEnded(): boolean {
    return this.#error !== undefined;
  }

  get pid(): number | undefined {
    return this.#channel.pid;
  }

  /**
   * Scores what the request still lacks, into the request.
   * @returns when the process has answered in full, after an abort too
   * @throws SearchError what the process reported, or why it ended
   */
  async score(request: ScoreRequest, limits: PairLimits, signal: AbortSignal): Promise<void> {
    if (this.#error !== undefined) throw this.#error;
    const requestId = (this.#lastRequestId += 1);
    const flight: Flight = { request, answer: deferred() };
    const cancel = (): void => {
      this.#channel.send({ type: 'cancel', requestId });
      flight.cancelTimer = setTimeout(() => this.#channel.crash('did not stop when asked to'), this.#cancelMs);
    };
    this.#flights.set(requestId, flight);
    this.#channel.send({ type: 'score', requestId, query: request.query, passages: request.offer(), limits });
    this.#watch();
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    try {
      await flight.answer.promise;
    } finally {
      signal.removeEventListener('abort', cancel);
      clearTimeout(flight.cancelTimer);
      this.#flights.delete(requestId);
      this.#watch();
    }
  }

  /** Ends the process at once; what was asked of it fails. */
  dispose(): void {
    this.#channel.close();
    this.#end(new SearchError('modelCrashed', 'the model process was ended'));
  }

  #receive(message: Exclude<ModelMessage, { type: 'hello' }>): void {
    if (message.type === 'loaded') this.#onLoaded(message);
    else if (message.type === 'failed') this.#onFailed(message);
    else {
      const flight = this.#flights.get(message.requestId);
      if (flight === undefined) this.#channel.crash('answered what was not asked');
      else if (message.type === 'scores') this.#onScores(flight, message.scores);
      else if (flight.request.isComplete || flight.cancelTimer !== undefined) flight.answer.resolve();
      else this.#channel.crash('left passages without a score');
    }
    this.#watch();
  }

  #onLoaded(message: LoadedMessage): void {
    this.#isLoading = false;
    this.#loading.resolve(message);
  }

  #onFailed({ requestId, code, detail }: FailedMessage): void {
    const error = new SearchError(code, detail);
    if (requestId !== undefined) this.#flights.get(requestId)?.answer.reject(error);
    else {
      this.#isLoading = false;
      void this.#channel.leave().then((lastWords) => this.#end(new SearchError(code, [detail, missingLibraryOf(lastWords)].filter(Boolean).join('\n'))));
    }
  }

  #onScores({ request }: Flight, scores: Parameters<ScoreRequest['push']>[0]): void {
    if (!request.push(scores)) this.#channel.crash('scored a passage that was not offered');
  }

  #end(error: SearchError): void {
    this.#error ??= error;
    this.#isLoading = false;
    this.#loading.reject(error);
    for (const { answer } of this.#flights.values()) answer.reject(error);
    this.#watch();
  }

  /** Every message of the process, and every question to it, gives it its time anew. */
  #watch(): void {
    clearTimeout(this.#answerTimer);
    if (this.#error !== undefined || (!this.#isLoading && this.#flights.size === 0)) return;
    this.#answerTimer = setTimeout(() => {
      this.#channel.close();
      this.#end(new SearchError('modelTimeout', `no answer within ${this.#answerMs} ms`));
    }, this.#answerMs);
  }
}

/** Last words of Node's own engine where an allocation of its own fails; it then ends itself. */
const outOfMemoryWords = /Fatal process out of memory|JavaScript heap out of memory/;

/** Without a word, Linux and macOS end the process that takes the last of the memory; hardly anything else ends one that loads a model. */
function lackOfMemory(crash: SearchError): SearchError {
  return new SearchError('outOfMemory', crash.detail, { cause: crash });
}

/** ONNX Runtime says which library a provider lacks on stderr only: `Failed to load library A with error: B: cannot open ...`. */
function missingLibraryOf(lastWords: string): string | undefined {
  return /with error: (.+)/.exec(lastWords)?.[1];
}
