import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { commonPrefix, stem } from '../../src/engine/stem.ts';

/** Forms of one word, which have to find each other. */
const families = [
  'retry retries retrying retried',
  'validate validates validating validated validation validations validator validators',
  'cache caches caching cached',
  'parse parses parsing parsed parser',
  'stop stops stopping stopped',
  'query queries querying queried',
  'class classes',
  'index indexes indices indexing indexed indexer',
  'run runs running runner',
  'render renders rendering rendered renderer renderers',
  'migrate migrates migrating migrated migration migrations',
  'iterate iterates iterating iterated iteration iterator iterators',
  'create creates creating created creation creator',
  'connect connects connecting connected connection connector',
  'serialize serializes serializing serialized serialization serializer',
  'authorize authorizes authorized authorizing authorization authorizations authorizer',
  'organize organizes organized organizing organization organizations organizer',
  'config configs configure configures configured configuring configuration configurations',
  'resolve resolves resolving resolved resolver resolution resolutions',
  'register registers registered registering registry registries registration',
  'call calls calling called caller',
  'log logs logging logged logger',
  'submit submits submitting submitted',
  'apply applies applying applied',
  'try tries tried',
  'recursive recursively recursion',
  'remove removes removed removing removal',
  'folder folders',
  'dependency dependencies',
  'address addresses',
  'box boxes',
  'matrix matrices',
].map((family) => family.split(' '));

for (const family of families) {
  test(`forms of ${family[0]} meet`, () => {
    assert.equal(new Set(family.map(stem)).size, 1, family.map((word) => `${word} -> ${stem(word)}`).join(', '));
  });
}

test('different words stay apart', () => {
  assert.notEqual(stem('folder'), stem('fold'));
  for (const [one, other] of [['set', 'setting'], ['author', 'authorize'], ['organ', 'organize'], ['string', 'stride'], ['port', 'portal'], ['log', 'login'], ['format', 'former'], ['repeat', 'repel'], ['user', 'use']] as const) {
    assert.notEqual(stem(one), stem(other), `${one}, ${other}`);
  }
});

test('short words, digits and other scripts stay as they are', () => {
  for (const word of ['ids', 'bus', 'api', 'io', '256', 'sha256', 'größe', 'запросы', '请求', '']) assert.equal(stem(word), word);
});

const syllable = fc.constantFrom('re', 'con', 'val', 'id', 'at', 'tr', 'per', 'mit', 'gr', 'ab', 'ser', 'ial', 'iz', 'stop', 'p', 'qu', 'er', 'y', 'ee', 's', 'x', 'ch');
const ending = fc.constantFrom('', 's', 'es', 'ed', 'ing', 'er', 'ers', 'or', 'ation', 'ations', 'ator', 'ate', 'ies', 'ied', 'y', 'ize', 'izer', 'izing', 'ization', 'ment', 'ly', 'ness', 'able', 'ity', 'ive', 'e');
const root = fc.array(syllable, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));

test('the common prefix of a word begins the word', () => {
  fc.assert(fc.property(root, ending, (start, end) => (start + end).startsWith(commonPrefix(start + end))));
  for (const word of families.flat()) assert.ok(word.startsWith(commonPrefix(word)), word);
});

function meets(word: string, other: string): boolean {
  return stem(word) !== stem(other) || other.startsWith(commonPrefix(word));
}

test('the common prefix of a word begins every word with the same stem', () => {
  for (const family of families) for (const word of family) for (const other of family) assert.ok(meets(word, other), `${word}, ${other}`);
  fc.assert(fc.property(root, ending, ending, (start, one, other) => meets(start + one, start + other)), { numRuns: 5_000 });
});

test('a stem is never empty', () => {
  fc.assert(fc.property(fc.stringMatching(/^[a-z]{1,12}$/), (word) => stem(word).length > 0 && commonPrefix(word).length > 0));
});
