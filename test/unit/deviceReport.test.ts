import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { diagnosticsOf, fastestOf } from '../../src/engine/deviceReport.ts';
import type { DeviceReport } from '../../src/engine/deviceReport.ts';
import { runtimePackage } from '../../src/node/cudaLibraries.ts';
import { deviceItems } from '../../src/vscode/deviceItems.ts';
import { english } from './vscode/samples.ts';

const trials = [
  { device: 'cpu', precision: 'q8', outcome: 'works', pairsPerSecond: 60, loadMs: 300, memory: 200 * 2 ** 20 },
  { device: 'webgpu', precision: 'fp16', outcome: 'failed', reason: 'no f16\n  in this driver' },
  { device: 'webgpu', precision: 'fp32', outcome: 'works', pairsPerSecond: 640, loadMs: 900, memory: 400 * 2 ** 20 },
] as const;

const report: DeviceReport = {
  machine: ['Semantic Search 1.0.0, Node v24', 'A processor, 8 threads'],
  runtime: 'onnxruntime-node 1.30.0',
  model: 'code-reranker',
  asked: { device: 'auto', precision: 'auto' },
  inUse: { id: 'code-reranker', device: 'cpu', precision: 'q8', threads: 4, memory: 200 * 2 ** 20 },
  server: undefined,
  offered: ['cuda', 'webgpu', 'cpu'],
  trials,
  fastest: fastestOf(trials),
  triedAt: '2026-01-01T00:00:00.000Z',
};

test('the fastest device that works is the fastest', () => {
  assert.equal(fastestOf(trials)?.device, 'webgpu');
  assert.equal(fastestOf([trials[1]]), undefined);
});

test('diagnostics say where this runs, what is in use, and each finding on a line of its own', () => {
  assert.equal(
    diagnosticsOf(report),
    [
      'Semantic Search 1.0.0, Node v24',
      'A processor, 8 threads',
      'runtime: onnxruntime-node 1.30.0',
      'model: code-reranker; device auto, precision auto',
      'in use: cpu, q8, 4 threads, 200 MB',
      'offered here, in order: cuda, webgpu, cpu',
      'tried 2026-01-01T00:00:00.000Z:',
      '  cpu q8: 60.0 pairs a second, loaded in 300 ms, 200 MB',
      '  webgpu fp16: failed: no f16   in this driver',
      '  webgpu fp32: 640.0 pairs a second, loaded in 900 ms, 400 MB',
      'auto takes: webgpu, fp32',
    ].join('\n'),
  );
  assert.match(diagnosticsOf({ ...report, inUse: undefined, trials: [], fastest: undefined, triedAt: undefined, runtime: undefined }), /not loaded yet[^]*nothing is loaded[^]*not tried yet$/);
});

test('the list shows what is in use, each device with its speed or why not, and those that were not tried', () => {
  const items = deviceItems(report, english);
  assert.deepEqual(items.map(({ label }) => label), [
    '$(play) In use: CPU q8',
    '$(pass) CPU q8',
    '$(circle-slash) WebGPU fp16',
    '$(star-full) WebGPU fp32',
    '$(circle-outline) CUDA',
    '$(refresh) Try Devices Again',
    '$(copy) Copy Diagnostics',
    '$(gear) Change Device',
  ]);
  assert.equal(items[3]?.description, '640.0 pairs a second · fastest: auto takes it');
  assert.deepEqual([items[2]?.description, items[2]?.detail], ['does not work', trials[1].reason]);
});

test('whoever needs the libraries of CUDA is sent to the version that is packaged', async () => {
  const { version } = JSON.parse(await readFile(new URL('../../node_modules/onnxruntime-node/package.json', import.meta.url), 'utf8')) as { version: string };
  assert.equal(runtimePackage, `onnxruntime-node@${version}`);
});
