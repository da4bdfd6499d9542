import assert from 'node:assert/strict';
import test from 'node:test';
import { answeringSignals, isAnswered } from '../../src/engine/answering.ts';
import { fittedAnswering, fittedTextAnswering } from '../../src/engine/fitted.ts';
import { parseQuery } from '../../src/engine/terms.ts';
import type { RankedResult } from '../../src/engine/types.ts';

const query = parseQuery('where are failed requests sent again');

function result(share: number, logit?: number): RankedResult {
  return {
    id: 'r', folder: '/w', path: 'a.ts', language: 'typescript', startLine: 1, endLine: 2, titleLine: 1, kind: 'function', text: '', hitLines: [],
    textRank: 1, textScore: 5, score: 5, explain: { terms: [], share, signals: {} }, ...(logit === undefined ? {} : { logit }),
  };
}

test('a result that holds all words and that the model likes answers; one with neither does not', () => {
  assert.equal(isAnswered(query, [result(0.2, -4), result(1, 4)], fittedAnswering), true);
  assert.equal(isAnswered(query, [result(0.05, -6), result(0.1, -6)], fittedAnswering), false);
});

test('by text alone, covering the question decides', () => {
  assert.equal(isAnswered(query, [result(1)], fittedTextAnswering), true);
  assert.equal(isAnswered(query, [result(0.05)], fittedTextAnswering), false);
});

test('where nothing was found, nothing answers', () => {
  assert.equal(isAnswered(query, [], fittedAnswering), false);
});

test('the signals are the best of all results, wherever they stand', () => {
  assert.deepEqual(answeringSignals(query, [result(0.3, -1), result(0.6), result(0.1, 2)]), { coverage: 0.6, words: Math.log(new Set(query.terms.map(({ group }) => group)).size), flatness: 0, logit: 2 });
});

test('results that are all about as near speak against an answer; where there are few, nothing is said of it', () => {
  const falling = Array.from({ length: 30 }, (_, place) => ({ ...result(0.5), textScore: 30 - place }));
  assert.equal(answeringSignals(query, falling).flatness, 11 / 30);
  assert.equal(answeringSignals(query, falling.slice(0, 19)).flatness, 0);
  for (const answering of [fittedAnswering, fittedTextAnswering]) assert.ok(answering.flatness <= 0);
});

test('more of the question found, and a better logit, never turn an answer into none', () => {
  for (const answering of [fittedAnswering, fittedTextAnswering]) assert.ok(answering.coverage >= 0 && answering.logit >= 0);
});
