import { setImmediate } from 'node:timers/promises';
import os from 'node:os';
import path from 'node:path';
import { defaultSearchOptions } from '../../src/engine/options.ts';
import { searchRerankOptions } from '../../src/engine/rerankOptions.ts';
import type { Logger, Passage, PassageScore, Reranker, RerankerModel, SearchPorts } from '../../src/engine/types.ts';
import { assetsOf } from '../../src/node/assets.ts';
import { CutterPool } from '../../src/node/cutterPool.ts';
import { ModelProcess } from '../../src/node/modelProcess.ts';
import { RipgrepTextSearch } from '../../src/node/ripgrep.ts';

const silent: Logger = { debug: () => undefined, info: () => undefined, warn: (message) => void process.stderr.write(`${message}\n`) };

/** Remembers the scores of the last query, so that its orders can be compared without scoring again. */
export class RememberingReranker implements Reranker {
  readonly #reranker: Reranker;
  readonly #logits = new Map<string, number>();
  #query = '';

  constructor(reranker: Reranker) {
    this.#reranker = reranker;
  }

  get model(): RerankerModel | undefined {
    return this.#reranker.model;
  }

  async *score(query: string, passages: readonly Passage[], signal: AbortSignal): AsyncGenerator<readonly PassageScore[], void, undefined> {
    if (query !== this.#query) this.#logits.clear();
    this.#query = query;
    const known: PassageScore[] = [];
    const fresh: number[] = [];
    for (const [index, passage] of passages.entries()) {
      const logit = this.#logits.get(keyOf(passage));
      if (logit === undefined) fresh.push(index);
      else known.push({ index, logit });
    }
    if (known.length > 0) yield known;
    if (fresh.length === 0) return;
    const asked = fresh.map((index) => passages[index] ?? { path: '', text: '' });
    for await (const batch of this.#reranker.score(query, asked, signal)) {
      for (const { index, logit } of batch) this.#logits.set(keyOf(asked[index] ?? { path: '', text: '' }), logit);
      yield batch.map(({ index, logit }) => ({ index: fresh[index] ?? 0, logit }));
    }
  }
}

function keyOf({ path: file, text }: Passage): string {
  return `${file}\n${text}`;
}

/** The product's own parts, as the command line wires them. */
export interface BenchPorts extends SearchPorts {
  readonly reranker: Reranker;
  readonly dispose: () => Promise<void>;
}

/** @param dist folder of the built bundles */
export function benchPorts(dist: string, model = 'code-reranker'): BenchPorts {
  const assets = assetsOf(path.resolve(dist));
  const snippets = new CutterPool({ entry: assets.cutterEntry, grammars: assets.grammars, threads: Math.min(4, os.availableParallelism()), log: silent });
  const modelProcess = new ModelProcess({
    entry: assets.modelEntry, wasmEntry: assets.wasmModelEntry,
    models: assets.models,
    settings: { model, device: 'cpu', precision: 'auto', rerank: searchRerankOptions, idleMs: 0 },
    log: silent,
  });
  return {
    textSearch: new RipgrepTextSearch({ executable: assets.ripgrep, maxFileBytes: defaultSearchOptions.maxFileBytes, log: silent }),
    snippets,
    reranker: new RememberingReranker(modelProcess),
    clock: () => performance.now(), nextTurn: () => setImmediate(),
    log: silent,
    dispose: async () => {
      modelProcess.dispose();
      await snippets.dispose();
    },
  };
}
