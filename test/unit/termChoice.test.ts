import assert from 'node:assert/strict';
import test from 'node:test';
import { findCandidates } from '../../src/engine/candidatePool.ts';
import { queryOf } from '../../src/engine/search.ts';
import { withTermChoice } from '../../src/engine/termChoice.ts';
import { hitsOf, offeredTerms } from '../../src/engine/termHits.ts';
import { parseQuery } from '../../src/engine/terms.ts';
import type { Candidate, Query, TextSearch } from '../../src/engine/types.ts';
import { scope } from './searchDoubles.ts';

const question = 'remove the directory';
const signal = new AbortController().signal;

/** Counts words in given texts, and tells which terms it was asked for. */
function textSearchOver(texts: Readonly<Record<string, string>>, asked: string[][] = []): TextSearch {
  return {
    search: async (query: Query, _, onCandidate: (candidate: Candidate) => void) => {
      asked.push(query.terms.map(({ text }) => text));
      for (const [path, text] of Object.entries(texts)) {
        const counts = Float64Array.from(query.terms, (term) => text.split(' ').filter((word) => word === term.text).length);
        if (counts.some((count) => count > 0)) onCandidate({ folder: '/w', path, counts });
      }
      return Promise.resolve({ filesSearched: 10, bytesSearched: 0, isTruncated: false });
    },
  };
}

function countsOf(candidates: readonly Candidate[]): Record<string, number[]> {
  return Object.fromEntries(candidates.map(({ path, counts }) => [path, [...counts]]));
}

test('a term that is switched off is no longer looked for, and takes its expansions with it', () => {
  const whole = queryOf(question, { expandQuery: true, terms: { off: [], on: [] } });
  assert.ok(whole.terms.some(({ origin, text }) => origin === 'expansion' && text === 'dir'));
  const less = queryOf(question, { expandQuery: true, terms: { off: ['directory'], on: [] } });
  assert.deepEqual(less.terms.filter(({ text }) => ['directory', 'dir'].includes(text)), []);
  assert.deepEqual(less.terms.map(({ index }) => index), [...less.terms.keys()]);
  for (const { group } of less.terms) assert.notEqual(less.terms[group]?.origin, 'expansion');
});

test('one expansion can go while its word stays, and come back by hand', () => {
  const without = queryOf(question, { expandQuery: true, terms: { off: ['dir'], on: [] } });
  assert.ok(without.terms.some(({ text }) => text === 'directory') && !without.terms.some(({ text }) => text === 'dir'));
  const byHand = queryOf(question, { expandQuery: false, terms: { off: [], on: ['dir'] } });
  const added = byHand.terms.find(({ text }) => text === 'dir');
  assert.equal(byHand.terms[added?.group ?? -1]?.text, 'directory');
});

test('a choice that would leave nothing to look for changes nothing', () => {
  const query = parseQuery(question);
  assert.deepEqual(withTermChoice(query, { off: query.terms.map(({ text }) => text), on: [] }), query);
});

test('all terms that a question can have are offered, those of the question first', () => {
  const terms = offeredTerms(question);
  assert.deepEqual(terms.slice(0, 2).map(({ text }) => text), ['remove', 'directory']);
  const taken = queryOf(question, { expandQuery: true, terms: { off: [], on: [] } }).terms.map(({ text }) => text);
  assert.deepEqual(taken.filter((text) => !terms.some((term) => term.text === text)), []);
});

test('switching terms searches only what is new, and finds what a whole search would', async () => {
  const texts = { a: 'alpha beta beta', b: 'beta gamma', c: 'gamma gamma', d: 'delta' };
  const asked: string[][] = [];
  const textSearch = textSearchOver(texts, asked);
  const first = await findCandidates(parseQuery('alpha beta'), scope, textSearch, signal);
  const second = await findCandidates(parseQuery('beta gamma'), scope, textSearch, signal, first.pool);
  assert.deepEqual(asked, [['alpha', 'beta'], ['gamma']]);
  const whole = await findCandidates(parseQuery('beta gamma'), scope, textSearchOver(texts), signal);
  assert.deepEqual(countsOf(second.candidates), countsOf(whole.candidates));
  const back = await findCandidates(parseQuery('alpha'), scope, textSearch, signal, second.pool);
  assert.equal(asked.length, 2, 'what was switched off is still known');
  assert.deepEqual(countsOf(back.candidates), { a: [1] });
});

test('each term tells in how many files it was found, and how often', async () => {
  const query = parseQuery('beta gamma');
  const { pool } = await findCandidates(query, scope, textSearchOver({ a: 'beta beta', b: 'beta' }), signal);
  assert.deepEqual(query.terms.map((term) => hitsOf(term, pool)), [{ files: 2, hits: 3 }, { files: 0, hits: 0 }]);
  const [unknown] = parseQuery('other').terms;
  assert.equal(unknown && hitsOf(unknown, pool), undefined);
});
