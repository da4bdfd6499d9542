import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { relevanceOf } from '../../src/engine/calibration.ts';
import { fittedCalibration, fittedModelId } from '../../src/engine/fitted.ts';
import { modelFitOf } from '../../src/engine/modelFit.ts';
import { sigmoid } from '../../src/engine/sigmoid.ts';

const kinds = ['lines', 'fileRows'] as const;
const logit = fc.double({ min: -50, max: 50, noNaN: true });
const signals = fc.record({ logit, textScore: fc.double({ min: 0, max: 20, noNaN: true }), textRank: fc.integer({ min: 1, max: 500 }) });

test('relevance is a chance between 0 and 1, whatever the signals', () => {
  fc.assert(
    fc.property(signals, fc.constantFrom(...kinds), (given, kind) => {
      const relevance = relevanceOf(given, 20, fittedCalibration[kind]);
      return relevance >= 0 && relevance <= 1;
    }),
  );
});

test('a higher logit never makes a result less relevant, and a better place in the text order neither', () => {
  fc.assert(
    fc.property(signals, logit, fc.integer({ min: 1, max: 500 }), fc.constantFrom(...kinds), (given, otherLogit, otherRank, kind) => {
      const relevance = relevanceOf(given, 20, fittedCalibration[kind]);
      const withLogit = relevanceOf({ ...given, logit: Math.max(given.logit, otherLogit) }, 20, fittedCalibration[kind]);
      const withRank = relevanceOf({ ...given, textRank: Math.min(given.textRank, otherRank) }, 20, fittedCalibration[kind]);
      return withLogit >= relevance && withRank >= relevance;
    }),
  );
});

test('the best row of a clear answer is more relevant than the last one read', () => {
  for (const kind of kinds) {
    const best = relevanceOf({ logit: 3, textScore: 20, textRank: 1 }, 20, fittedCalibration[kind]);
    assert.ok(best > relevanceOf({ logit: -3, textScore: 6, textRank: 60 }, 20, fittedCalibration[kind]) + 0.2, kind);
  }
});

test('a model that nothing was fitted for has the sigmoid of its logit', () => {
  const { calibration } = modelFitOf({ id: '/models/other' }, 'lines');
  assert.equal(calibration, undefined);
  assert.equal(relevanceOf({ logit: 1.5, textScore: 3, textRank: 9 }, 20, calibration), sigmoid(1.5));
});

test('a model of the same name on a server is not taken for the shipped one', () => {
  assert.deepEqual(modelFitOf({ id: fittedModelId, server: 'gpu.example.com' }, 'lines'), modelFitOf({ id: 'reranker' }, 'lines'));
});

test('the shipped model has a calibration for each kind of rows', () => {
  for (const kind of kinds) assert.equal(modelFitOf({ id: fittedModelId }, kind).calibration, fittedCalibration[kind]);
});
