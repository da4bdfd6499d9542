import assert from 'node:assert/strict';
import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { defaultExclude, defaultSearchOptions } from '../../src/engine/options.ts';
import { parseQuery } from '../../src/engine/terms.ts';
import type { Candidate, SearchFolder, SearchScope } from '../../src/engine/types.ts';
import { assetsOf } from '../../src/node/assets.ts';
import { RipgrepTextSearch } from '../../src/node/ripgrep.ts';
import { root, silentLog } from './startReranker.ts';
import { temporaryFolder } from './temporaryFolder.ts';

async function find(query: string, folders: readonly SearchFolder[], more: Partial<SearchScope> = {}, executable = assetsOf(path.join(root, 'dist')).ripgrep): Promise<{ paths: string[]; filesSearched: number }> {
  const candidates: Candidate[] = [];
  const search = new RipgrepTextSearch({ executable, maxFileBytes: defaultSearchOptions.maxFileBytes, log: silentLog });
  const scope = { folders, include: [], exclude: defaultExclude, useIgnoreFiles: true, overlays: new Map<string, string>(), ...more };
  const { filesSearched } = await search.search(parseQuery(query), scope, (candidate) => candidates.push(candidate), new AbortController().signal);
  return { paths: candidates.map((candidate) => candidate.path).toSorted(), filesSearched };
}

test('a list of files is searched and nothing else, even where the scope leaves a file out', async (context) => {
  const folder = await temporaryFolder(context, { '.gitignore': 'ignored.ts', 'a.ts': 'retry', 'b.ts': 'retry', 'ignored.ts': 'retry', 'src/-e.ts': 'retry', 'src/c d.ts': 'nothing' });
  const files = ['a.ts', 'ignored.ts', './src/-e.ts', 'src/c d.ts', 'a.ts'];
  assert.deepEqual(await find('retry', [{ path: folder, files }], { include: ['*.py'], exclude: ['**/a.ts'] }), { paths: ['a.ts', 'ignored.ts', 'src/-e.ts'], filesSearched: 4 });
});

test('a list may be of one file', async (context) => {
  const folder = await temporaryFolder(context, { 'a.ts': 'retry', 'b.ts': 'retry' });
  assert.deepEqual(await find('retry', [{ path: folder, files: ['b.ts'] }]), { paths: ['b.ts'], filesSearched: 1 });
});

test('an empty list starts no search at all', async (context) => {
  const folder = await temporaryFolder(context, { 'a.ts': 'retry' });
  const nothing = { paths: [], filesSearched: 0 };
  assert.deepEqual(await find('retry', [{ path: folder, files: [] }], {}, '/no/such/ripgrep'), nothing);
  assert.deepEqual(await find('retry lang:go', [{ path: folder, files: ['a.ts'] }], {}, '/no/such/ripgrep'), nothing);
});

test('what is gone, no regular file, too large, or outside of the folder is left out', async (context) => {
  const outside = await temporaryFolder(context, { 'secret.ts': 'retry' });
  const folder = await temporaryFolder(context, { 'a.ts': 'retry', 'large.ts': `retry${' '.repeat(defaultSearchOptions.maxFileBytes)}` });
  await mkdir(path.join(folder, 'folder.ts'));
  await symlink(path.join(outside, 'secret.ts'), path.join(folder, 'link.ts'));
  await symlink(outside, path.join(folder, 'linked'));
  await symlink('a.ts', path.join(folder, 'same.ts'));
  const files = ['gone.ts', 'a.ts', 'folder.ts', 'large.ts', 'link.ts', 'linked/secret.ts', 'same.ts', `../${path.basename(outside)}/secret.ts`, path.join(outside, 'secret.ts'), 'a\0.ts'];
  assert.deepEqual(await find('retry', [{ path: folder, files }]), { paths: ['a.ts', 'same.ts'], filesSearched: 2 });
});

test('the unsaved text of a listed file counts, that of another one does not', async (context) => {
  const folder = await temporaryFolder(context, { 'a.ts': 'retry', 'b.ts': 'retry', 'c.ts': 'nothing' });
  const overlays = new Map([[path.join(folder, 'a.ts'), 'nothing'], [path.join(folder, 'b.ts'), 'retry'], [path.join(folder, 'c.ts'), 'retry'], [path.join(folder, 'new.ts'), 'retry']]);
  assert.deepEqual((await find('retry', [{ path: folder, files: ['a.ts', 'c.ts', 'new.ts'] }], { overlays })).paths, ['c.ts', 'new.ts']);
});

test('a binary file among the listed ones does not hide the others', async (context) => {
  const folder = await temporaryFolder(context, { 'a.ts': 'retry', 'b.bin': Buffer.from('retry\n\0retry\n'), 'c.ts': 'retry' });
  const { paths } = await find('retry', [{ path: folder, files: ['b.bin', 'a.ts', 'b.bin', 'c.ts'] }]);
  assert.deepEqual(paths.filter((name) => name !== 'b.bin'), ['a.ts', 'c.ts']);
});

test('the first two thousand of a longer list are searched, in several command lines', async (context) => {
  const names = Array.from({ length: 2_010 }, (_, at) => `some/folder/of/a/long/name/file${at}.ts`);
  const folder = await temporaryFolder(context, Object.fromEntries(names.map((name) => [name, 'retry'])));
  const { paths, filesSearched } = await find('retry', [{ path: folder, files: names }]);
  assert.deepEqual([paths.length, filesSearched], [2_000, 2_000]);
  assert.ok(!paths.includes(names.at(-1) ?? ''));
});
