import assert from 'node:assert/strict';
import test from 'node:test';
import { defaultRankOptions } from '../../src/engine/fitted.ts';
import type { RankOptions } from '../../src/engine/rankOptions.ts';
import { parseQuery } from '../../src/engine/terms.ts';
import { QueryNames } from '../../src/engine/queryNames.ts';
import { collectionOf, type Collection } from '../../src/engine/scorer.ts';
import { rankFiles as rankFilesInPortions, rankSnippets as rankSnippetsInPortions } from '../../src/engine/textRank.ts';
import { atOnce } from '../../src/engine/turns.ts';
import type { Candidate, CutFile, Query, Snippet } from '../../src/engine/types.ts';

/** BM25 on the hits in the text alone. */
const plain: RankOptions = { ...defaultRankOptions, k1: 1.2, b: 0.75, nameHits: 0, fileNameHits: 0, folderHits: 0 };

function candidate(path: string, ...counts: number[]): Candidate {
  return { folder: '/w', path, counts: Float64Array.from(counts) };
}

function snippet(length: number, counts: readonly number[], more: Partial<Snippet> = {}): Snippet {
  return { startLine: 1, endLine: 9, kind: 'function', titleLine: 1, text: '', length, counts: Float64Array.from(counts), hitLines: [], ...more };
}

function file(path: string, ...snippets: Snippet[]): CutFile {
  return { folder: '/w', path, language: 'typescript', lineCount: 100, isGenerated: false, snippets };
}

type Frequencies = Omit<Collection, 'names'>;

function rankFiles(candidates: readonly Candidate[], asked: Query, collection: Frequencies, weights: RankOptions, limit: number) {
  return atOnce(rankFilesInPortions(candidates, asked, { ...collection, names: new QueryNames(asked) }, weights, limit));
}

function rankSnippets(files: readonly CutFile[], asked: Query, collection: Frequencies, weights: RankOptions) {
  return atOnce(rankSnippetsInPortions(files, asked, { ...collection, names: new QueryNames(asked) }, weights, { total: 1000, perFile: Infinity }));
}

function near(actual: number | undefined, expected: number): void {
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < 1e-6, `${actual} is not ${expected}`);
}

const query = parseQuery('alpha beta');

test('rare words weigh more: inverse document frequencies as computed by hand', () => {
  // N = 10 files. alpha stands in 2: ln(1 + (10 - 2 + .5) / (2 + .5)) = ln 4.4; beta in 1: ln(1 + 9.5 / 1.5) = ln 7.3333...
  const { idf, files } = collectionOf([candidate('a', 3, 0), candidate('b', 1, 7)], query, 10);
  assert.equal(files, 10);
  near(idf[0], 1.4816045409);
  near(idf[1], 1.9924301647);
});

test('a word of every file still counts a little, and unknown totals are mended', () => {
  // Three candidates, none reported as searched: N = 3, df = 3: ln(1 + .5 / 3.5) = ln 1.142857.
  const { idf, files } = collectionOf([candidate('a', 1), candidate('b', 1), candidate('c', 1)], parseQuery('alpha'), 0);
  assert.equal(files, 3);
  near(idf[0], 0.1335313926);
});

test('snippets are scored by BM25 as computed by hand', () => {
  const collection = { files: 10, idf: Float64Array.from([1.5, 2]) };
  const files = [file('a.ts', snippet(10, [2, 0])), file('b.ts', snippet(30, [1, 3]))];
  // k1 = 1.2, b = .75, average length 20.
  // a: norm = .25 + .75 * 10 / 20 = .625; 1.5 * 2 * 2.2 / (2 + 1.2 * .625) = 6.6 / 2.75 = 2.4
  // b: norm = .25 + .75 * 30 / 20 = 1.375; k1 * norm = 1.65; 1.5 * 1 * 2.2 / 2.65 + 2 * 3 * 2.2 / 4.65 = 1.2452830 + 2.8387097
  const ranked = rankSnippets(files, query, collection, plain);
  assert.deepEqual(ranked.map((entry) => entry.file.path), ['b.ts', 'a.ts']);
  near(ranked[0]?.explain.signals['bm25'], 4.0839926963);
  near(ranked[1]?.explain.signals['bm25'], 2.4);
  assert.deepEqual(ranked.map(({ explain }) => explain.terms), [['alpha', 'beta'], ['alpha']]);
});

test('more hits help ever less, and a short snippet beats a long one with the same hits', () => {
  const collection = { files: 10, idf: Float64Array.from([1, 1]) };
  const scores = [1, 2, 4, 400].map((hits) => rankSnippets([file('a.ts', snippet(10, [hits, 0]))], query, collection, plain)[0]?.explain.signals['bm25'] ?? 0);
  const [one = 0, two = 0, four = 0, many = 0] = scores;
  assert.ok(one < two && two < four && four < many && many < 2.2 && two - one > four - two);
  assert.equal(rankSnippets([file('long.ts', snippet(90, [1, 0])), file('short.ts', snippet(10, [1, 0]))], query, collection, plain)[0]?.file.path, 'short.ts');
});

test('a snippet with both words stands above one with more hits of one', () => {
  const collection = collectionOf([candidate('a', 3, 0), candidate('b', 1, 1), candidate('c', 0, 3)], query, 100);
  const ranked = rankSnippets([file('a.ts', snippet(20, [3, 0])), file('b.ts', snippet(20, [1, 1])), file('c.ts', snippet(20, [0, 3]))], query, collection, defaultRankOptions);
  assert.equal(ranked[0]?.file.path, 'b.ts');
});

test('the definition of the symbol that is asked for comes first', () => {
  const asked = parseQuery('parseConfig');
  const counts = asked.terms.map(() => 1);
  const collection = { files: 100, idf: Float64Array.from(counts) };
  const caller = file('a.ts', snippet(10, counts.map((count) => count * 4), { symbol: 'main' }));
  const definition = file('z.ts', snippet(40, counts, { symbol: 'parseConfig' }));
  assert.equal(rankSnippets([caller, definition], asked, collection, defaultRankOptions)[0]?.file.path, 'z.ts');
});

test('tests, declarations, generated and vendored files stand below code with the same hits, unless asked for', () => {
  const collection = { files: 10, idf: Float64Array.from([1, 1]) };
  for (const path of ['test/a.ts', 'src/a.test.ts', 'pkg/a_test.go', 'lib/a.d.ts', 'vendor/a.js', 'docs/a.md', 'b/package.json']) {
    const ranked = rankSnippets([file(path, snippet(10, [1, 1])), file('zz/plain.ts', snippet(10, [1, 1]))], query, collection, defaultRankOptions);
    assert.equal(ranked[0]?.file.path, 'zz/plain.ts', path);
  }
  const generated = { ...file('a.ts', snippet(10, [1, 1])), isGenerated: true };
  assert.equal(rankSnippets([generated, file('b.ts', snippet(10, [1, 1]))], query, collection, defaultRankOptions)[0]?.file.path, 'b.ts');
  const asking = parseQuery('alpha tests');
  const wanted = rankSnippets([file('test/a.ts', snippet(10, [2, 1])), file('src/b.ts', snippet(10, [1, 1]))], asking, collection, defaultRankOptions);
  assert.equal(wanted[0]?.file.path, 'test/a.ts');
});

test('a file whose path names the words stands above one that does not', () => {
  const collection = { files: 10, idf: Float64Array.from([1, 1]) };
  const ranked = rankFiles([candidate('src/misc.ts', 1, 1), candidate('src/alphaBeta.ts', 1, 1), candidate('alpha/misc.ts', 1, 1)], query, collection, defaultRankOptions, 10);
  assert.deepEqual(ranked.map((entry) => entry.candidate.path), ['src/alphaBeta.ts', 'alpha/misc.ts', 'src/misc.ts']);
});

test('only the best files are kept, and equals stand in the order of their paths', () => {
  const collection = { files: 100, idf: Float64Array.from([1, 1]) };
  const candidates = Array.from({ length: 50 }, (_, place) => candidate(`f${49 - place}.ts`, 1, place === 7 ? 1 : 0));
  const ranked = rankFiles(candidates, query, collection, defaultRankOptions, 5);
  assert.deepEqual(ranked.map((entry) => entry.candidate.path), ['f42.ts', 'f0.ts', 'f1.ts', 'f10.ts', 'f11.ts']);
});

test('nothing in, nothing out', () => {
  const collection = collectionOf([], query, 0);
  assert.deepEqual(rankFiles([], query, collection, defaultRankOptions, 5), []);
  assert.deepEqual(rankSnippets([], query, collection, defaultRankOptions), []);
  assert.deepEqual(rankSnippets([file('a.ts')], query, collection, defaultRankOptions), []);
});

test('every score is a finite number', () => {
  const collection = collectionOf([candidate('a.ts', 5, 5)], query, 1);
  for (const { score } of rankSnippets([file('a.ts', snippet(0, [5, 5]), snippet(1, [0, 0]))], query, collection, defaultRankOptions)) assert.ok(Number.isFinite(score) && score >= 0);
});
