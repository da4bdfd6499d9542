import assert from 'node:assert/strict';
import test from 'node:test';
import { logitsOf } from '../../src/model/logits.ts';
import { threadsFor } from '../../src/model/threads.ts';

test('logits are read from any type of number', () => {
  assert.deepEqual(logitsOf({ type: 'float32', dims: [2, 1], data: new Float32Array([1.5, -2]) }, 2), [1.5, -2]);
  assert.deepEqual(logitsOf({ type: 'float64', dims: [2], data: new Float64Array([1.5, -2]) }, 2), [1.5, -2]);
  assert.deepEqual(logitsOf({ type: 'int64', dims: [1, 1], data: new BigInt64Array([3n]) }, 1), [3]);
});

test('half precision given as bit patterns is read as numbers', () => {
  const bits = new Uint16Array([0x3c00, 0xc100, 0x0001, 0x7bff, 0x8000, 0x7c00, 0x7e00]);
  assert.deepEqual(logitsOf({ type: 'float16', dims: [7, 1], data: bits }, 7), [1, -2.5, 2 ** -24, 65504, -0, Infinity, NaN]);
});

test('an output that is not one logit per pair is told', () => {
  assert.equal(logitsOf({ type: 'float32', dims: [2, 3], data: new Float32Array(6) }, 2), undefined);
  assert.equal(logitsOf({ type: 'float32', dims: [1, 1], data: new Float32Array(1) }, 2), undefined);
});

test('threads: all of a small machine, one per core of a larger one, never many', () => {
  assert.deepEqual([1, 2, 4, 8, 12, 64].map(threadsFor), [1, 2, 4, 4, 6, 8]);
});
