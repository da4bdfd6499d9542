import type { PassageScore } from '../engine/types.ts';

/** The scores of one call on their way from the process to the caller, across a restart if need be. */
export class ScoreRequest {
  readonly query: string;
  readonly #passages: readonly string[];
  readonly #open: Set<number>;
  /** Place in the call of each passage offered last. */
  #offered: readonly number[] = [];
  #batches: (readonly PassageScore[])[] = [];
  #outcome: { readonly error?: unknown } | undefined;
  #wake: () => void = () => undefined;

  constructor(query: string, passages: readonly string[]) {
    this.query = query;
    this.#passages = passages;
    this.#open = new Set(passages.keys());
  }

  get isSettled(): boolean {
    return this.#outcome !== undefined;
  }

  get isComplete(): boolean {
    return this.#open.size === 0;
  }

  /** The passages that have no score yet. */
  offer(): string[] {
    this.#offered = [...this.#open];
    return this.#offered.map((index) => this.#passages[index] ?? '');
  }

  /**
   * Takes scores of the passages offered last.
   * @returns false where a score belongs to none of them, or came before
   */
  push(scores: readonly PassageScore[]): boolean {
    const batch: PassageScore[] = [];
    for (const { index, logit } of scores) {
      const place = this.#offered[index];
      if (place === undefined || !this.#open.delete(place)) return false;
      batch.push({ index: place, logit });
    }
    if (batch.length > 0) this.#batches.push(batch);
    this.#wake();
    return true;
  }

  /** Ends the call; scores that came before are still handed out where it did not fail. Later calls change nothing. */
  settle(outcome: { readonly error?: unknown }): void {
    this.#outcome ??= outcome;
    this.#wake();
  }

  /** The batches as they come. @throws what the call was settled with */
  async *batches(): AsyncGenerator<readonly PassageScore[], void, undefined> {
    for (;;) {
      if (this.#outcome?.error !== undefined) throw this.#outcome.error;
      const batch = this.#batches.shift();
      if (batch !== undefined) yield batch;
      else if (this.#outcome !== undefined) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
