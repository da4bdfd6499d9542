import path from 'node:path';
import { AutoModelForSequenceClassification, AutoTokenizer, env, type PreTrainedModel, type PreTrainedTokenizer } from '@huggingface/transformers';
import type { PassageScore } from '../../src/engine/types.ts';
import { offeredText } from '../../src/node/offeredText.ts';
import type { RerankRequest } from './rerankPairs.ts';

/** The way of the model cards: tokenizer and model of transformers.js with what they do by themselves, pairs in the order in which they come. */
export class PlainTransformers {
  readonly #tokenizer: PreTrainedTokenizer;
  readonly #model: PreTrainedModel;

  private constructor(tokenizer: PreTrainedTokenizer, model: PreTrainedModel) {
    this.#tokenizer = tokenizer;
    this.#model = model;
  }

  /** @param folder of the model; its 8-bit file is taken */
  static async load(folder: string): Promise<PlainTransformers> {
    env.allowRemoteModels = false;
    env.localModelPath = path.dirname(folder);
    const name = path.basename(folder);
    return new PlainTransformers(await AutoTokenizer.from_pretrained(name), await AutoModelForSequenceClassification.from_pretrained(name, { dtype: 'q8', device: 'cpu' }));
  }

  /**
   * One for each batch of pairs, in the order in which they come.
   * @param maxLength tokens of a pair at most; the model's own limit where absent
   */
  units(requests: readonly RerankRequest[], batchPairs: number, maxLength?: number): (() => Promise<readonly PassageScore[]>)[] {
    const pairs = requests.flatMap(({ query, passages }) => passages.map((passage) => ({ query, text: offeredText(passage) })));
    return Array.from({ length: Math.ceil(pairs.length / batchPairs) }, (_, place) => async () => {
      const start = place * batchPairs;
      const batch = pairs.slice(start, start + batchPairs);
      const inputs: unknown = this.#tokenizer(batch.map(({ query }) => query), { text_pair: batch.map(({ text }) => text), padding: true, truncation: true, ...(maxLength !== undefined && { max_length: maxLength }) });
      const { logits } = (await this.#model(inputs)) as { logits: { data: ArrayLike<number> } };
      return Array.from(logits.data, (logit, row) => ({ index: start + row, logit }));
    });
  }

  async dispose(): Promise<void> {
    await this.#model.dispose();
  }
}
