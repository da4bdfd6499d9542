import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SearchError } from '../../../src/engine/errors.ts';
import { scopeFrom, scopeNameOf } from '../../../src/vscode/scopeNames.ts';
import { requestFor, type ScopeChoice } from '../../../src/vscode/searchRequest.ts';
import { descriptionOf, summaryOf } from '../../../src/vscode/summary.ts';
import { english, sampleUpdate } from './samples.ts';

const auto = { model: 'code-reranker', device: 'auto', precision: 'auto', endpoint: '' } as const;
const scopes: readonly ScopeChoice[] = [{ kind: 'workspace' }, { kind: 'openEditors' }, { kind: 'changed' }, { kind: 'myCommits' }, { kind: 'folder', folder: '/code', root: 'src/api' }];

describe('a scope', () => {
  it('has a name, if it is not the whole workspace', () => {
    assert.deepEqual(scopes.map((scope) => scopeNameOf(scope, english)), [undefined, 'in open editors', 'in changed files', 'in my recent commits', 'in src/api']);
    assert.equal(scopeNameOf({ kind: 'folder', folder: 'C:\\work\\code', root: '' }, english), 'in code');
  });

  it('is kept, and whatever else was kept is the workspace', () => {
    for (const scope of scopes) assert.deepEqual(scopeFrom(JSON.parse(JSON.stringify(scope))), scope);
    for (const odd of [undefined, null, 'openEditors', {}, { kind: 'galaxy' }, { kind: 'folder' }, { kind: 'folder', folder: 1, root: '' }]) assert.deepEqual(scopeFrom(odd), { kind: 'workspace' });
  });

  it('is named beside the question and above the results', () => {
    const request = requestFor('retry', { kind: 'openEditors' });
    const done = { kind: 'done', request, update: sampleUpdate() } as const;
    assert.equal(descriptionOf(done, english), '1 result in 1 file · in open editors');
    assert.match(summaryOf(done, auto, english) ?? '', /^1 result in 1 file for “retry” · in open editors · code-reranker/);
    assert.equal(descriptionOf({ ...done, request: requestFor('retry') }, english), '1 result in 1 file');
    assert.equal(descriptionOf({ kind: 'idle' }, english), '');
  });

  it('is to blame where nothing was found, with what to do', () => {
    const update = sampleUpdate({ results: [] });
    assert.equal(summaryOf({ kind: 'done', request: requestFor('retry', { kind: 'changed' }), update }, auto, english), 'Nothing found in changed files: choose another scope to search more.');
    assert.equal(summaryOf({ kind: 'done', request: requestFor('retry'), update }, auto, english), undefined);
  });

  it('that is empty, or cannot be told, says so in a sentence with the next step', () => {
    for (const code of ['nothingChanged', 'noOwnCommits', 'noOpenEditors', 'gitMissing', 'notARepository', 'noMainBranch', 'gitUntrusted', 'gitFailed'] as const) {
      const text = summaryOf({ kind: 'failed', request: requestFor('retry', { kind: 'changed' }), error: new SearchError(code, '') }, auto, english);
      assert.match(text ?? '', /: .*choose another scope\.$/, code);
    }
  });
});
