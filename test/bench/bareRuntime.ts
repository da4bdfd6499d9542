import { InferenceSession, Tensor } from 'onnxruntime-node';
import { batchesOf, type PassagePair } from '../../src/model/batches.ts';

/** How the bare runtime is driven. */
export interface BareSettings {
  readonly threads: number;
  /** Most tokens of a batch, padding included. */
  readonly batchTokens: number;
}

type Feeds = Readonly<Record<string, Tensor>>;

/** ONNX Runtime itself on tensors that are ready: what a machine can do at most with a model. */
export class BareRuntime {
  readonly #session: InferenceSession;
  readonly #batches: readonly { readonly pairs: readonly PassagePair[]; readonly feeds: Feeds }[];

  private constructor(session: InferenceSession, groups: readonly (readonly PassagePair[])[], batchTokens: number) {
    this.#session = session;
    this.#batches = groups.flatMap((pairs) => batchesOf(pairs, batchTokens)).map((pairs) => ({ pairs, feeds: feedsOf(pairs) }));
  }

  /**
   * @param modelFile an ONNX file
   * @param groups pairs that may share a batch; each group is sorted by length
   */
  static async load(modelFile: string, groups: readonly (readonly PassagePair[])[], { threads, batchTokens }: BareSettings): Promise<BareRuntime> {
    const session = await InferenceSession.create(modelFile, { intraOpNumThreads: threads, interOpNumThreads: 1 });
    return new BareRuntime(session, groups, batchTokens);
  }

  /** Tokens that are computed, padding included. */
  get tokens(): number {
    return this.#batches.reduce((sum, { feeds }) => sum + (feeds['input_ids']?.size ?? 0), 0);
  }

  get batches(): number {
    return this.#batches.length;
  }

  /** @param count batches to compute @returns the best logit of each passage, by `PassagePair.index` */
  async run(count = this.#batches.length): Promise<number[]> {
    const logits: number[] = [];
    for (const { pairs, feeds } of this.#batches.slice(0, count)) {
      const { logits: output } = await this.#session.run(feeds);
      for (const [row, { index }] of pairs.entries()) logits[index] = Math.max(logits[index] ?? -Infinity, Number(output?.data[row]));
    }
    return logits;
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}

function feedsOf(pairs: readonly PassagePair[]): Feeds {
  const width = Math.max(...pairs.map(({ ids }) => ids.length));
  const tensorOf = (valueAt: (pair: PassagePair, place: number) => number): Tensor =>
    new Tensor('int64', BigInt64Array.from(pairs.flatMap((pair) => Array.from({ length: width }, (_, place) => BigInt(place < pair.ids.length ? valueAt(pair, place) : 0)))), [pairs.length, width]);
  return {
    input_ids: tensorOf(({ ids }, place) => ids[place] ?? 0),
    attention_mask: tensorOf(() => 1),
    token_type_ids: tensorOf(({ passageStart }, place) => (place < passageStart ? 0 : 1)),
  };
}
