import path from 'node:path';
import { AutoModelForSequenceClassification, AutoTokenizer, env, type PreTrainedModel, type PreTrainedTokenizer } from '@huggingface/transformers';
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
   * @param maxLength tokens of a pair at most; the model's own limit where absent
   * @returns logits in the order of the passages
   */
  async run(requests: readonly RerankRequest[], batchPairs: number, maxLength?: number): Promise<number[]> {
    const pairs = requests.flatMap(({ query, passages }) => passages.map((passage) => ({ query, text: offeredText(passage) })));
    const logits: number[] = [];
    for (let start = 0; start < pairs.length; start += batchPairs) {
      const batch = pairs.slice(start, start + batchPairs);
      const inputs: unknown = this.#tokenizer(batch.map(({ query }) => query), { text_pair: batch.map(({ text }) => text), padding: true, truncation: true, ...(maxLength !== undefined && { max_length: maxLength }) });
      const { logits: output } = (await this.#model(inputs)) as { logits: { data: ArrayLike<number> } };
      logits.push(...Array.from(output.data));
    }
    return logits;
  }

  async dispose(): Promise<void> {
    await this.#model.dispose();
  }
}
