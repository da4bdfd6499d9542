import { AutoModelForSequenceClassification, AutoTokenizer, env, LogLevel, Tensor } from '@huggingface/transformers';
import type { DataType, PretrainedConfig, PreTrainedModel, PreTrainedTokenizer } from '@huggingface/transformers';
import path from 'node:path';
import { BATCH_TOKENS, batchesOf, slicesOf } from './batches.ts';
import type { PassagePair } from './batches.ts';
import { failureOf, ModelFailure } from './failure.ts';
import { logitsOf } from './logits.ts';
import type { LogitTensor } from './logits.ts';
import { readModelConfig } from './modelConfig.ts';
import { pairTemplateOf } from './pairs.ts';
import { PairTokenizer } from './pairTokenizer.ts';
import type { Encode } from './pairTokenizer.ts';
import type { Device, PairLimits, ScoresMessage } from './protocol.ts';
import { SPIN_MICROSECONDS } from './threads.ts';

/** Two plain words that every tokenizer knows, to see how it puts a pair together. */
const SAMPLE = { query: 'find', passage: 'code' } as const;
const SAMPLE_LIMITS: PairLimits = { maxLength: 64, maxQuery: 32, maxWindows: 1, overlap: 0 };

export interface CrossEncoderOptions {
  /** Absolute path of the model's folder. */
  readonly folder: string;
  readonly device: Device;
  readonly precision: string;
  readonly threads: number;
}

type Scores = ScoresMessage['scores'];

/** A sequence classifier with one logit, in memory. The one place that knows the model library. */
export class CrossEncoder {
  readonly #tokenizer: PairTokenizer;
  /** Id that fills up the shorter pairs of a batch. */
  readonly #padding: number;
  readonly #model: PreTrainedModel;
  readonly #inputNames: readonly string[];
  /** Longest pair that the model has positions for, in tokens. */
  readonly #positions: number;

  private constructor(tokenizer: PreTrainedTokenizer, model: PreTrainedModel) {
    this.#tokenizer = pairTokenizerOf(tokenizer);
    this.#padding = tokenizer.pad_token_id ?? 0;
    this.#model = model;
    this.#inputNames = inputNamesOf(model);
    this.#positions = positionsOf(tokenizer, model);
  }

  /**
   * Loads from disk and scores one pair, which proves device and model.
   * @throws ModelFailure `modelUnsupported` where it is no one-logit sequence classifier, or of a type that the library does not know;
   * `modelInvalid` where the files cannot be loaded; `outOfMemory`;
   * `deviceUnavailable` where another device than the processor cannot do it
   */
  static async load(options: CrossEncoderOptions): Promise<CrossEncoder> {
    try {
      useOnlyDisk(options.folder, options.threads);
      const name = path.basename(options.folder);
      const tokenizer = await AutoTokenizer.from_pretrained(name);
      const model = await AutoModelForSequenceClassification.from_pretrained(name, {
        // The library checks the name against a list of its own; what counts is `executionProviders`.
        device: 'cpu',
        dtype: options.precision as DataType,
        config: (await readModelConfig(options.folder)) as unknown as PretrainedConfig,
        session_options: { executionProviders: [options.device], intraOpNumThreads: options.threads, interOpNumThreads: 1, extra: { session: { intra_op: { spin_duration_us: String(SPIN_MICROSECONDS) } } } },
      });
      const encoder = new CrossEncoder(tokenizer, model);
      for await (const _ of encoder.score(SAMPLE.query, [SAMPLE.passage], SAMPLE_LIMITS));
      return encoder;
    } catch (error) {
      // The processor can do whatever a model needs, so there it is the model's fault.
      throw failureOf(error, options.device === 'cpu' || options.device === 'wasm' ? 'modelInvalid' : 'deviceUnavailable');
    }
  }

  /**
   * Scores passages, the first ones first; every yield is one batch's worth of passages that are done.
   * Stop between batches by leaving the loop.
   * @throws ModelFailure `modelInvalid` where the model answers with something that is no number
   */
  async *score(query: string, passages: readonly string[], limits: PairLimits): AsyncGenerator<Scores, void, undefined> {
    const pairsOf = this.#tokenizer.forQuery(query, { ...limits, maxLength: Math.min(limits.maxLength, this.#positions) });
    for (const [start, end] of slicesOf(passages.length)) {
      const pairs = passages.slice(start, end).flatMap((passage, offset) => pairsOf(passage).map((pair) => ({ ...pair, index: start + offset })));
      yield* this.#scoreSlice(pairs, limits.batchPairs);
    }
  }

  async dispose(): Promise<void> {
    await this.#model.dispose();
  }

  /** The best window counts; a passage is handed out when its last window is scored. */
  async *#scoreSlice(pairs: readonly PassagePair[], batchPairs: number | undefined): AsyncGenerator<Scores, void, undefined> {
    const open = new Map<number, { windows: number; best: number }>();
    for (const { index } of pairs) open.set(index, { windows: (open.get(index)?.windows ?? 0) + 1, best: -Infinity });
    for (const batch of batchesOf(pairs, BATCH_TOKENS, batchPairs)) {
      const logits = await this.#logits(batch);
      const done: { index: number; logit: number }[] = [];
      for (const [row, { index }] of batch.entries()) {
        const passage = open.get(index);
        if (passage === undefined) continue;
        passage.best = Math.max(passage.best, logits[row] ?? -Infinity);
        passage.windows -= 1;
        if (passage.windows === 0) done.push({ index, logit: passage.best });
      }
      if (done.length > 0) yield done;
    }
  }

  async #logits(batch: readonly PassagePair[]): Promise<number[]> {
    const inputs = inputsOf(batch, this.#padding, this.#tokenizer.template.passageType);
    const known = Object.fromEntries(Object.entries(inputs).filter(([name]) => this.#inputNames.includes(name)));
    const output = (await this.#model.forward(known)) as { logits?: LogitTensor };
    const logits = output.logits === undefined ? undefined : logitsOf(output.logits, batch.length);
    if (logits === undefined) {
      throw new ModelFailure('modelUnsupported', `a reranker answers with one logit per pair; this model answers ${JSON.stringify(output.logits?.dims ?? Object.keys(output))}`);
    }
    if (!logits.every(Number.isFinite)) throw new ModelFailure('modelInvalid', 'the model answered with a logit that is no number');
    return logits;
  }
}

/** Nothing is ever fetched or cached by the library: models are on disk before it is called. */
function useOnlyDisk(folder: string, threads: number): void {
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.useFSCache = false;
  env.useBrowserCache = false;
  env.useWasmCache = false;
  env.logLevel = LogLevel.ERROR;
  env.localModelPath = path.dirname(folder);
  const { wasm } = env.backends.onnx;
  // Only the WebAssembly runtime has this; by default the library would have its files come over the network.
  if (wasm !== undefined) Object.assign(wasm, { wasmPaths: new URL('./wasm/', import.meta.url).href, numThreads: threads });
}

/** Package and version of the runtime in this bundle. */
export function runtimeVersion(): string {
  const versions = env.backends.onnx.versions as { readonly node?: string; readonly web?: string } | undefined;
  return versions?.web === undefined ? `onnxruntime-node ${versions?.node ?? ''}`.trim() : `onnxruntime-web ${versions.web}`;
}

function pairTokenizerOf(tokenizer: PreTrainedTokenizer): PairTokenizer {
  const pair = tokenizer(SAMPLE.query, { text_pair: SAMPLE.passage, return_tensor: false }) as { input_ids: number[]; token_type_ids?: number[] };
  const encode: Encode = (text) => tokenizer.encode(text, { add_special_tokens: false });
  const template = pairTemplateOf({ ids: pair.input_ids, types: pair.token_type_ids }, encode(SAMPLE.query), encode(SAMPLE.passage));
  if (template === undefined) throw new ModelFailure('modelInvalid', 'the tokenizer does not put a pair together as a cross-encoder needs it');
  return new PairTokenizer(encode, template);
}

function inputNamesOf(model: PreTrainedModel): readonly string[] {
  const session = model.sessions['model'] as { inputNames?: readonly string[] } | undefined;
  return session?.inputNames ?? ['input_ids', 'attention_mask'];
}

/** RoBERTa counts positions from behind the padding id, so two of its table cannot be used. */
function positionsOf(tokenizer: PreTrainedTokenizer, model: PreTrainedModel): number {
  const { max_position_embeddings: table } = model.config as unknown as { max_position_embeddings?: number };
  const declared = Number(tokenizer.model_max_length);
  const unusable = /roberta/.test(String(model.config.model_type)) ? 2 : 0;
  return Math.min(declared > 0 ? declared : Infinity, table === undefined ? Infinity : table - unusable);
}

/** Pads to the longest pair of the batch; padding is masked out. */
function inputsOf(batch: readonly PassagePair[], padding: number, passageType: number): Record<string, Tensor> {
  const width = Math.max(...batch.map(({ ids }) => ids.length));
  const ids = new BigInt64Array(batch.length * width).fill(BigInt(padding));
  const mask = new BigInt64Array(ids.length);
  const types = new BigInt64Array(ids.length);
  for (const [row, pair] of batch.entries()) {
    const start = row * width;
    ids.set(pair.ids.map(BigInt), start);
    mask.fill(1n, start, start + pair.ids.length);
    types.fill(BigInt(passageType), start + pair.passageStart, start + pair.ids.length);
  }
  const dims = [batch.length, width];
  return { input_ids: new Tensor('int64', ids, dims), attention_mask: new Tensor('int64', mask, dims), token_type_ids: new Tensor('int64', types, dims) };
}
