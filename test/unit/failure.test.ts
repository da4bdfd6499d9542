import assert from 'node:assert/strict';
import test from 'node:test';
import { failureOf, ModelFailure } from '../../src/model/failure.ts';

test('too little memory and unknown types of models are told by what the runtime says', () => {
  for (const text of ['std::bad_alloc', "Can't create a session. ERROR_CODE: 6, bad allocation: Failed to allocate memory for requested buffer of size 3072", 'Array buffer allocation failed', 'CUDA out of memory', 'ENOMEM: not enough memory, read']) {
    assert.equal(failureOf(new Error(text), 'modelInvalid').code, 'outOfMemory', text);
  }
  assert.equal(failureOf(new Error('Unsupported model type: abacus'), 'modelInvalid').code, 'modelUnsupported');
  assert.equal(failureOf(new Error('Protobuf parsing failed.'), 'modelInvalid').code, 'modelInvalid');
  assert.equal(failureOf('text', 'deviceUnavailable').message, 'text');
  const known = new ModelFailure('modelMissing', 'bad_alloc');
  assert.equal(failureOf(known, 'modelInvalid'), known);
});
