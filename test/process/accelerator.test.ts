/**
 * The accelerator path for real, without a graphics card: Chromium's software Vulkan (SwiftShader), Mesa's, and WebAssembly.
 * Debian's packages chromium, libvulkan1 and mesa-vulkan-drivers have what is needed.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { plainRerankOptions } from '../../src/engine/rerankOptions.ts';
import { DeviceMemory } from '../../src/node/deviceMemory.ts';
import { disagreement } from '../../src/node/deviceCheck.ts';
import { fixtures, manyPassages, root, scoresOf, silentLog, startReranker } from './startReranker.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';
const lavapipe = '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json';
const tiny = { model: path.join(fixtures, 'xlm-roberta-tiny-random'), rerank: plainRerankOptions } as const;
const passages = manyPassages(6);
const query = 'what is panda?';

/** Lets the model process see one Vulkan driver only. */
async function withDriver(context: TestContext, file: string): Promise<void> {
  const before = { ...process.env };
  Object.assign(process.env, { VK_ICD_FILENAMES: file, XDG_RUNTIME_DIR: await temporaryFolder(context) });
  context.after(() => {
    for (const name of ['VK_ICD_FILENAMES', 'XDG_RUNTIME_DIR']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  });
}

async function logitsOf(context: TestContext, ...[settings, options]: [Parameters<typeof startReranker>[1], Parameters<typeof startReranker>[2]?]) {
  const reranker = startReranker(context, settings, options);
  const scores = await scoresOf(reranker, query, passages);
  return { logits: scores.map(({ logit }) => logit), model: reranker.model, reranker };
}

function assertClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (const [place, logit] of expected.entries()) assert.ok(Math.abs((actual[place] ?? NaN) - logit) <= tolerance, `pair ${place}: ${actual[place]} is not ${logit}`);
}

test('WebGPU gives the logits of the processor; where it lacks half precision the model runs there in single precision, and says so', { skip: !existsSync(swiftShader) }, async (context) => {
  await withDriver(context, swiftShader);
  const expected = await logitsOf(context, { ...tiny, precision: 'fp32' });
  const { logits, model } = await logitsOf(context, { ...tiny, device: 'webgpu' });
  assert.deepEqual([model?.device, model?.precision], ['webgpu', 'fp32']);
  assert.match(model?.notice ?? '', /^fp16 does not work on webgpu: .*f16.*; using fp32$/);
  assertClose(logits, expected.logits, 1e-4);
});

test('auto tries a slow device, finds it right, and stays on the processor', { skip: !existsSync(swiftShader) }, async (context) => {
  await withDriver(context, swiftShader);
  const memory = new DeviceMemory(path.join(await temporaryFolder(context), 'devices.json'), silentLog);
  const reranker = startReranker(context, { ...tiny, device: 'auto' }, { memory, offered: ['webgpu', 'cpu'] });
  await reranker.tryDevices(new AbortController().signal);
  const { trials, fastest, runtime } = await reranker.deviceReport([]);
  assert.deepEqual(trials.map(({ device, precision, outcome }) => [device, precision, outcome]), [['cpu', 'fp32', 'works'], ['webgpu', 'fp16', 'failed'], ['webgpu', 'fp32', 'works']]);
  assert.equal(fastest?.device, 'cpu');
  assert.match(runtime ?? '', /^onnxruntime-node \d/);
  for (const trial of trials.filter(({ outcome }) => outcome === 'works')) assert.ok((trial.pairsPerSecond ?? 0) > 0 && (trial.memory ?? 0) > 1e7);
});

test('a device that is there but cannot be used is replaced by the processor, with the reason', { skip: !existsSync(lavapipe) }, async (context) => {
  await withDriver(context, lavapipe);
  const { logits, model } = await logitsOf(context, { ...tiny, device: 'webgpu' });
  assert.equal(logits.length, passages.length);
  assert.equal(model?.device, 'cpu');
  assert.match(model.notice ?? '', /^webgpu unavailable: .*adapter.*; using cpu$/);
});

test('WebAssembly gives the logits of the processor', async (context) => {
  const expected = await logitsOf(context, { ...tiny, precision: 'fp32' });
  const { logits, model } = await logitsOf(context, { ...tiny, device: 'wasm', precision: 'fp32' });
  assert.deepEqual([model?.device, model?.notice], ['wasm', undefined]);
  assertClose(logits, expected.logits, 1e-4);
});

test('WebAssembly runs the shipped model in 8-bit integers, with the logits of the processor', async (context) => {
  const expected = await logitsOf(context, {});
  const { logits, model } = await logitsOf(context, { device: 'wasm' });
  assert.deepEqual([model?.device, model?.precision], ['wasm', 'q8']);
  assert.equal(disagreement('q8', logits, expected.logits), undefined);
});

/** Bundles of the model process with WebAssembly beside them, and no native runtime. */
async function withoutNativeRuntime(context: TestContext): Promise<{ entry: string; wasmEntry: string }> {
  const folder = await temporaryFolder(context);
  for (const name of ['model.js', 'modelWasm.js', 'wasm']) await cp(path.join(root, 'dist', name), path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{"type": "module"}');
  return { entry: path.join(folder, 'model.js'), wasmEntry: path.join(folder, 'modelWasm.js') };
}

test('where the native runtime does not load, WebAssembly does the work', async (context) => {
  const { logits, model } = await logitsOf(context, tiny, await withoutNativeRuntime(context));
  assert.equal(logits.length, passages.length);
  assert.equal(model?.device, 'wasm');
  assert.match(model.notice ?? '', /^cpu unavailable: the runtime cannot be loaded: .*; using wasm$/);
});

test('where the native runtime does not load, trying the devices says so of each, and that WebAssembly works', async (context) => {
  const memory = new DeviceMemory(path.join(await temporaryFolder(context), 'devices.json'), silentLog);
  const reranker = startReranker(context, { ...tiny, device: 'auto' }, { ...(await withoutNativeRuntime(context)), offered: ['webgpu', 'cpu'], memory });
  await reranker.tryDevices(new AbortController().signal);
  const { trials, fastest } = await reranker.deviceReport([]);
  assert.deepEqual(trials.map(({ device, outcome }) => `${device} ${outcome}`), ['cpu failed', 'wasm works', 'webgpu failed']);
  for (const { reason } of trials.filter(({ outcome }) => outcome === 'failed')) assert.match(reason ?? '', /^the runtime cannot be loaded: /);
  assert.equal(fastest?.device, 'wasm');
  assert.equal((await reranker.warm()).device, 'wasm', 'and the next search goes by that');
});

test('a model in half precision gives its logits to half precision', async (context) => {
  const reference = JSON.parse(await readFile(path.join(tiny.model, 'reference-logits.json'), 'utf8')) as { pairs: { query: string; passage: string; logit: number }[] };
  for (const device of ['cpu', 'wasm'] as const) {
    const reranker = startReranker(context, { ...tiny, device, precision: 'fp16' });
    const scores = await Promise.all(reference.pairs.map(({ query: asked, passage }) => scoresOf(reranker, asked, [{ path: '', text: passage }])));
    assert.equal(reranker.model?.precision, 'fp16');
    assertClose(scores.map(([score]) => score?.logit ?? NaN), reference.pairs.map(({ logit }) => logit), 1e-2);
  }
});
