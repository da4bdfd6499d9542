import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { filtersIn, withFilters } from '../../src/engine/queryText.ts';
import { MAX_QUERY_LENGTH, parseQuery } from '../../src/engine/terms.ts';
import type { FilterKind, QueryFilters } from '../../src/engine/types.ts';

test('filters are added behind the words, replaced and removed', () => {
  assert.equal(withFilters('where are requests retried', { languages: ['python', 'go'] }), 'where are requests retried lang:python,go');
  assert.equal(withFilters('lang:py where are requests retried', { languages: ['go'] }), 'where are requests retried lang:go');
  assert.equal(withFilters('retry lang:go -kind:test', { languages: [] }), 'retry -kind:test');
  assert.equal(withFilters('retry', { kinds: ['definition'], excludeKinds: ['test'] }), 'retry kind:definition -kind:test');
  assert.equal(withFilters('retry path:src', { includePaths: ['src/api/', 'My Project'] }), 'retry path:src/api/ path:"my project"');
});

test('the words stay as they are, quotation marks and unknown filters included', () => {
  assert.equal(withFilters('parse "Content Type" lang:klingon in HTTPServer', { kinds: ['docs'] }), 'parse "Content Type" lang:klingon in HTTPServer kind:docs');
});

test('a language that another one includes is not written beside it', () => {
  assert.equal(withFilters('retry lang:ts', {}), 'retry lang:typescript');
  assert.equal(withFilters('retry', { languages: ['typescriptreact'] }), 'retry lang:typescriptreact');
});

test('an open quotation does not swallow the filters, and a long question does not cut them off', () => {
  const open = withFilters('retry lang:"odd', { includePaths: ['a b'] });
  assert.deepEqual([filtersIn(open).includePaths, parseQuery(open).text], [['a b'], parseQuery('retry lang:"odd').text]);
  assert.deepEqual(filtersIn(withFilters('retry '.repeat(MAX_QUERY_LENGTH), { kinds: ['test'] })).kinds, ['test']);
});

const words = fc.array(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.constantFrom('lang:py', '-lang:"go', 'path:"a b"', 'path:"', '-path:x', 'kind:test', 'kind:', '"', '" "', 'lang:"k', '\n', '  ')), { maxLength: 12 }).map((parts) => parts.join(' '));
const kinds = fc.subarray<FilterKind>(['definition', 'test', 'docs']);
const paths = fc.array(fc.constantFrom('src/', 'a b/c', 'x.y', 'it\'s', 'q"q'), { maxLength: 3 });
const changes = fc.record({ languages: fc.subarray(['python', 'go', 'cpp']), includePaths: paths, excludePaths: paths, kinds, excludeKinds: kinds });

test('whatever is typed, a change of filters is read as it was meant and leaves the words alone', () => {
  fc.assert(
    fc.property(words, changes, (raw, change) => {
      const changed = withFilters(raw, change);
      const before = parseQuery(raw);
      const after = parseQuery(changed);
      assert.deepEqual(after.filters, { ...before.filters, excludeLanguages: after.filters.excludeLanguages, ...change } satisfies QueryFilters);
      assert.deepEqual(new Set(after.filters.excludeLanguages), new Set(before.filters.excludeLanguages));
      assert.equal(after.text, before.text);
      assert.deepEqual(after.terms, before.terms);
      assert.equal(withFilters(changed, change), changed, 'and a second time nothing changes');
    }),
    { numRuns: 2000 },
  );
});
