import { isAbort } from '../engine/errors.ts';
import type { SearchUpdate } from '../engine/types.ts';

/** What the view shows. `update` holds the results so far; each state replaces the one before. */
export type SearchState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'searching'; readonly query: string; readonly update?: SearchUpdate }
  | { readonly kind: 'done'; readonly query: string; readonly update: SearchUpdate }
  /** Stopped by the user: what was found until then stays. */
  | { readonly kind: 'stopped'; readonly query: string; readonly update?: SearchUpdate }
  | { readonly kind: 'failed'; readonly query: string; readonly update?: SearchUpdate; readonly error: unknown };

/** One search; ends early by throwing an AbortError when the signal aborts. */
export type RunSearch = (query: string, signal: AbortSignal) => AsyncIterable<SearchUpdate>;

/** The one running search: a new one aborts the one before, and whatever that still answers is dropped. */
export class Session {
  readonly #run: RunSearch;
  readonly #publish: (state: SearchState) => void;
  #state: SearchState = { kind: 'idle' };
  #current: AbortController | undefined;

  /** @param publish told each new state, at the moment it begins */
  constructor(run: RunSearch, publish: (state: SearchState) => void) {
    this.#run = run;
    this.#publish = publish;
  }

  get state(): SearchState {
    return this.#state;
  }

  /** Resolves when this search has ended in any way; never rejects: failures are states. */
  async search(query: string): Promise<void> {
    this.#current?.abort();
    const current = new AbortController();
    this.#current = current;
    // The same question once more: its rows stay until there are new ones, and with them selection and scroll.
    const isRefresh = this.#state.kind !== 'idle' && this.#state.query === query;
    this.#set({ ...(isRefresh && withUpdate(this.#state)), kind: 'searching', query });
    try {
      await this.#follow(query, current.signal);
    } catch (error) {
      if (this.#current !== current || isAbort(error)) return;
      this.#set({ ...withUpdate(this.#state), kind: 'failed', query, error });
    } finally {
      if (this.#current === current) this.#current = undefined;
    }
  }

  /** The query on show once more, for changed files or settings. */
  async refresh(): Promise<void> {
    if (this.#state.kind !== 'idle') await this.search(this.#state.query);
  }

  /** Stops the running search and keeps what it has found. */
  cancel(): void {
    if (this.#state.kind !== 'searching') return;
    this.#drop();
    this.#set({ ...withUpdate(this.#state), kind: 'stopped', query: this.#state.query });
  }

  /** Stops the running search and forgets query and results. */
  clear(): void {
    this.#drop();
    this.#set({ kind: 'idle' });
  }

  dispose(): void {
    this.#drop();
  }

  async #follow(query: string, signal: AbortSignal): Promise<void> {
    let last: SearchUpdate | undefined;
    for await (const update of this.#run(query, signal)) {
      if (signal.aborted) return;
      last = update;
      this.#set({ kind: 'searching', query, update });
    }
    if (signal.aborted) return;
    if (last === undefined) throw new Error('The search ended without an answer.');
    this.#set({ kind: 'done', query, update: last });
  }

  #drop(): void {
    this.#current?.abort();
    this.#current = undefined;
  }

  #set(state: SearchState): void {
    this.#state = state;
    this.#publish(state);
  }
}

/** The results of a state, to be carried on into the next one. */
export function updateOf(state: SearchState): SearchUpdate | undefined {
  return state.kind === 'idle' ? undefined : state.update;
}

function withUpdate(state: SearchState): { update?: SearchUpdate } {
  const update = updateOf(state);
  return update ? { update } : {};
}
