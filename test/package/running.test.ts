import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { searchRerankOptions } from '../../src/engine/rerankOptions.ts';
import type { PassageScore } from '../../src/engine/types.ts';
import { assetsOf } from '../../src/node/assets.ts';
import { disagreement } from '../../src/node/deviceCheck.ts';
import { ModelProcess } from '../../src/node/modelProcess.ts';
import { installed, root } from './packages.ts';

const question = 'read bytes from a zip archive';
const passages = [
  { path: 'a.ts', text: 'export function readZip(zip) {\n  return inflateRaw(zip.subarray(start, end));\n}' },
  { path: 'b.ts', text: 'export function greet(name) {\n  return `Hello, ${name}`;\n}' },
];
const silence = (): void => undefined;

interface Row {
  readonly path: string;
  /** Absent where no model judged the row. */
  readonly logit?: number;
}

/** Logits by the packaged model process, with `auto` for a device. */
async function scored(context: TestContext, folder: string): Promise<{ device: string; notice: string | undefined; logits: number[] }> {
  const { modelEntry, wasmModelEntry, models, offered } = assetsOf(path.join(folder, 'dist'));
  const settings = { model: 'code-reranker', device: 'auto', precision: 'auto', rerank: searchRerankOptions, idleMs: 0 } as const;
  const reranker = new ModelProcess({ entry: modelEntry, wasmEntry: wasmModelEntry, models, offered, settings, log: { debug: silence, info: silence, warn: silence } });
  context.after(() => reranker.dispose());
  const { device, notice } = await reranker.warm();
  const scores: PassageScore[] = [];
  for await (const batch of reranker.score(question, passages, context.signal)) scores.push(...batch);
  return { device, notice, logits: scores.toSorted((a, b) => a.index - b.index).map(({ logit }) => logit) };
}

for (const target of ['alpine-x64', 'darwin-x64']) {
  test(`the package for ${target} judges by WebAssembly as the processor does, and takes that for no failure`, async (context) => {
    const native = await scored(context, await installed(context, 'linux-x64'));
    const { device, notice, logits } = await scored(context, await installed(context, target));
    assert.deepEqual([native.device, device, notice], ['cpu', 'wasm', undefined]);
    assert.equal(disagreement('q8', logits, native.logits), undefined);
    assert.ok((logits[0] ?? 0) > (logits[1] ?? 0));
  });
}

for (const target of ['alpine-x64', 'linux-x64']) {
  test(`the package for ${target} answers a question, from ripgrep to the model`, async (context) => {
    const folder = await installed(context, target);
    const { stdout } = await promisify(execFile)(process.execPath, [path.join(folder, 'dist/cli.js'), 'search', question, path.join(root, 'test/package'), '--json']);
    const [best] = (JSON.parse(stdout) as { results: Row[] }).results;
    assert.equal(best?.path, 'zip.ts');
    assert.equal(typeof best.logit, 'number');
  });
}
