import type { Passage, RerankerModel } from './types.ts';

/**
 * Characters of queries and passages that are kept: some 5,000 pairs, which is more than a day of searching, in 8 MB of memory
 * (16 where the code is not Latin text).
 */
const MAX_CHARACTERS = 8_000_000;

/**
 * Logits by what they were made of: model, query and passage, compared in full, so that edited code is never taken for what it was.
 * What was not asked for the longest goes first. In memory only: code of the user's is not written elsewhere.
 *
 * A model of 8-bit weights quantises its activations by the batch that they are in, so a logit moves with its neighbours, by some
 * hundredths, at times by a fifth. What is kept is one of its values, as good as any other.
 */
export class ScoreMemory {
  readonly #maxCharacters: number;
  /** In the order of use, the longest unused first. */
  readonly #logits = new Map<string, number>();
  #characters = 0;

  constructor(maxCharacters: number = MAX_CHARACTERS) {
    this.#maxCharacters = maxCharacters;
  }

  /** Characters held now. */
  get characters(): number {
    return this.#characters;
  }

  /** @returns undefined where this model has not read this passage for this query, or too long ago */
  get(model: RerankerModel, query: string, passage: Passage): number | undefined {
    const key = keyOf(model, query, passage);
    const logit = this.#logits.get(key);
    if (logit !== undefined) {
      this.#logits.delete(key);
      this.#logits.set(key, logit);
    }
    return logit;
  }

  set(model: RerankerModel, query: string, passage: Passage, logit: number): void {
    const key = keyOf(model, query, passage);
    this.#drop(key);
    this.#logits.set(key, logit);
    this.#characters += key.length;
    for (const oldest of this.#logits.keys()) {
      if (this.#characters <= this.#maxCharacters) return;
      this.#drop(oldest);
    }
  }

  clear(): void {
    this.#logits.clear();
    this.#characters = 0;
  }

  #drop(key: string): void {
    if (this.#logits.delete(key)) this.#characters -= key.length;
  }
}

/** Lengths stand before the texts, so that no two parts can be told apart in two ways. */
function keyOf(model: RerankerModel, query: string, { path, text }: Passage): string {
  const parts = [model.id, model.device, model.precision, model.server ?? '', query, path];
  return `${parts.map((part) => part.length).join(',')}:${parts.join('')}${text}`;
}
