import assert from 'node:assert/strict';
import test from 'node:test';
import { noFilters as none, passesFilters, passesKinds } from '../../src/engine/queryFilters.ts';
import { parseQuery } from '../../src/engine/terms.ts';
import type { QueryFilters } from '../../src/engine/types.ts';

function filtersOf(query: string): QueryFilters {
  return parseQuery(query).filters;
}

test('languages, paths and kinds become filters, each with its opposite', () => {
  assert.deepEqual(filtersOf('lang:py retry path:src/HTTP -path:"test data" -path:vendor lang:go,rust -lang:css'), { ...none, languages: ['python', 'go', 'rust'], excludeLanguages: ['css'], includePaths: ['src/http'], excludePaths: ['test data', 'vendor'] });
  assert.deepEqual(filtersOf('kind:definition retry -kind:test,docs'), { ...none, kinds: ['definition'], excludeKinds: ['test', 'docs'] });
  assert.deepEqual(filtersOf('Retry KIND:tests').kinds, [], 'names of filters are written small');
  assert.deepEqual(filtersOf('retry kind:Tests kind:def').kinds, ['test', 'definition']);
});

test('a filter that says nothing filters nothing, and what it names stays a word', () => {
  for (const query of ['retry path:"" -path:""', 'lang:klingon retry', 'std::path:join xlang:py', 'kind:of magic', 'mankind:test', '--kind:test']) assert.deepEqual(filtersOf(query), none, query);
  assert.equal(parseQuery('kind:magic trick').text, 'kind:magic trick');
  assert.deepEqual(parseQuery('kind:magic trick').terms.map(({ text }) => text), ['kind', 'magic', 'trick']);
});

test('paths pass the filters of a query without regard to case', () => {
  const filters = filtersOf('lang:ts path:src path:lib -path:test x');
  assert.ok(passesFilters('Src/a.ts', 'typescript', filters));
  assert.ok(passesFilters('packages/lib/a.ts', 'typescript', filters));
  assert.ok(!passesFilters('src/a.py', 'python', filters));
  assert.ok(!passesFilters('src/a.Test.ts', 'typescript', filters));
  assert.ok(!passesFilters('bin/a.ts', 'typescript', filters));
  assert.ok(!passesFilters('a.css', 'css', filtersOf('x -lang:css')));
  assert.ok(passesFilters('a.ts', 'typescript', filtersOf('x -lang:css')));
});

/** Those of some files that pass the filters of a query. */
function passing(query: string): string[] {
  return ['src/a.ts', 'src/a.test.ts', 'tests/b.py', 'README.md', 'test/README.md'].filter((path) => passesFilters(path, '', filtersOf(query)));
}

test('tests and prose are told by their place and name', () => {
  assert.deepEqual(passing('x kind:test'), ['src/a.test.ts', 'tests/b.py', 'test/README.md']);
  assert.deepEqual(passing('x -kind:test'), ['src/a.ts', 'README.md']);
  assert.deepEqual(passing('x kind:docs'), ['README.md', 'test/README.md']);
  assert.deepEqual(passing('x -kind:docs -kind:test'), ['src/a.ts']);
  assert.deepEqual(passing('x kind:docs,test'), ['src/a.test.ts', 'tests/b.py', 'README.md', 'test/README.md']);
  assert.equal(passing('x kind:definition').length, 5, 'any file may define something');
});

test('a definition is a snippet that defines a name; headings and loose code do not', () => {
  const definition = { kind: 'function', symbol: 'retry' } as const;
  const others = [{ kind: 'function' }, { kind: 'block' }, { kind: 'block', symbol: 'describe retries' }, { kind: 'section', symbol: 'Retrying' }] as const;
  assert.ok(passesKinds('src/a.ts', definition, filtersOf('x kind:definition')));
  assert.ok(!passesKinds('src/a.ts', definition, filtersOf('x -kind:definition')));
  for (const other of others) {
    assert.ok(!passesKinds('src/a.ts', other, filtersOf('x kind:definition')), JSON.stringify(other));
    assert.ok(passesKinds('src/a.ts', other, filtersOf('x -kind:definition')));
    assert.ok(passesKinds('test/a.ts', other, filtersOf('x kind:definition,test')), 'any snippet of a test, where tests are wanted too');
  }
});
