import assert from 'node:assert/strict';
import test from 'node:test';
import { defaultSearchOptions, type SearchOptions } from '../../src/engine/options.ts';
import { presentAgain } from '../../src/engine/present.ts';
import { rerank, search } from '../../src/engine/search.ts';
import type { SearchPorts, SearchUpdate } from '../../src/engine/types.ts';
import { fileOf, portsOver, rerankerBy, scope } from './searchDoubles.ts';

const files = [fileOf('a.ts', 3, 2), fileOf('b.ts', 2, 2), fileOf('c.ts', 1, 2)];
const signal = new AbortController().signal;

function optionsOf(options: Partial<SearchOptions>): SearchOptions {
  return { ...defaultSearchOptions, ...options };
}

async function lastOf(updates: AsyncIterable<SearchUpdate>): Promise<SearchUpdate> {
  let last: SearchUpdate | undefined;
  for await (const update of updates) last = update;
  assert.ok(last);
  return last;
}

/** Ports whose reranker counts the passages that it reads. */
function countingPorts(): { ports: SearchPorts; read: () => number } {
  let count = 0;
  const ports = portsOver(files, rerankerBy(({ text }) => {
    count++;
    return Number(text.split(' ')[1]);
  }));
  return { ports, read: () => count };
}

function rowsOf({ results }: SearchUpdate): string[] {
  return results.map(({ id }) => id);
}

test('more results: only what was not read yet is read, and the answer is that of a larger search', async () => {
  const { ports, read } = countingPorts();
  const small = await lastOf(search('alpha beta', scope, optionsOf({ candidateLimit: 2, resultLimit: 2 }), ports, signal));
  assert.equal(small.results.length, 2);
  assert.equal(small.held.length, 6);
  const large = await lastOf(rerank(small, optionsOf({ candidateLimit: 5, resultLimit: 5 }), ports, signal));
  assert.equal(read(), 5);
  const whole = await lastOf(search('alpha beta', scope, optionsOf({ candidateLimit: 5, resultLimit: 5 }), ports, signal));
  assert.deepEqual(rowsOf(large), rowsOf(whole));
});

test('another order needs no model where everything was read', async () => {
  const { ports, read } = countingPorts();
  const blended = await lastOf(search('alpha beta', scope, optionsOf({}), ports, signal));
  for (const order of ['text', 'reranked', 'blended'] as const) {
    const again = await lastOf(rerank(blended, optionsOf({ order }), ports, signal));
    assert.deepEqual(rowsOf(again), rowsOf(await lastOf(search('alpha beta', scope, optionsOf({ order }), countingPorts().ports, signal))));
    assert.deepEqual(rowsOf(presentAgain(blended, optionsOf({ order }))), rowsOf(again));
  }
  assert.equal(read(), 6);
});

test('after a search in text order, another order has the model read', async () => {
  const { ports, read } = countingPorts();
  const text = await lastOf(search('alpha beta', scope, optionsOf({ order: 'text' }), ports, signal));
  assert.equal(read(), 0);
  const reranked = await lastOf(rerank(text, optionsOf({ order: 'reranked' }), ports, signal));
  assert.equal(read(), 6);
  assert.ok(reranked.results.every(({ relevance }) => relevance !== undefined));
});

test('a least relevance shows nothing that the model has not read, where it has read something', async () => {
  const { ports } = countingPorts();
  const some = await lastOf(search('alpha beta', scope, optionsOf({ candidateLimit: 2, minimumRelevance: 1e-9 }), ports, signal));
  assert.equal(some.results.length, 2);
  const text = await lastOf(search('alpha beta', scope, optionsOf({ order: 'text', minimumRelevance: 0.5 }), ports, signal));
  assert.equal(text.results.length, 6);
});

test('a least relevance leaves rows out and lets them in again', async () => {
  const { ports } = countingPorts();
  const all = await lastOf(search('alpha beta', scope, optionsOf({}), ports, signal));
  const relevances = all.results.map(({ relevance = 0 }) => relevance).sort((a, b) => a - b);
  const few = presentAgain(all, optionsOf({ minimumRelevance: (relevances[2] ?? 0) + 1e-12 }));
  assert.ok(few.results.length < all.results.length);
  assert.deepEqual(rowsOf(presentAgain(few, optionsOf({}))), rowsOf(all));
});
