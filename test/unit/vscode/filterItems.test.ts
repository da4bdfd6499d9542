import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withFilters } from '../../../src/engine/queryText.ts';
import type { Candidate, SearchUpdate } from '../../../src/engine/types.ts';
import { choiceOf, filterGroups, type FilterItem, type FilterSource, isInsteadOf } from '../../../src/vscode/filterItems.ts';
import { english, sampleResults, sampleUpdate } from './samples.ts';

function candidate(path: string): Candidate {
  return { folder: '/code', path, counts: new Float64Array(1) };
}

function updateOf(shown: readonly string[], found: readonly string[]): SearchUpdate {
  const results = sampleResults(...shown.map((path, at) => [path, at + 1] as const));
  return sampleUpdate({ results, pool: { terms: [], candidates: found.map(candidate), filesSearched: 100 } });
}

function itemsOf(group: string, source: Partial<FilterSource>): readonly FilterItem[] {
  const groups = filterGroups({ query: 'retry', update: undefined, otherPaths: [], minimumRelevance: 0, ...source }, english);
  return groups.find(({ title }) => title === group)?.items ?? [];
}

function told(items: readonly FilterItem[]): string[] {
  return items.map(({ label, description, isOn }) => [isOn ? '*' : '', label, description].filter(Boolean).join(' '));
}

describe('the filters that are offered', () => {
  it('name the languages of the files found, the most frequent first, one that includes another for both', () => {
    const update = updateOf([], ['a.py', 'b.ts', 'c.tsx', 'd.ts', 'README.md']);
    assert.deepEqual(told(itemsOf('Language', { update })), ['typescript 3 files', 'markdown 1 file', 'python 1 file']);
  });

  it('keep a language that is on, and name others of the workspace beside it', () => {
    assert.deepEqual(told(itemsOf('Language', { query: 'retry lang:go', update: updateOf([], ['a.go']), otherPaths: ['x.rs', 'y.rs', 'a.go', 'z.py'] })), ['* go 1 file', 'rust', 'python']);
    assert.deepEqual(told(itemsOf('Language', { query: 'retry lang:tsx', otherPaths: ['a.ts'] })), ['* typescriptreact', 'typescript']);
  });

  it('name the folders of the results first, then those of other files', () => {
    const update = updateOf(['src/api/a.ts', 'src/api/b.ts', 'src/ui/c.ts', 'top.ts'], ['src/api/a.ts', 'lib/x/y.ts', 'lib/x/z.ts', 'top.ts']);
    assert.deepEqual(told(itemsOf('Folder', { update })), ['src/ 3 results', 'src/api/ 2 results', 'src/ui/ 1 result', 'lib/x/ 2 files']);
  });

  it('leave out a folder whose results all lie in one folder below', () => {
    assert.deepEqual(told(itemsOf('Folder', { update: updateOf(['src/main/java/a.java', 'src/main/java/b.java'], []) })), ['src/main/java/ 2 results']);
  });

  it('show paths that were typed, with and without a minus, and mark a folder whatever its case', () => {
    const update = updateOf(['Src/a.ts'], []);
    assert.deepEqual(told(itemsOf('Folder', { query: 'retry path:src/ path:handler -path:vendor', update })), ['* Not vendor -path:vendor', '* handler', '* Src/ 1 result']);
  });

  it('show kinds and the least relevance as they are on now', () => {
    assert.deepEqual(told(itemsOf('Kind', { query: 'retry kind:definition -kind:test' })), ['* Definitions kind:definition', 'Tests kind:test', 'Documentation kind:docs', '* Without tests -kind:test', 'Without documentation -kind:docs']);
    assert.deepEqual(told(itemsOf('Minimum Relevance', { minimumRelevance: 0.25 })), ['At least 10%', '* At least 25%', 'At least 50%', 'At least 75%']);
    assert.deepEqual(told(itemsOf('Minimum Relevance', { minimumRelevance: 0.3 })), ['At least 10%', 'At least 25%', '* At least 30%', 'At least 50%', 'At least 75%']);
  });

  it('leave the question as it is, where nothing is switched', () => {
    for (const query of ['retry', 'retry lang:ts,py -lang:css path:Src/Api -path:"a b" kind:definition,docs -kind:test', 'kind:magic "a phrase" lang:tsx']) {
      const groups = filterGroups({ query, update: updateOf(['src/api/a.ts'], ['src/api/a.ts', 'b.go']), otherPaths: [], minimumRelevance: 0.25 }, english);
      const { filters, minimumRelevance } = choiceOf(groups.flatMap(({ items }) => items).filter(({ isOn }) => isOn).map(({ means }) => means));
      assert.deepEqual([withFilters(query, filters), minimumRelevance], [withFilters(query, {}), 0.25], query);
    }
  });
});

describe('picks', () => {
  it('become filters and a least relevance', () => {
    const choice = choiceOf([{ kind: 'language', id: 'go' }, { kind: 'path', path: 'src/', isExcluded: false }, { kind: 'path', path: 'x', isExcluded: true }, { kind: 'kind', value: 'test', isExcluded: true }, { kind: 'relevance', minimum: 0.5 }]);
    assert.deepEqual(choice, { filters: { languages: ['go'], includePaths: ['src/'], excludePaths: ['x'], kinds: [], excludeKinds: ['test'] }, minimumRelevance: 0.5 });
    assert.equal(choiceOf([]).minimumRelevance, 0);
  });

  it('take the place of their opposite', () => {
    assert.ok(isInsteadOf({ kind: 'relevance', minimum: 0.5 }, { kind: 'relevance', minimum: 0.25 }));
    assert.ok(isInsteadOf({ kind: 'kind', value: 'test', isExcluded: true }, { kind: 'kind', value: 'test', isExcluded: false }));
    assert.ok(!isInsteadOf({ kind: 'kind', value: 'test', isExcluded: true }, { kind: 'kind', value: 'docs', isExcluded: true }));
    assert.ok(!isInsteadOf({ kind: 'language', id: 'go' }, { kind: 'language', id: 'rust' }));
  });
});
