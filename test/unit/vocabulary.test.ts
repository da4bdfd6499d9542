import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { type DocumentedCode, readCorpus } from '../fit/documentedCode.ts';
import { choosePairs } from '../fit/pairChoice.ts';
import { PartUses } from '../fit/partUses.ts';
import { type Translation, translationsIn } from '../fit/translationModel.ts';

/** Fifteen packages that document removing and sending, each in its own words; `log` stands everywhere. */
const examples: readonly DocumentedCode[] = Array.from({ length: 15 }, (_, at) => at).flatMap((at) => {
  const source = `package${String.fromCharCode(97 + at)}`;
  const language = ['go', 'java', 'rust'][at % 3] ?? '';
  const example = (word: string, part: string, other: string): DocumentedCode => ({ words: [word], parts: [part, other, 'log'], source, language });
  return [example('remov', 'delet', 'map'), example('remov', 'delet', 'list'), example('remov', 'remov', 'map'), example('send', 'post', 'list'), example('send', 'send', 'map')];
});

function translation(given: Partial<Translation>): Translation {
  return { word: { stem: 'remov', examples: 100 }, part: { stem: 'delet', examples: 100 }, probability: 0.4, share: 0.4, lift: 5, sources: 20, languages: 4, ...given };
}

function lines(...values: readonly object[]): Buffer {
  return gzipSync(values.map((value) => JSON.stringify(value)).join('\n'));
}

/** Parts before `file` are used alike. */
function usesOf(...parts: readonly string[]): PartUses {
  const uses = new PartUses();
  for (let snippet = 0; snippet < 5; snippet++) for (const part of parts) uses.add([[part, 'file']]);
  for (let snippet = 0; snippet < 100; snippet++) uses.add([['other', 'thing'], ['thing', 'other']]);
  return uses;
}

const own = translation({ part: { stem: 'remov', examples: 100 }, probability: 0.5 });

test('a part that stands where a word is said explains it; one that stands everywhere does not', () => {
  const found = new Map(translationsIn(examples).map((pair) => [`${pair.word.stem} ${pair.part.stem}`, pair]));
  const [wanted, everywhere] = [found.get('remov delet'), found.get('remov log')];
  assert.ok(wanted && everywhere && wanted.probability > 1.3 * everywhere.probability && wanted.share > everywhere.share);
  assert.ok(wanted.lift > 1.5 && Math.abs(everywhere.lift - 1) < 1e-9);
  assert.deepEqual([wanted.sources, wanted.languages], [15, 3]);
  assert.equal(found.get('send delet'), undefined);
});

test('parts beside the same neighbours are alike, on either side for itself', () => {
  const uses = usesOf('remov', 'delet');
  assert.ok(uses.similarity('remov', 'delet') > 0.99);
  assert.equal(uses.similarity('remov', 'thing'), 0);
  assert.equal(uses.similarity('remov', 'unheard'), 0);
});

test('a pair that translates well and is used alike is chosen, by the commonest measure of both', () => {
  assert.deepEqual(choosePairs([own, translation({})], new Set(), usesOf('remov', 'delet')), new Map([['remov', [{ part: 'delet', percent: 75 }]]]));
});

test('pairs of few packages or languages, by chance, not alike, or with a part that is everywhere are left out', () => {
  const chosen = (pair: Partial<Translation>, common: readonly string[] = [], uses = usesOf('remov', 'delet')): number => choosePairs([own, translation(pair)], new Set(common), uses).size;
  assert.equal(chosen({}), 1);
  assert.deepEqual([chosen({ sources: 2 }), chosen({ languages: 1 }), chosen({ lift: 1 }), chosen({}, ['delet']), chosen({}, [], usesOf('remov')), chosen({ share: 0.0001 })], [0, 0, 0, 0, 0, 0]);
});

test('the strongest parts of a word come first, and only a few', () => {
  const parts = Array.from({ length: 9 }, (_, at) => `part${'abcdefghi'[at]}`);
  const pairs = parts.map((stem, at) => translation({ part: { stem, examples: 100 }, share: 0.1 + at / 20 }));
  const chosen = choosePairs([own, ...pairs], new Set(), usesOf('remov', ...parts)).get('remov') ?? [];
  assert.deepEqual(chosen.map(({ part }) => part), ['parti', 'parth', 'partg', 'partf', 'parte', 'partd']);
});

test('a corpus is read without comments, names taken apart, prose and versions', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'corpus-'));
  try {
    const query = { q: 'Where are the old entries removed', s: 'question', g: 'go', pkg: 'npm~cache-1.2.3', pos: 1 };
    await writeFile(path.join(folder, 'train-00.jsonl.gz'), lines(query, { ...query, s: 'ident', q: 'delete old entries' }, { ...query, g: 'md', pos: 2 }));
    await writeFile(path.join(folder, 'written.jsonl.gz'), lines());
    await writeFile(path.join(folder, 'units-00.jsonl.gz'), lines({ i: 1, g: 'go', c: '// expires them\nfunc deleteEntries(oldKeys int) // sweep' }, { i: 2, g: 'md', c: 'prose' }));
    const { examples: read, spelling } = await readCorpus(folder);
    assert.deepEqual(read, [{ words: ['old', 'entri', 'remov'], parts: ['func', 'delet', 'entri', 'old', 'key', 'int'], source: 'npm~cache', language: 'go' }]);
    assert.equal(spelling('remov'), 'removed');
  } finally {
    await rm(folder, { recursive: true });
  }
});
