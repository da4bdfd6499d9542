import assert from 'node:assert/strict';
import test from 'node:test';
import type { DeviceSetting } from '../../src/model/protocol.ts';
import { disagreement } from '../../src/node/deviceCheck.ts';
import { attemptsOn, offeredDevices, planOf } from '../../src/node/devicePlan.ts';
import type { PlanInputs } from '../../src/node/devicePlan.ts';

const everything = ['fp32', 'fp16', 'q8', 'q4'] as const;
const linux = ['cuda', 'webgpu', 'cpu'] as const;

function named(device: DeviceSetting, inputs: Partial<PlanInputs> = {}): string[] {
  return planOf({ device, precision: 'auto', available: everything, offered: linux, fastest: undefined, ...inputs }).map((attempt) => `${attempt.device} ${attempt.precision}`);
}

test('each platform offers what its runtime has, the processor last; where there is no binary, WebAssembly', () => {
  assert.deepEqual(offeredDevices('linux', 'x64'), ['cuda', 'webgpu', 'cpu']);
  assert.deepEqual(offeredDevices('linux', 'arm64'), ['cpu']);
  assert.deepEqual(offeredDevices('win32', 'arm64'), ['dml', 'webgpu', 'cpu']);
  assert.deepEqual(offeredDevices('darwin', 'arm64'), ['coreml', 'webgpu', 'cpu']);
  for (const [platform, arch] of [['darwin', 'x64'], ['alpine', 'x64'], ['freebsd', 'arm64']]) assert.deepEqual(offeredDevices(platform, arch), ['wasm']);
});

test('auto uses the processor until the devices were tried, then the fastest', () => {
  assert.deepEqual(named('auto'), ['cpu q8', 'wasm q8']);
  assert.deepEqual(named('auto', { fastest: { device: 'webgpu', precision: 'fp16' } }), ['webgpu fp16', 'cpu q8', 'wasm q8']);
});

test('where half precision fails, single precision is tried on the same device before the processor', () => {
  assert.deepEqual(named('webgpu'), ['webgpu fp16', 'webgpu fp32', 'cpu q8', 'wasm q8']);
  assert.deepEqual(named('webgpu', { precision: 'fp16' }), ['webgpu fp16', 'webgpu fp32', 'cpu q8', 'wasm q8']);
});

test('a precision that was asked for is kept on its device, and chosen anew for the one that it falls back to', () => {
  assert.deepEqual(named('cuda', { precision: 'q4' }), ['cuda q4', 'cpu q8', 'wasm q8']);
  assert.deepEqual(named('cpu', { precision: 'fp32' }), ['cpu fp32', 'wasm fp32']);
  assert.deepEqual(named('auto', { precision: 'fp32' }), ['cpu fp32', 'wasm fp32']);
});

test('an accelerator gets integers only of a model that has nothing else', () => {
  assert.deepEqual(attemptsOn('webgpu', 'auto', ['q8']), [{ device: 'webgpu', precision: 'q8' }]);
  assert.deepEqual(attemptsOn('webgpu', 'auto', ['fp32', 'q8']), [{ device: 'webgpu', precision: 'fp32' }]);
});

test('without a native runtime, WebAssembly does the work with 8-bit integers', () => {
  assert.deepEqual(named('auto', { offered: ['wasm'] }), ['wasm q8']);
  assert.deepEqual(named('cpu', { offered: ['wasm'] }), ['wasm q8']);
  assert.deepEqual(named('wasm'), ['wasm q8', 'cpu q8']);
});

test('logits agree within what a precision loses, and no further', () => {
  assert.equal(disagreement('fp32', [1.001, -5], [1, -5]), undefined);
  assert.match(disagreement('fp32', [1.1, -5], [1, -5]) ?? '', /wrong scores: 1\.100 where the processor has 1\.000/);
  assert.equal(disagreement('fp16', [1.1, -5.1], [1, -5]), undefined);
  for (const odd of [[], [NaN, 0], [1]]) assert.ok(disagreement('q8', odd, [1, -5]));
});
