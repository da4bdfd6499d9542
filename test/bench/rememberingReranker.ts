import type { Passage, PassageScore, Reranker, RerankerModel } from '../../src/engine/types.ts';
import { keyOf, type LogitFile } from './logitFile.ts';

/** How many pairs were scored, and how many were known from before. */
export interface PairCounts {
  readonly scored: number;
  readonly remembered: number;
}

/** Scores a pair once. A logit moves a little with the pairs of its batch, so what is remembered is one of its values. */
export class RememberingReranker implements Reranker {
  readonly #reranker: Reranker;
  readonly #logits: LogitFile;
  readonly #remembered: RerankerModel;
  #counts: PairCounts = { scored: 0, remembered: 0 };

  /** @param remembered the model that the logits are of, told while nothing had to be scored */
  constructor(reranker: Reranker, logits: LogitFile, remembered: RerankerModel) {
    this.#reranker = reranker;
    this.#logits = logits;
    this.#remembered = remembered;
  }

  get model(): RerankerModel {
    return this.#reranker.model ?? this.#remembered;
  }

  /** Since the start. */
  get counts(): PairCounts {
    return this.#counts;
  }

  async *score(query: string, passages: readonly Passage[], signal: AbortSignal): AsyncGenerator<readonly PassageScore[], void, undefined> {
    const keys = passages.map(({ path, text }) => keyOf(query, path, text));
    const logits = keys.map((key) => this.#logits.get(key));
    const known = logits.flatMap((logit, index) => (logit === undefined ? [] : [{ index, logit }]));
    const fresh = passages.flatMap((passage, index) => (logits[index] === undefined ? [{ index, passage }] : []));
    this.#counts = { scored: this.#counts.scored + fresh.length, remembered: this.#counts.remembered + known.length };
    if (known.length > 0) yield known;
    if (fresh.length === 0) return;
    const entries: [key: string, logit: number][] = [];
    for await (const batch of this.#reranker.score(query, fresh.map(({ passage }) => passage), signal)) {
      const scores = batch.map(({ index, logit }) => ({ index: fresh[index]?.index ?? 0, logit }));
      for (const { index, logit } of scores) entries.push([keys[index] ?? '', logit]);
      yield scores;
    }
    await this.#logits.add(entries);
  }
}
