import { isAbort } from '../engine/errors.ts';
import type { Logger, SearchUpdate } from '../engine/types.ts';
import type { SearchRequest } from './searchRequest.ts';

/** Between two keystrokes of a word nothing is searched. In milliseconds, as the next. */
export const TEXT_DELAY_MS = 150;
/** Who has not typed for so long waits for an answer: only then the model is asked. */
export const MODEL_DELAY_MS = 700;

export interface LiveSearchPorts {
  /** The text order alone. Throws an AbortError when the signal aborts. */
  byText(request: SearchRequest, signal: AbortSignal): AsyncIterable<SearchUpdate>;
  /** Goes on from a text order in the order that the settings ask for. */
  inFull(request: SearchRequest, found: SearchUpdate, signal: AbortSignal): AsyncIterable<SearchUpdate>;
  /** Resolves after so many milliseconds, or as soon as the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  readonly log: Logger;
}

/** What is found so far for what stands in the box. */
export interface LiveAnswer {
  /** Undefined before the first answer, and where the text cannot be searched for. */
  readonly update?: SearchUpdate | undefined;
  readonly isBusy: boolean;
}

const nothing: LiveAnswer = { isBusy: false };

/** Searches while a question is typed: what is typed next stops the search before, and drops its answer. */
export class LiveSearch {
  readonly #ports: LiveSearchPorts;
  readonly #publish: (answer: LiveAnswer) => void;
  #current: AbortController | undefined;
  #answer = nothing;

  /** @param publish told each answer; never one for a text that has been left behind */
  constructor(ports: LiveSearchPorts, publish: (answer: LiveAnswer) => void) {
    this.#ports = ports;
    this.#publish = publish;
  }

  get answer(): LiveAnswer {
    return this.#answer;
  }

  /**
   * The text in the box has changed. Resolves when its search has ended in any way; never rejects: most texts on the way to a question fail.
   * @param request undefined where there is nothing to search for
   */
  async type(request: SearchRequest | undefined): Promise<void> {
    this.stop();
    this.#answer = nothing;
    if (!request) return;
    const current = new AbortController();
    this.#current = current;
    try {
      await this.#follow(request, current.signal);
    } catch (error) {
      if (current.signal.aborted || isAbort(error)) return;
      this.#ports.log.debug(`live search: ${String(error)}`);
      this.#set({ ...this.#answer, isBusy: false });
    }
  }

  /** Ends the running search; what it has found stays to be asked for. */
  stop(): void {
    this.#current?.abort();
    this.#current = undefined;
  }

  async #follow(request: SearchRequest, signal: AbortSignal): Promise<void> {
    const pause = this.#ports.wait(MODEL_DELAY_MS, signal);
    await this.#ports.wait(TEXT_DELAY_MS, signal);
    if (signal.aborted) return;
    this.#set({ isBusy: true });
    const found = await this.#show(this.#ports.byText(request, signal), signal);
    if (!found) return;
    await pause;
    if (signal.aborted) return;
    await this.#show(this.#ports.inFull(request, found, signal), signal);
    if (!signal.aborted) this.#set({ ...this.#answer, isBusy: false });
  }

  /** @returns the last update; undefined where there was none, or where it is no longer wanted */
  async #show(updates: AsyncIterable<SearchUpdate>, signal: AbortSignal): Promise<SearchUpdate | undefined> {
    let last: SearchUpdate | undefined;
    for await (const update of updates) {
      if (signal.aborted) return undefined;
      last = update;
      this.#set({ update, isBusy: true });
    }
    return last;
  }

  #set(answer: LiveAnswer): void {
    this.#answer = answer;
    this.#publish(answer);
  }
}

/** The wait of `LiveSearchPorts`, by the clock of the machine. */
export function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
