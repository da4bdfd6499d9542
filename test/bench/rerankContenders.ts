import os from 'node:os';
import path from 'node:path';
import { type RerankOptions, searchRerankOptions } from '../../src/engine/rerankOptions.ts';
import type { PassageScore, Reranker } from '../../src/engine/types.ts';
import { BATCH_TOKENS, slicesOf, type PassagePair } from '../../src/model/batches.ts';
import { SPIN_MICROSECONDS, threadsFor } from '../../src/model/threads.ts';
import { assetsOf } from '../../src/node/assets.ts';
import { offeredText } from '../../src/node/offeredText.ts';
import { BareRuntime, type BareSettings } from './bareRuntime.ts';
import { logitsOf } from './firstStage.ts';
import { pairLimitsOf, pairTokenizerFrom } from './pairTokenizers.ts';
import { PlainTransformers } from './plainTransformers.ts';
import type { RerankRequest } from './rerankPairs.ts';

/** One way to score all passages of all requests. */
export interface Contender {
  readonly name: string;
  readonly remarks: string;
  readonly isOurs?: boolean;
  /** The work in pieces, to be done one after the other: each scores some passages, counted over all requests; of a passage in windows the best score counts. */
  readonly units: readonly Unit[];
  readonly dispose: () => Promise<void>;
}

export type Unit = () => Promise<readonly PassageScore[]>;

/** Tokens of a batch that are tried for the bare runtime, padding included. */
const triedBatchTokens = [256, 512, 1024, 2048];
/** One of so many pairs takes part in the search for the best way to drive it. */
const TRIED_SHARE = 8;

/** As the model process does it. */
const ourSettings: BareSettings = { threads: threadsFor(os.availableParallelism()), spinMicroseconds: SPIN_MICROSECONDS, batchTokens: BATCH_TOKENS };

/** As searches read, but one pair a passage: the obvious way knows no windows. */
export const benchRerankOptions: RerankOptions = { ...searchRerankOptions, maxWindows: 1 };
const limits = pairLimitsOf(benchRerankOptions);

/** The bare runtime first, our process among them; see docs/performance.md for what each is. */
export async function contendersOf(dist: string, requests: readonly RerankRequest[], reranker: Reranker, isShort: boolean, progress: (line: string) => void): Promise<Contender[]> {
  const folder = path.join(assetsOf(path.resolve(dist)).models, 'code-reranker');
  const file = path.join(folder, 'onnx/model_quantized.onnx');
  const pairs = await pairsOfRequests(folder, requests);
  const best = await bestSettings(file, pairs, progress);
  const contenders = [
    await bareContender('bare runtime', file, [pairs.flat()], best),
    await bareContender('bare runtime, each search by itself, in our batches', file, pairs.flatMap(slicedPairs), ourSettings),
    ourContender(requests, reranker),
  ];
  if (!isShort) contenders.push(...(await obviousContenders(folder, requests)));
  return contenders;
}

/** Ids of each request's pairs, as our process puts them together. `index` counts passages over all requests. */
async function pairsOfRequests(folder: string, requests: readonly RerankRequest[]): Promise<PassagePair[][]> {
  const tokenizer = await pairTokenizerFrom(folder);
  let index = 0;
  return requests.map(({ query, passages }) => {
    const pairsOf = tokenizer.forQuery(query, limits);
    return passages.flatMap((passage) => {
      const place = index++;
      return pairsOf(offeredText(passage)).map((pair) => ({ ...pair, index: place }));
    });
  });
}

/** The pairs of one request by the slices in which our process takes them on. */
function slicedPairs(pairs: readonly PassagePair[]): PassagePair[][] {
  const first = pairs[0]?.index ?? 0;
  const count = (pairs.at(-1)?.index ?? -1) + 1 - first;
  return [...slicesOf(count)].map(([start, end]) => pairs.filter(({ index }) => index - first >= start && index - first < end));
}

/** The fastest way to drive the bare runtime. */
async function bestSettings(file: string, pairs: readonly (readonly PassagePair[])[], progress: (line: string) => void): Promise<BareSettings> {
  const sample = pairs.flat().filter((_, place) => place % TRIED_SHARE === 0);
  const threads = [...new Set([1, Math.ceil(os.availableParallelism() / 2), os.availableParallelism()])];
  let best = { settings: ourSettings, ms: Infinity };
  for (const settings of threads.flatMap((count) => (count === 1 ? [undefined] : [undefined, SPIN_MICROSECONDS]).flatMap((spinMicroseconds) => triedBatchTokens.map((batchTokens): BareSettings => ({ threads: count, spinMicroseconds, batchTokens }))))) {
    const runtime = await BareRuntime.load(file, [sample], settings);
    await runtime.units[0]?.();
    const start = performance.now();
    for (const unit of runtime.units) await unit();
    const ms = performance.now() - start;
    await runtime.dispose();
    progress(`bare runtime, ${describe(settings)}: ${ms.toFixed(0)} ms`);
    if (ms < best.ms) best = { settings, ms };
  }
  return best.settings;
}

function describe({ threads, spinMicroseconds, batchTokens }: BareSettings): string {
  return `${threads} threads${spinMicroseconds === undefined ? '' : `, spinning ${spinMicroseconds} µs`}, ${batchTokens} tokens a batch`;
}

async function bareContender(name: string, file: string, groups: readonly (readonly PassagePair[])[], settings: BareSettings): Promise<Contender> {
  const runtime = await BareRuntime.load(file, groups, settings);
  return { name, remarks: `${describe(settings)}, ${runtime.units.length} batches, ${runtime.tokens} tokens`, units: runtime.units, dispose: () => runtime.dispose() };
}

/** One search after the other, each waiting for its answer. The process is ended with the ports. */
function ourContender(requests: readonly RerankRequest[], reranker: Reranker): Contender {
  const starts: number[] = [];
  for (const { passages } of requests) starts.push((starts.at(-1) ?? 0) + passages.length);
  const units = requests.map(({ query, passages }, place): Unit => async () => {
    const start = (starts[place] ?? 0) - passages.length;
    return (await logitsOf(reranker, query, passages)).map((logit, index) => ({ index: start + index, logit }));
  });
  return { name: 'our model process', remarks: 'from text to logits over the protocol, one search after the other', isOurs: true, units, dispose: () => Promise.resolve() };
}

async function obviousContenders(folder: string, requests: readonly RerankRequest[]): Promise<Contender[]> {
  const plain = await PlainTransformers.load(folder);
  const contenderOf = (batchPairs: number, maxLength?: number): Contender => ({
    name: `transformers.js, batch ${batchPairs}`,
    remarks: maxLength === undefined ? "up to the model's 512 tokens" : `truncated at ${maxLength} tokens`,
    units: plain.units(requests, batchPairs, maxLength),
    dispose: () => Promise.resolve(),
  });
  const [first, ...others] = [contenderOf(1), contenderOf(32), contenderOf(1, limits.maxLength), contenderOf(32, limits.maxLength)];
  return [...(first ? [{ ...first, dispose: () => plain.dispose() }] : []), ...others];
}
