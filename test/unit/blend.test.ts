import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { defaultBlendOptions, orderResults } from '../../src/engine/blend.ts';
import { sigmoid } from '../../src/engine/sigmoid.ts';
import type { Order, RankedResult } from '../../src/engine/types.ts';

/** Results in text order, with logits where given. */
function results(...logits: (number | undefined)[]): RankedResult[] {
  return logits.map((logit, place) => ({
    id: `r${place}`, folder: '/w', path: `f${place}.ts`, language: 'typescript', startLine: 1, endLine: 2, titleLine: 1, kind: 'function', text: '', hitLines: [],
    textRank: place + 1, textScore: 10 - place, score: 0, explain: { terms: [], share: 0, signals: {} },
    ...(logit === undefined ? {} : { logit, relevance: sigmoid(logit) }),
  }));
}

function idsIn(order: Order, given: readonly RankedResult[], isFinal = true): string {
  return orderResults(given, order, defaultBlendOptions, isFinal).map(({ id }) => id).join(' ');
}

test('the sigmoid is right in the middle and at both ends', () => {
  assert.equal(sigmoid(0), 0.5);
  assert.ok(Math.abs(sigmoid(2) - 0.8807970779778823) < 1e-12);
  assert.ok(Math.abs(sigmoid(-2) - 0.11920292202211755) < 1e-12);
  assert.deepEqual([sigmoid(800), sigmoid(-800)], [1, 0]);
});

test('text order leaves the results as they came, with the text score', () => {
  const ordered = orderResults(results(-5, 5, 0), 'text', defaultBlendOptions, true);
  assert.deepEqual(ordered.map(({ id, score }) => [id, score]), [['r0', 10], ['r1', 9], ['r2', 8]]);
});

test('reranked order goes by the logit alone', () => {
  assert.equal(idsIn('reranked', results(-5, 5, 0)), 'r1 r2 r0');
});

test('logits whose sigmoids are both 1 still differ', () => {
  assert.equal(sigmoid(60), sigmoid(90));
  assert.equal(idsIn('reranked', results(60, 90, 75)), 'r1 r2 r0');
});

test('equal logits stand in text order', () => {
  assert.equal(idsIn('reranked', results(1, 1, 1)), 'r0 r1 r2');
  assert.equal(idsIn('blended', results(1, 1, 1)), 'r0 r1 r2');
});

test('the model lifts what it likes in blended order, and a stronger liking lifts further', () => {
  assert.equal(idsIn('blended', results(-4, -4, 40)), 'r0 r2 r1');
  assert.equal(idsIn('blended', results(-4, -4, 40).map((result) => ({ ...result, textScore: 10 }))).split(' ')[0], 'r2');
  const place = (logit: number): number => idsIn('blended', results(0, 0, 0, 0, logit)).split(' ').indexOf('r4');
  assert.ok(place(30) <= place(3) && place(3) <= place(0));
});

test('what stands first by text is harder to overtake than what stands further down', () => {
  const blend = { modelWeight: 0.1, midpoint: 0, temperature: 1, positionWeight: 0.4, isByFile: false };
  const order = (given: readonly RankedResult[]): string => orderResults(given, 'blended', blend, true).map(({ id }) => id).join(' ');
  const even = results(-9, 9, -9, -9, 9).map((result) => ({ ...result, textScore: 1 }));
  assert.equal(order(even), 'r0 r1 r4 r2 r3');
});

/** How far the model alone moves a row, as a logarithm. */
function lift(logit: number, midpoint: number, temperature: number): number {
  const blend = { modelWeight: 1, midpoint, temperature, positionWeight: 0, isByFile: false };
  return Math.log(orderResults(results(logit).map((result) => ({ ...result, textScore: 1 })), 'blended', blend, true)[0]?.score ?? 0);
}

test('the model\u2019s opinion grows around its midpoint, and over a wider range of logits at a higher temperature', () => {
  assert.equal(lift(3, 3, 2), 0.5);
  assert.ok(lift(5, 3, 1) - lift(4, 3, 1) < lift(4, 3, 1) - lift(3, 3, 1));
  assert.ok(lift(9, 3, 4) - lift(7, 3, 4) > lift(9, 3, 1) - lift(7, 3, 1));
});

test('where one row stands for each file, the model\u2019s opinion of a file is the mean over its snippets', () => {
  const given = results(-9, 9, -9, 3, 3).map((result, place) => ({ ...result, textScore: 10, path: ['a.ts', 'b.ts', 'b.ts', 'c.ts', 'c.ts'][place] ?? '' }));
  const byFile = orderResults(given, 'blended', { modelWeight: 1, midpoint: 0, temperature: 1, positionWeight: 0, isByFile: true }, true);
  assert.deepEqual(byFile.map(({ path }) => path), ['c.ts', 'c.ts', 'b.ts', 'b.ts', 'a.ts']);
});

test('without any logit, every order is the text order', () => {
  for (const order of ['text', 'reranked', 'blended'] as const) assert.equal(idsIn(order, results(undefined, undefined)), 'r0 r1');
});

test('what the model has not read stands behind what it has, at the end', () => {
  for (const order of ['reranked', 'blended'] as const) assert.equal(idsIn(order, results(-9, undefined, -8, undefined)).split(' ').slice(2).join(' '), 'r1 r3');
});

test('while the model still reads, rows it has not read keep their place by text in blended order', () => {
  assert.equal(idsIn('blended', results(0, undefined, undefined), false), 'r0 r1 r2');
});

test('ordering loses nothing, adds nothing and changes no logit', () => {
  const logit = fc.option(fc.double({ min: -20, max: 20, noNaN: true }), { nil: undefined });
  fc.assert(
    fc.property(fc.array(logit, { maxLength: 30 }), fc.constantFrom<Order>('text', 'reranked', 'blended'), fc.boolean(), (logits, order, isFinal) => {
      const given = results(...logits);
      const ordered = orderResults(given, order, defaultBlendOptions, isFinal);
      assert.deepEqual(new Map(ordered.map(({ id, logit: raw }) => [id, raw])), new Map(given.map(({ id, logit: raw }) => [id, raw])));
      assert.equal(ordered.length, given.length);
      assert.ok(ordered.every(({ score }) => Number.isFinite(score)));
    }),
  );
});
