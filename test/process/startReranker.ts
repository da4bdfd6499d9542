import path from 'node:path';
import type { TestContext } from 'node:test';
import { searchRerankOptions } from '../../src/engine/rerankOptions.ts';
import type { Logger, Passage, PassageScore, Reranker } from '../../src/engine/types.ts';
import { assetsOf } from '../../src/node/assets.ts';
import { ModelProcess } from '../../src/node/modelProcess.ts';
import type { ModelProcessOptions, ModelSettings } from '../../src/node/modelProcess.ts';

export const root = path.resolve(import.meta.dirname, '../..');
export const fixtures = path.join(root, 'test/fixtures');
const assets = assetsOf(path.join(root, 'dist'));

export const shippedSettings: ModelSettings = { model: 'code-reranker', device: 'cpu', precision: 'auto', rerank: searchRerankOptions, idleMs: 0 };

const silence = (): void => undefined;
export const silentLog: Logger = { debug: silence, info: silence, warn: silence };

/** The reranker over the built process, ended with the test. */
export function startReranker(test: TestContext, settings: Partial<ModelSettings> = {}, options: Partial<ModelProcessOptions> = {}): ModelProcess {
  const reranker = new ModelProcess({
    entry: assets.modelEntry,
    wasmEntry: assets.wasmModelEntry,
    models: assets.models,
    settings: { ...shippedSettings, ...settings },
    log: silentLog,
    ...options,
  });
  test.after(() => reranker.dispose());
  return reranker;
}

/** A double of the process, by the name of its file. */
export function doubleEntry(name: string): string {
  return path.join(fixtures, 'modelDoubles', `${name}.mjs`);
}

/** All scores of a request, in the order of its passages. */
export async function scoresOf(reranker: Reranker, query: string, passages: readonly Passage[], signal = new AbortController().signal): Promise<PassageScore[]> {
  const scores: PassageScore[] = [];
  for await (const batch of reranker.score(query, passages, signal)) scores.push(...batch);
  return scores.toSorted((a, b) => a.index - b.index);
}

/** Different functions, enough for several batches. */
export function manyPassages(count: number): Passage[] {
  return Array.from({ length: count }, (_, place) => ({
    path: `src/part${place}.ts`,
    text: `export function part${place}(request) {\n${`  total += request.items[${place}].price;\n`.repeat(1 + (place % 12))}}`,
  }));
}
