import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { PassageScore } from '../../src/engine/types.ts';
import { batchesOf, type PassagePair } from '../../src/model/batches.ts';

/** How the bare runtime is driven. */
export interface BareSettings {
  readonly threads: number;
  /** How long a thread asks for work before it sleeps; undefined as the runtime does by itself. */
  readonly spinMicroseconds: number | undefined;
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
  static async load(modelFile: string, groups: readonly (readonly PassagePair[])[], { threads, spinMicroseconds, batchTokens }: BareSettings): Promise<BareRuntime> {
    const session = await InferenceSession.create(modelFile, { intraOpNumThreads: threads, interOpNumThreads: 1, ...(spinMicroseconds !== undefined && { extra: { session: { intra_op: { spin_duration_us: String(spinMicroseconds) } } } }) });
    return new BareRuntime(session, groups, batchTokens);
  }

  /** Tokens that are computed, padding included. */
  get tokens(): number {
    return this.#batches.reduce((sum, { feeds }) => sum + (feeds['input_ids']?.size ?? 0), 0);
  }

  /** One for each batch: computes it and tells the logit of each of its pairs, by the pair's index. */
  get units(): readonly (() => Promise<readonly PassageScore[]>)[] {
    return this.#batches.map(({ pairs, feeds }) => async () => {
      const { logits } = await this.#session.run(feeds);
      return pairs.map(({ index }, row) => ({ index, logit: Number(logits?.data[row]) }));
    });
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
