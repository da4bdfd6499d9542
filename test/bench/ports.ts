import os from 'node:os';
import path from 'node:path';
import { defaultSearchOptions } from '../../src/engine/options.ts';
import { searchRerankOptions } from '../../src/engine/rerankOptions.ts';
import type { Logger, SearchPorts } from '../../src/engine/types.ts';
import { assetsOf } from '../../src/node/assets.ts';
import { CutterPool } from '../../src/node/cutterPool.ts';
import { ModelProcess } from '../../src/node/modelProcess.ts';
import { RipgrepTextSearch } from '../../src/node/ripgrep.ts';

const silent: Logger = { debug: () => undefined, info: () => undefined, warn: (message) => void process.stderr.write(`${message}\n`) };

/** The product's own parts, as the command line wires them. */
export interface BenchPorts extends SearchPorts {
  readonly reranker: ModelProcess;
  readonly dispose: () => Promise<void>;
}

/** @param dist folder of the built bundles */
export function benchPorts(dist: string, model = 'code-reranker'): BenchPorts {
  const assets = assetsOf(path.resolve(dist));
  const snippets = new CutterPool({ entry: assets.cutterEntry, grammars: assets.grammars, threads: Math.min(4, os.availableParallelism()), log: silent });
  const reranker = new ModelProcess({
    entry: assets.modelEntry,
    models: assets.models,
    settings: { model, device: 'cpu', precision: 'auto', rerank: searchRerankOptions, idleMs: 0 },
    log: silent,
  });
  return {
    textSearch: new RipgrepTextSearch({ executable: assets.ripgrep, maxFileBytes: defaultSearchOptions.maxFileBytes, log: silent }),
    snippets,
    reranker,
    clock: () => performance.now(),
    log: silent,
    dispose: async () => {
      reranker.dispose();
      await snippets.dispose();
    },
  };
}
