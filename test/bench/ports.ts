import { setImmediate } from 'node:timers/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { defaultSearchOptions } from '../../src/engine/options.ts';
import { type RerankOptions, searchRerankOptions } from '../../src/engine/rerankOptions.ts';
import type { Logger, Reranker, SearchPorts } from '../../src/engine/types.ts';
import { assetsOf } from '../../src/node/assets.ts';
import { CutterPool } from '../../src/node/cutterPool.ts';
import { ModelProcess, type ModelSettings } from '../../src/node/modelProcess.ts';
import { findModel } from '../../src/node/modelStore.ts';
import { RipgrepTextSearch } from '../../src/node/ripgrep.ts';
import { LogitFile, modelDigest } from './logitFile.ts';
import { RememberingReranker } from './rememberingReranker.ts';

const silent: Logger = { debug: () => undefined, info: () => undefined, warn: (message) => void process.stderr.write(`${message}\n`) };

export interface BenchSettings {
  /** Id of a model that ships, or the path of a folder. */
  readonly model?: string | undefined;
  /** Folder that keeps the logits for later runs; without it they are forgotten at the end. */
  readonly work?: string | undefined;
}

/** The product's own parts, as the command line wires them; the scores are remembered. */
export interface BenchPorts extends SearchPorts {
  readonly reranker: RememberingReranker;
  /** The same model with other lengths or windows; use one reranker at a time. */
  readonly rerankerOf: (rerank: RerankOptions) => Promise<RememberingReranker>;
  /** The same without a memory, for times. */
  readonly freshReranker: (rerank: RerankOptions) => Reranker;
  readonly dispose: () => Promise<void>;
}

/** @param dist folder of the built bundles */
export async function benchPorts(dist: string, { model = 'code-reranker', work }: BenchSettings = {}): Promise<BenchPorts> {
  const assets = assetsOf(path.resolve(dist));
  const folder = work === undefined ? await mkdtemp(path.join(os.tmpdir(), 'bench-')) : path.resolve(work);
  const named = /[/\\]/.test(model) ? path.resolve(model) : model;
  const stored = await findModel(named, 'cpu', 'auto', { shipped: assets.models, caches: [] });
  const digest = await modelDigest(stored.folder);
  const snippets = new CutterPool({ entry: assets.cutterEntry, grammars: assets.grammars, threads: Math.min(4, os.availableParallelism()), log: silent });
  const settings: Omit<ModelSettings, 'rerank'> = { model: named, device: 'cpu', precision: 'auto', idleMs: 0 };
  const modelProcess = new ModelProcess({ entry: assets.modelEntry, wasmEntry: assets.wasmModelEntry, models: assets.models, settings: { ...settings, rerank: searchRerankOptions }, log: silent });
  const freshReranker = (rerank: RerankOptions): Reranker => ({
    get model() {
      return modelProcess.model;
    },
    score: (query, passages, signal) => {
      modelProcess.configure({ ...settings, rerank });
      return modelProcess.score(query, passages, signal);
    },
  });
  const rerankerOf = async (rerank: RerankOptions): Promise<RememberingReranker> => {
    const logits = await LogitFile.open(folder, { model: path.basename(named), digest, precision: stored.precision, device: 'cpu', rerank });
    return new RememberingReranker(freshReranker(rerank), logits, { id: named, device: 'cpu', precision: stored.precision });
  };
  return {
    textSearch: new RipgrepTextSearch({ executable: assets.ripgrep, maxFileBytes: defaultSearchOptions.maxFileBytes, log: silent }),
    snippets,
    reranker: await rerankerOf(searchRerankOptions),
    rerankerOf,
    freshReranker,
    clock: () => performance.now(), nextTurn: () => setImmediate(),
    log: silent,
    dispose: async () => {
      modelProcess.dispose();
      await snippets.dispose();
      if (work === undefined) await rm(folder, { recursive: true });
    },
  };
}
