import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import * as fc from 'fast-check';
import { DeviceMemory, recordsOf } from '../../src/node/deviceMemory.ts';
import type { DeviceRecord } from '../../src/node/deviceMemory.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined };

const record: DeviceRecord = {
  key: 'here',
  runtime: 'onnxruntime-node 1.30.0',
  triedAt: '2026-01-01T00:00:00.000Z',
  trials: [
    { device: 'cpu', precision: 'q8', outcome: 'works', pairsPerSecond: 60, loadMs: 300, memory: 2e8 },
    { device: 'webgpu', precision: 'fp16', outcome: 'failed', reason: 'no f16' },
  ],
  references: { q8: [1, -2.5] },
};

test('what was found out is there again, and a newer finding takes its place', async (context) => {
  const file = await fileIn(context);
  await new DeviceMemory(file, silent).remember(record);
  const memory = new DeviceMemory(file, silent);
  assert.deepEqual(await memory.recall('here'), record);
  assert.equal(await memory.recall('elsewhere'), undefined);
  await memory.remember({ ...record, trials: [] });
  assert.deepEqual((await memory.recall('here'))?.trials, []);
  assert.deepEqual(await readdir(path.dirname(file)), ['devices.json']);
});

test('a file that is broken, hostile or of another version counts as not there, and is written over', async (context) => {
  const file = await fileIn(context);
  const memory = new DeviceMemory(file, silent);
  await memory.remember(record);
  const whole = await readFile(file, 'utf8');
  for (const text of ['', '{', '[]', 'null', whole.slice(0, -9), whole.replace('"version":1', '"version":2'), whole.replace('"works"', '"best"'), whole.replace('60', '"60"'), whole.replace('-2.5', 'null'), ' '.repeat(1_000_001)]) {
    await writeFile(file, text);
    assert.equal(await memory.recall('here'), undefined, text.slice(0, 40));
    await memory.remember(record);
    assert.deepEqual(await memory.recall('here'), record);
  }
});

test('no content makes the reader throw', () => {
  fc.assert(fc.property(fc.anything(), (content) => Array.isArray(recordsOf(content)) && Array.isArray(recordsOf({ version: 1, records: [content] }))));
});

async function fileIn(context: TestContext): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'devices-'));
  context.after(() => rm(folder, { recursive: true }));
  return path.join(folder, 'store', 'devices.json');
}
