import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { withExpansions } from '../../src/engine/expansion.ts';
import { defaultRankOptions } from '../../src/engine/fitted.ts';
import { defaultSearchOptions } from '../../src/engine/options.ts';
import { collectionOf, Scorer } from '../../src/engine/scorer.ts';
import { queryOf } from '../../src/engine/search.ts';
import { stem } from '../../src/engine/stem.ts';
import { searchPattern, TermMatcher } from '../../src/engine/termMatcher.ts';
import { parseQuery } from '../../src/engine/terms.ts';
import { vocabulary } from '../../src/engine/vocabulary.ts';

/** `text for word` of each expansion. */
function expansionsOf(text: string): string[] {
  const { terms } = withExpansions(parseQuery(text));
  return terms.filter(({ origin }) => origin === 'expansion').map((term) => `${term.text} for ${terms[term.group]?.text}`);
}

test('a question is also looked for in the words of code', () => {
  assert.ok(expansionsOf('where is the directory created').includes('dir for directory'));
  assert.ok(expansionsOf('initializes the parser').includes('init for initializes'));
});

test('names, quoted phrases and a query of one word are looked for as they are', () => {
  for (const query of ['directoryListing', 'directory', 'Directory::message', '"directory message"', 'directory_name messageText', 'path:directory lang:ts parser']) assert.deepEqual(expansionsOf(query), [], query);
});

test('words that the query says itself are not said again', () => {
  assert.ok(!expansionsOf('dir or directory of messages').some((expansion) => expansion.startsWith('dir ')));
});

test('an expansion belongs to its word and counts for less', () => {
  const query = withExpansions(parseQuery('where are error messages of the directory shown'));
  const expansions = query.terms.filter(({ origin }) => origin === 'expansion');
  assert.ok(expansions.length > 0 && expansions.length <= 6);
  for (const { weight, group } of expansions) assert.ok(weight > 0 && weight < 1 && query.terms[group]?.origin === 'word');
  assert.deepEqual(query.terms.map(({ index }) => index), [...query.terms.keys()]);
});

test('a search looks for expansions unless they are switched off', () => {
  const [on, off] = [true, false].map((expandQuery) => queryOf('read the directory', { ...defaultSearchOptions, expandQuery }).terms.length);
  assert.ok(on !== undefined && off !== undefined && on > off);
});

test('ripgrep is asked for expansions, and the matcher knows them', () => {
  const query = withExpansions(parseQuery('read the directory'));
  assert.match(searchPattern(query), /dir/);
  assert.deepEqual(new TermMatcher(query).termsOf('listDir').map((term) => query.terms[term]?.text), ['dir']);
});

test('code that says an expansion is found, below code that says the word, and both together cover one word', () => {
  const query = withExpansions(parseQuery('read the directory'));
  const [read, directory, dir] = ['read', 'directory', 'dir'].map((text) => query.terms.find((term) => term.text === text)?.index ?? -1);
  const counts = (...terms: (number | undefined)[]): Float64Array => Float64Array.from(query.terms, ({ index }) => Number(terms.includes(index)));
  const files = [counts(read), counts(read, dir), counts(read, directory), counts(read, directory, dir)];
  const candidates = files.map((hits, at) => ({ folder: '/w', path: `${at}.ts`, counts: hits }));
  const scorer = new Scorer(query, collectionOf(candidates, query, 100), defaultRankOptions);
  const [without, expansion, word, both] = files.map((hits) => scorer.sum((term) => hits[term] ?? 0, 1));
  assert.ok(without && expansion && word && both);
  assert.ok(without.score < expansion.score && expansion.score < word.score && word.score < both.score);
  assert.ok(without.share < expansion.share && expansion.share < word.share);
  assert.ok(Math.abs(both.share - 1) < 1e-9 && Math.abs(word.share - 1) < 1e-9);
});

test('how much the words of code count is one of the weights of the order', () => {
  const query = withExpansions(parseQuery('read the directory'));
  const dir = query.terms.find(({ text }) => text === 'dir')?.index;
  const candidates = [{ folder: '/w', path: 'a.ts', counts: Float64Array.from(query.terms, ({ index }) => Number(index === dir)) }];
  const [none, half, whole] = [0, 0.5, 1].map((expansion) => new Scorer(query, collectionOf(candidates, query, 100), { ...defaultRankOptions, expansion }).sum((term) => Number(term === dir), 1));
  assert.deepEqual(none, { score: 0, share: 0 });
  assert.ok(half && whole && half.score > 0 && half.score < whole.score);
  assert.ok(Math.abs(half.share - whole.share / 2) < 1e-9);
});

test('terms stay numbered and bounded, whatever is typed', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...Object.keys(vocabulary), 'x', '"', 'aB'), { maxLength: 60 }), (words) => {
      const plain = parseQuery(words.join(' '));
      const { terms } = withExpansions(plain);
      assert.deepEqual(terms.slice(0, plain.terms.length), plain.terms);
      assert.deepEqual(terms.map(({ index }) => index), [...terms.keys()]);
      assert.ok(terms.length <= plain.terms.length + 6);
      assert.equal(new Set(terms.filter(({ origin }) => origin !== 'phrase').map((term) => `${term.origin === 'identifier'}${term.stem}`)).size, terms.filter(({ origin }) => origin !== 'phrase').length);
    }),
  );
});

test('the vocabulary holds words of letters, shares in percent, and nothing that stemming finds by itself', () => {
  const entries = Object.entries(vocabulary);
  assert.ok(entries.length > 300);
  for (const [word, parts] of entries) {
    for (const entry of parts.split(', ')) {
      const [, text = '', percent = ''] = /^([a-z]{3,}) (\d{1,2})$/.exec(entry) ?? [];
      assert.ok(Number(percent) > 0, `${word}: ${entry}`);
      assert.notEqual(stem(text), word, `${word}: ${entry}`);
    }
  }
});
