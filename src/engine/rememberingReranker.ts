import { throwIfAborted } from './errors.ts';
import { ScoreMemory } from './scoreMemory.ts';
import type { Passage, PassageScore, Reranker, RerankerModel } from './types.ts';

export interface RememberingRerankerOptions {
  /** Reads what is not known yet. */
  readonly reranker: Reranker;
  /** All that decides which model the reranker takes: while it stays the same, the model that answered last is expected to answer next. */
  readonly wish: () => string;
  readonly memory?: ScoreMemory;
}

/**
 * Has each (query, passage) pair read once: a question asked again, a longer list or another order costs only what is new.
 * Known scores come first, in one batch. Where another model than the expected one then reads the rest (a device failed, a model
 * arrived), the known ones are read anew, so that in the end all scores of a call are of what answers now.
 * For the models of this machine: a server may put another model behind its address at any time.
 */
export class RememberingReranker implements Reranker {
  readonly #reranker: Reranker;
  readonly #wish: () => string;
  readonly #memory: ScoreMemory;
  /** What answered last, by wish. */
  readonly #expected = new Map<string, RerankerModel>();
  #model: RerankerModel | undefined;

  constructor({ reranker, wish, memory = new ScoreMemory() }: RememberingRerankerOptions) {
    this.#reranker = reranker;
    this.#wish = wish;
    this.#memory = memory;
  }

  get model(): RerankerModel | undefined {
    return this.#model;
  }

  async *score(query: string, passages: readonly Passage[], signal: AbortSignal): AsyncGenerator<readonly PassageScore[], void, undefined> {
    throwIfAborted(signal);
    const wish = this.#wish();
    const expected = this.#expected.get(wish);
    const logits = passages.map((passage) => expected && this.#memory.get(expected, query, passage));
    const known = [...passages.keys()].filter((index) => logits[index] !== undefined);
    const unknown = [...passages.keys()].filter((index) => logits[index] === undefined);
    if (known.length > 0) {
      this.#model = expected;
      yield known.map((index) => ({ index, logit: logits[index] ?? 0, isRemembered: true }));
    }
    yield* this.#read(wish, query, passages, unknown, signal);
    if (unknown.length > 0 && known.length > 0 && !isSame(expected, this.#model)) yield* this.#read(wish, query, passages, known, signal);
  }

  /** Forgets all scores: for models on disk that changed. */
  forget(): void {
    this.#expected.clear();
    this.#memory.clear();
  }

  /** @param places of the passages to read */
  async *#read(wish: string, query: string, passages: readonly Passage[], places: readonly number[], signal: AbortSignal): AsyncGenerator<readonly PassageScore[], void, undefined> {
    if (places.length === 0) return;
    const chosen = places.flatMap((index) => passages[index] ?? []);
    for await (const batch of this.#reranker.score(query, chosen, signal)) {
      const { model } = this.#reranker;
      this.#model = model;
      if (model !== undefined) this.#expected.set(wish, model);
      const scores: PassageScore[] = [];
      for (const { index: place, logit } of batch) {
        const [index, passage] = [places[place], chosen[place]];
        if (index === undefined || passage === undefined) continue;
        if (model !== undefined) this.#memory.set(model, query, passage, logit);
        scores.push({ index, logit });
      }
      yield scores;
    }
  }
}

/** A notice tells why, not what. */
function isSame(a: RerankerModel | undefined, b: RerankerModel | undefined): boolean {
  return a?.id === b?.id && a?.device === b?.device && a?.precision === b?.precision && a?.server === b?.server;
}
