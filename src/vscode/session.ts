import { isAbort } from '../engine/errors.ts';
import type { TermChoice } from '../engine/termChoice.ts';
import type { SearchUpdate } from '../engine/types.ts';
import { isSameQuestion, type SearchRequest } from './searchRequest.ts';

/** What the view shows. `update` holds the results so far; each state replaces the one before. */
export type SearchState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'searching'; readonly request: SearchRequest; readonly update?: SearchUpdate }
  | { readonly kind: 'done'; readonly request: SearchRequest; readonly update: SearchUpdate }
  /** Stopped by the user: what was found until then stays. */
  | { readonly kind: 'stopped'; readonly request: SearchRequest; readonly update?: SearchUpdate }
  | { readonly kind: 'failed'; readonly request: SearchRequest; readonly update?: SearchUpdate; readonly error: unknown };

/** What a search may take over from the answer on show. */
export interface Reuse {
  /** `results`: nothing is searched, only results without a score are read. `candidates`: only terms that are new are searched. */
  readonly kind: 'results' | 'candidates';
  readonly update: SearchUpdate;
}

export interface SessionPorts {
  /** One search; ends early by throwing an AbortError when the signal aborts. */
  run(request: SearchRequest, reuse: Reuse | undefined, signal: AbortSignal): AsyncIterable<SearchUpdate>;
  /** The rows of an update in the order and within the limits that are asked for now. */
  present(request: SearchRequest, update: SearchUpdate): SearchUpdate;
  /** Told each new state, at the moment it begins. */
  publish(state: SearchState): void;
}

/** The one running search: a new one aborts the one before, and whatever that still answers is dropped. */
export class Session {
  readonly #ports: SessionPorts;
  #state: SearchState = { kind: 'idle' };
  #current: AbortController | undefined;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  get state(): SearchState {
    return this.#state;
  }

  /** Resolves when this search has ended in any way; never rejects: failures are states. */
  async search(request: SearchRequest): Promise<void> {
    await this.#begin(request);
  }

  /** The same, going on from what was found for this request elsewhere. */
  async adopt(request: SearchRequest, update: SearchUpdate): Promise<void> {
    await this.#begin(request, { kind: 'results', update });
  }

  /** The question on show once more, for changed files or settings. */
  async refresh(): Promise<void> {
    if (this.#state.kind !== 'idle') await this.#begin(this.#state.request);
  }

  /** The question on show with other terms: only what is new is searched. */
  async changeTerms(terms: TermChoice): Promise<void> {
    if (this.#state.kind === 'idle') return;
    const { request } = this.#state;
    await this.#begin({ ...request, terms }, this.#reuse('candidates'));
  }

  /** Reads and shows more of what was found. @param count of snippets and rows */
  async showMore(count: number): Promise<void> {
    if (this.#state.kind === 'idle' || this.#state.kind === 'searching') return;
    const { request } = this.#state;
    await this.#begin({ ...request, more: request.more + count }, this.#reuse('results'));
  }

  /** Shows what was found in the order and within the limits of the settings as they are now. What was stopped stays so: nothing more is read. */
  async reorder(): Promise<void> {
    const state = this.#state;
    if (state.kind === 'idle') return;
    if (state.kind === 'searching' || !state.update) return this.refresh();
    if (state.kind === 'done') return this.#begin(state.request, this.#reuse('results'));
    this.#set({ ...state, update: this.#ports.present(state.request, state.update) });
  }

  /** Stops the running search and keeps what it has found. */
  cancel(): void {
    if (this.#state.kind !== 'searching') return;
    this.#drop();
    this.#set({ ...withUpdate(this.#state), kind: 'stopped', request: this.#state.request });
  }

  /** Stops the running search and forgets query and results. */
  clear(): void {
    this.#drop();
    this.#set({ kind: 'idle' });
  }

  dispose(): void {
    this.#drop();
  }

  async #begin(request: SearchRequest, reuse?: Reuse): Promise<void> {
    this.#current?.abort();
    const current = new AbortController();
    this.#current = current;
    // The same question once more: its rows stay until there are new ones, and with them selection and scroll.
    const isRefresh = this.#state.kind !== 'idle' && isSameQuestion(this.#state.request, request);
    this.#set({ ...(isRefresh && withUpdate(this.#state)), kind: 'searching', request });
    try {
      await this.#follow(request, reuse, current.signal);
    } catch (error) {
      if (this.#current !== current || isAbort(error)) return;
      this.#set({ ...withUpdate(this.#state), kind: 'failed', request, error });
    } finally {
      if (this.#current === current) this.#current = undefined;
    }
  }

  async #follow(request: SearchRequest, reuse: Reuse | undefined, signal: AbortSignal): Promise<void> {
    let last: SearchUpdate | undefined;
    for await (const update of this.#ports.run(request, reuse, signal)) {
      if (signal.aborted) return;
      last = update;
      this.#set({ kind: 'searching', request, update });
    }
    if (signal.aborted) return;
    if (last === undefined) throw new Error('The search ended without an answer.');
    this.#set({ kind: 'done', request, update: last });
  }

  /** A search that has not ended has results that lack what it was still to bring. */
  #reuse(kind: Reuse['kind']): Reuse | undefined {
    const update = updateOf(this.#state);
    return update && this.#state.kind !== 'searching' ? { kind, update } : undefined;
  }

  #drop(): void {
    this.#current?.abort();
    this.#current = undefined;
  }

  #set(state: SearchState): void {
    this.#state = state;
    this.#ports.publish(state);
  }
}

/** The results of a state, to be carried on into the next one. */
export function updateOf(state: SearchState): SearchUpdate | undefined {
  return state.kind === 'idle' ? undefined : state.update;
}

/** True where a search has ended and holds more than it shows. */
export function hasMore(state: SearchState): boolean {
  const update = updateOf(state);
  return state.kind !== 'searching' && update !== undefined && update.results.length > 0 && update.held.length > update.results.length;
}

function withUpdate(state: SearchState): { update?: SearchUpdate } {
  const update = updateOf(state);
  return update ? { update } : {};
}
