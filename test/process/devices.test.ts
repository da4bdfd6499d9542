import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { DeviceReport } from '../../src/engine/deviceReport.ts';
import { DeviceMemory } from '../../src/node/deviceMemory.ts';
import type { ModelProcess, ModelProcessOptions, ModelSettings } from '../../src/node/modelProcess.ts';
import { doubleEntry, fixtures, manyPassages, root, scoresOf, silentLog, startReranker } from './startReranker.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const tiny = path.join(fixtures, 'xlm-roberta-tiny-random');
const timeLimits = { hello: 20_000, answer: 20_000, accelerator: 1500, cancel: 300 };
const passages = manyPassages(3);
/** Longer than any test of this file. */
const NEVER_MS = 3_600_000;

/** A reranker on a machine whose devices are all broken but one; its findings are kept in a folder of the test's own. */
async function brokenMachine(context: TestContext, settings: Partial<ModelSettings> = {}, options: Partial<ModelProcessOptions> = {}): Promise<{ reranker: ModelProcess; store: string }> {
  const store = path.join(await temporaryFolder(context), 'devices.json');
  return { reranker: machineWith(context, store, settings, options), store };
}

function machineWith(context: TestContext, store: string, settings: Partial<ModelSettings> = {}, options: Partial<ModelProcessOptions> = {}): ModelProcess {
  return startReranker(
    context,
    { model: tiny, device: 'auto', ...settings },
    { entry: doubleEntry('devices'), offered: ['cuda', 'dml', 'coreml', 'webgpu', 'cpu'], memory: new DeviceMemory(store, silentLog), timeLimits, ...options },
  );
}

function outcomes({ trials }: DeviceReport): string[] {
  return trials.map(({ device, precision, outcome }) => `${device} ${precision} ${outcome}`.replace('  ', ' '));
}

const never = new AbortController().signal;

test('every device is tried in a process of its own: one that crashes, hangs, throws or scores wrongly is passed over with its reason', async (context) => {
  const { reranker } = await brokenMachine(context);
  await reranker.tryDevices(never);
  const report = await reranker.deviceReport([]);
  assert.deepEqual(outcomes(report), [
    'cpu fp32 works',
    // The libraries of CUDA are looked for on Linux only.
    ...(process.platform === 'linux' ? ['cuda absent'] : ['cuda fp16 timedOut', 'cuda fp32 timedOut']),
    'dml fp16 crashed',
    'dml fp32 crashed',
    'coreml fp16 disagrees',
    'coreml fp32 disagrees',
    'webgpu fp16 failed',
    'webgpu fp32 works',
  ]);
  assert.deepEqual([report.fastest?.device, report.fastest?.precision], ['webgpu', 'fp32']);
  const reasons = report.trials.map(({ reason = '' }) => reason).join('\n');
  for (const expected of [/SIGABRT|exit code/, /wrong scores: \d/, /mixes half and single/]) assert.match(reasons, expected);
});

test('a device that hangs is given up after its time, and the search goes on', async (context) => {
  const folder = await temporaryFolder(context, Object.fromEntries(['onnxruntime_binding.node', 'libonnxruntime.so.1', 'libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'].map((name) => [name, ''])));
  const { reranker } = await brokenMachine(context, { device: 'cuda', cudaFolder: folder });
  assert.equal((await scoresOf(reranker, 'q', passages)).length, 3);
  assert.equal(reranker.model?.device, 'cpu');
  assert.match(reranker.model.notice ?? '', /^cuda unavailable: no answer within 1500 ms; using cpu$/);
});

test('CUDA without its libraries says what is missing and how to get it', { skip: process.platform !== 'linux' }, async (context) => {
  const { reranker } = await brokenMachine(context, { device: 'cuda' });
  assert.match((await reranker.warm()).notice ?? '', /^cuda unavailable: the CUDA libraries .* not in this package: run "npm install .*; using cpu$/);
  const empty = await temporaryFolder(context);
  reranker.configure({ ...(await settingsOf(reranker)), cudaFolder: empty });
  assert.match((await reranker.warm()).notice ?? '', /has no onnxruntime_binding\.node, .*libonnxruntime_providers_cuda\.so/);
});

test('an explicit device that crashes natively falls back to the processor with one notice, and is not tried again at every search', async (context) => {
  const { reranker } = await brokenMachine(context, { device: 'dml' });
  assert.equal((await scoresOf(reranker, 'q', passages)).length, 3);
  assert.deepEqual([reranker.model?.device, reranker.model?.precision], ['cpu', 'fp32']);
  assert.match(reranker.model?.notice ?? '', /^dml unavailable: the model process ended with .*; using cpu$/);
  const { pid } = reranker;
  assert.equal((await scoresOf(reranker, 'q', passages)).length, 3);
  assert.equal(reranker.pid, pid);
});

test('an explicit device with wrong scores falls back to the processor', async (context) => {
  const { reranker } = await brokenMachine(context, { device: 'coreml' });
  assert.match((await reranker.warm()).notice ?? '', /^coreml unavailable: wrong scores: \S+ where the processor has \S+; using cpu$/);
});

test('where half precision fails, single precision runs on the same device, and the notice says so', async (context) => {
  const { reranker } = await brokenMachine(context, { device: 'webgpu', precision: 'fp16' });
  const { device, precision, notice } = await reranker.warm();
  assert.deepEqual([device, precision], ['webgpu', 'fp32']);
  assert.equal(notice, 'fp16 does not work on webgpu: an operator mixes half and single precision; using fp32');
});

test('a device that crashes in the middle of a search gives its place to the processor in the same search', async (context) => {
  const { reranker } = await brokenMachine(context, { device: 'webgpu' });
  assert.equal((await scoresOf(reranker, 'fine', passages)).length, 3);
  assert.equal(reranker.model?.device, 'webgpu');
  assert.equal((await scoresOf(reranker, 'crash', passages)).length, 3);
  assert.equal(reranker.model.device, 'cpu');
  assert.match(reranker.model.notice ?? '', /^webgpu unavailable: .*; using cpu$/);
  assert.equal((await scoresOf(reranker, 'crash', passages)).length, 3);
});

test('the first search runs on the processor at once; devices are tried when idle, and the winner is used from the next load on', async (context) => {
  const { reranker, store } = await brokenMachine(context, {}, { trialDelayMs: 10 });
  await scoresOf(reranker, 'q', passages);
  assert.equal(reranker.model?.device, 'cpu');
  while ((await reranker.deviceReport([])).fastest === undefined) await sleep(50);
  await scoresOf(reranker, 'q', passages);
  assert.equal(reranker.model.device, 'cpu', 'the process in use is left alone');
  const next = machineWith(context, store, {}, { trialDelayMs: NEVER_MS });
  assert.deepEqual(await next.warm(), { id: tiny, device: 'webgpu', precision: 'fp32', notice: undefined });
});

test('a search stops a trial, and no search waits for one', async (context) => {
  const { reranker } = await brokenMachine(context);
  const trial = reranker.tryDevices(never);
  trial.catch(() => undefined);
  await scoresOf(reranker, 'q', passages);
  await assert.rejects(trial, { name: 'AbortError' });
  assert.deepEqual((await reranker.deviceReport([])).trials, []);
});

test('a winner that fails later is passed over without a word to the user: nobody asked for it', async (context) => {
  const { reranker, store } = await brokenMachine(context);
  await reranker.tryDevices(never);
  const next = machineWith(context, store);
  assert.equal((await scoresOf(next, 'crash', passages)).length, 3);
  assert.deepEqual([next.model?.device, next.model?.notice], ['cpu', undefined]);
  while ((await next.deviceReport([])).fastest?.device !== 'cpu') await sleep(10);
  assert.ok(outcomes(await next.deviceReport([])).includes('webgpu fp32 crashed'), 'nor is it taken again');
});

test('findings are kept outside any workspace, as numbers and names', async (context) => {
  const { reranker, store } = await brokenMachine(context);
  await reranker.tryDevices(never);
  const { version, records } = JSON.parse(await readFile(store, 'utf8')) as { version: number; records: unknown[] };
  assert.deepEqual([version, records.length], [1, 1]);
});

async function settingsOf(reranker: ModelProcess): Promise<ModelSettings> {
  const { asked, model } = await reranker.deviceReport([]);
  const { shippedSettings } = await import('./startReranker.ts');
  return { ...shippedSettings, model, device: asked.device as ModelSettings['device'] };
}

test('two windows that keep findings at the same time leave a file that can be read', async (context) => {
  const file = path.join(await temporaryFolder(context), 'devices.json');
  const source = path.join(root, 'src/node/deviceMemory.ts');
  const script = `
    import { DeviceMemory } from ${JSON.stringify(source)};
    const silence = () => undefined;
    const memory = new DeviceMemory(process.argv[1], { debug: silence, info: silence, warn: (text) => { throw new Error(text); } });
    for (let n = 0; n < 100; n++) await memory.remember({ key: process.argv[2] + n, runtime: 'r', triedAt: '', trials: [], references: {} });`;
  const windows = ['one', 'two'].map((name) => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, file, name]));
  const unreadable: string[] = [];
  const memory = new DeviceMemory(file, { ...silentLog, debug: (text) => unreadable.push(text) });
  for (let looked = 0; looked < 300; looked++) await memory.recall('one99');
  await Promise.all(windows);
  assert.deepEqual(unreadable, []);
  assert.ok((await memory.recall('one99')) ?? (await memory.recall('two99')), 'what came last is there');
  assert.deepEqual(await readdir(path.dirname(file)), ['devices.json']);
});
