import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { isAbort, isSearchError } from '../../src/engine/errors.ts';
import { defaultExclude, defaultSearchOptions } from '../../src/engine/options.ts';
import { parseQuery } from '../../src/engine/terms.ts';
import { TermMatcher } from '../../src/engine/termMatcher.ts';
import type { Candidate, SearchScope, TextSearchStats } from '../../src/engine/types.ts';
import { assetsOf } from '../../src/node/assets.ts';
import { RipgrepTextSearch } from '../../src/node/ripgrep.ts';
import { root, silentLog } from './startReranker.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const { ripgrep } = assetsOf(path.join(root, 'dist'));
const isPosix = process.platform !== 'win32';

interface Found {
  readonly candidates: readonly Candidate[];
  readonly stats: TextSearchStats;
}

function scopeOf(folder: string, more: Partial<SearchScope> = {}): SearchScope {
  return { folders: [{ path: folder }], include: [], exclude: defaultExclude, useIgnoreFiles: true, overlays: new Map(), ...more };
}

async function find(query: string, scope: SearchScope, signal = new AbortController().signal, executable = ripgrep): Promise<Found> {
  const candidates: Candidate[] = [];
  const search = new RipgrepTextSearch({ executable, maxFileBytes: defaultSearchOptions.maxFileBytes, log: silentLog });
  const stats = await search.search(parseQuery(query), scope, (candidate) => candidates.push(candidate), signal);
  return { candidates, stats };
}

async function pathsOf(query: string, scope: SearchScope): Promise<string[]> {
  return (await find(query, scope)).candidates.map(({ path: relative }) => relative).toSorted();
}

test('files with hits are found with a count per term, and all files are counted', async (context) => {
  const folder = await temporaryFolder(context, { 'a.ts': 'retry(); shouldRetry();\ntoken', 'deep/er/b.ts': 'retries\r\n', 'c.ts': 'nothing', 'd.ts': 'catalog pretrying' });
  const { candidates, stats } = await find('retry token', scopeOf(folder));
  const counts = candidates.map((candidate) => [candidate.path, ...candidate.counts]);
  assert.deepEqual(new Set(counts), new Set([['a.ts', 2, 1], ['deep/er/b.ts', 1, 0]]));
  assert.equal(stats.filesSearched, 4);
  assert.ok(stats.bytesSearched > 0 && !stats.isTruncated);
  assert.ok(candidates.every((candidate) => candidate.folder === folder));
});

test('nothing found is no candidate and no error', async (context) => {
  const folder = await temporaryFolder(context, { 'a.ts': 'x' });
  assert.deepEqual((await find('retry', scopeOf(folder))).candidates, []);
  assert.deepEqual((await find('retry', scopeOf(await temporaryFolder(context)))).candidates, []);
});

test('.gitignore is honoured outside of git too, unless it is switched off', async (context) => {
  const folder = await temporaryFolder(context, { '.gitignore': 'build/\n*.gen.ts\n', 'a.ts': 'retry', 'b.gen.ts': 'retry', 'build/c.ts': 'retry', 'sub/.gitignore': 'd.ts', 'sub/d.ts': 'retry' });
  assert.deepEqual(await pathsOf('retry', scopeOf(folder)), ['a.ts']);
  assert.deepEqual(await pathsOf('retry', scopeOf(folder, { useIgnoreFiles: false })), ['a.ts', 'b.gen.ts', 'build/c.ts', 'sub/d.ts']);
});

test('packages of others and the folders of version control are left out', async (context) => {
  const folder = await temporaryFolder(context, { 'a.ts': 'retry', 'node_modules/x/a.js': 'retry', 'p/node_modules/y.js': 'retry', '.git/config': 'retry', '.github/ci.yml': 'retry' });
  assert.deepEqual(await pathsOf('retry', scopeOf(folder)), ['.github/ci.yml', 'a.ts']);
});

test('globs include and exclude', async (context) => {
  const folder = await temporaryFolder(context, { 'a.ts': 'retry', 'src/b.ts': 'retry', 'src/b.py': 'retry', 'src/test/c.ts': 'retry' });
  assert.deepEqual(await pathsOf('retry', scopeOf(folder, { include: ['*.ts'] })), ['a.ts', 'src/b.ts', 'src/test/c.ts']);
  assert.deepEqual(await pathsOf('retry', scopeOf(folder, { include: ['src/**'] })), ['src/b.py', 'src/b.ts', 'src/test/c.ts']);
  assert.deepEqual(await pathsOf('retry', scopeOf(folder, { include: ['src/**'], exclude: ['**/test', '*.py'] })), ['src/b.ts']);
});

test('an included glob does not bring back what .gitignore leaves out', async (context) => {
  const folder = await temporaryFolder(context, { '.gitignore': 'b.ts', 'a.ts': 'retry', 'b.ts': 'retry' });
  assert.deepEqual(await pathsOf('retry', scopeOf(folder, { include: ['*.ts'] })), ['a.ts']);
  assert.deepEqual(await pathsOf('retry', scopeOf(folder, { include: ['*.ts'], useIgnoreFiles: false })), ['a.ts', 'b.ts']);
});

test('a glob that cannot be read is told', async (context) => {
  const folder = await temporaryFolder(context, { 'a.ts': 'retry' });
  await assert.rejects(find('retry', scopeOf(folder, { include: ['src/{a'] })), (error) => isSearchError(error) && error.code === 'textSearchFailed' && error.detail.includes('src/{a'));
});

test('inline filters choose languages and paths', async (context) => {
  const folder = await temporaryFolder(context, { 'src/a.ts': 'retry', 'src/b.py': 'retry', 'test/c.py': 'retry', Rakefile: 'retry' });
  assert.deepEqual(await pathsOf('retry lang:python', scopeOf(folder)), ['src/b.py', 'test/c.py']);
  assert.deepEqual(await pathsOf('retry lang:py -path:test', scopeOf(folder)), ['src/b.py']);
  assert.deepEqual(await pathsOf('retry path:src', scopeOf(folder)), ['src/a.ts', 'src/b.py']);
  assert.deepEqual(await pathsOf('retry lang:ruby', scopeOf(folder)), ['Rakefile']);
});

test('a root narrows the search, and paths stay relative to the folder', async (context) => {
  const folder = await temporaryFolder(context, { 'a.ts': 'retry', 'src/b.ts': 'retry', '-odd root/c.ts': 'retry' });
  assert.deepEqual(await pathsOf('retry', scopeOf(folder, { folders: [{ path: folder, root: 'src' }] })), ['src/b.ts']);
  assert.deepEqual(await pathsOf('retry', scopeOf(folder, { folders: [{ path: folder, root: '-odd root' }] })), ['-odd root/c.ts']);
});

test('every folder of a workspace is searched, and a file that lies in two of them is found once', async (context) => {
  const one = await temporaryFolder(context, { 'a.ts': 'retry', 'inner/b.ts': 'retry' });
  const two = await temporaryFolder(context, { 'a.ts': 'retry' });
  const inner = path.join(one, 'inner');
  const { candidates } = await find('retry', scopeOf(one, { folders: [{ path: one }, { path: two }, { path: inner }, { path: `${two}${path.sep}` }] }));
  assert.deepEqual(new Set(candidates.map((candidate) => path.join(candidate.folder, candidate.path))), new Set([path.join(one, 'a.ts'), path.join(two, 'a.ts'), path.join(inner, 'b.ts')]));
  assert.equal(candidates.length, 3);
  assert.equal(candidates.find((candidate) => candidate.path === 'b.ts')?.folder, inner);
});

test('unsaved text replaces what is on disk, both ways', async (context) => {
  const folder = await temporaryFolder(context, { 'was.ts': 'retry', 'is.ts': 'nothing', 'same.ts': 'retry' });
  const overlays = new Map([[path.join(folder, 'was.ts'), 'nothing any more'], [path.join(folder, 'is.ts'), 'now it will retry, and retry']]);
  const { candidates } = await find('retry', scopeOf(folder, { overlays }));
  assert.deepEqual(new Set(candidates.map((candidate) => [candidate.path, candidate.counts[0], candidate.overlay])), new Set([['is.ts', 2, 'now it will retry, and retry'], ['same.ts', 1, undefined]]));
});

test('unsaved text is left out where its file would be', async (context) => {
  const folder = await temporaryFolder(context, { '.gitignore': 'ignored.ts', 'ignored.ts': '', 'node_modules/x.js': '', 'a.py': '', 'b.ts': '', 'sub/c.ts': '' });
  const other = await temporaryFolder(context, { 'd.ts': '' });
  const overlays = new Map([...['ignored.ts', 'node_modules/x.js', 'a.py', 'b.ts', 'sub/c.ts'].map((name) => path.join(folder, name)), path.join(other, 'd.ts')].map((file) => [file, 'retry'] as const));
  assert.deepEqual(await pathsOf('retry', scopeOf(folder, { overlays })), ['a.py', 'b.ts', 'sub/c.ts']);
  assert.deepEqual(await pathsOf('retry', scopeOf(folder, { overlays, include: ['*.ts'] })), ['b.ts', 'sub/c.ts']);
  assert.deepEqual(await pathsOf('retry lang:py', scopeOf(folder, { overlays })), ['a.py']);
  assert.deepEqual(await pathsOf('retry', scopeOf(folder, { overlays, folders: [{ path: folder, root: 'sub' }] })), ['sub/c.ts']);
});

test('quoted phrases are found as they stand', async (context) => {
  const folder = await temporaryFolder(context, { 'a.ts': "h['Content-Type']", 'b.ts': 'contentType content', 'c.ts': 'failed   request', 'd.ts': 'x => y' });
  assert.deepEqual(await pathsOf('"content-type"', scopeOf(folder)), ['a.ts']);
  assert.deepEqual(await pathsOf('"Failed Request"', scopeOf(folder)), ['c.ts']);
  assert.deepEqual(await pathsOf('=>', scopeOf(folder)), ['d.ts']);
});

test('regex and option syntax in a query does nothing', async (context) => {
  const folder = await temporaryFolder(context, { 'a.ts': 'a.*b(', 'b.ts': 'axxb retry', 'c.ts': '--pre=touch' });
  assert.deepEqual(await pathsOf('"a.*b("', scopeOf(folder)), ['a.ts']);
  assert.deepEqual(await pathsOf('"--pre=touch"', scopeOf(folder)), ['c.ts']);
  for (const query of ['(((', '"[[:alpha:]"', '"\\p{"', '"(?P<x"', '"*"', '"\\\\"', '"a{99999}"', '"\u0000"', `"${'('.repeat(900)}"`]) await find(query, scopeOf(folder));
});

test('every script and both forms of accents are found', async (context) => {
  const folder = await temporaryFolder(context, { 'ru.md': 'повторить Запрос', 'zh.md': '失败后自动重试请求', 'ar.md': 'إعادة المحاولة', 'nfc.md': 'die Größe'.normalize('NFC'), 'nfd.md': 'die Größe'.normalize('NFD'), 'mixed.md': '调用fetchUser函数' });
  assert.deepEqual(await pathsOf('запрос', scopeOf(folder)), ['ru.md']);
  assert.deepEqual(await pathsOf('重试', scopeOf(folder)), ['zh.md']);
  assert.deepEqual(await pathsOf('المحاولة', scopeOf(folder)), ['ar.md']);
  assert.deepEqual(await pathsOf('größe', scopeOf(folder)), ['nfc.md', 'nfd.md']);
  assert.deepEqual(await pathsOf('fetch', scopeOf(folder)), ['mixed.md']);
});

test('ripgrep counts what a scan of the text counts', async (context) => {
  const words = ['retry', 'Retries', 'validation', 'config', 'http', 'id', 'x', 'key', 'tries', 'websocket', 'utf8', 'indices', 'größe', 'запрос', '请求', 'getAll'];
  const names = words.flatMap((first) => words.flatMap((second) => [`${first}_${second}`, `${first}${second.charAt(0).toUpperCase()}${second.slice(1)}`, `${first}-${second}`.toUpperCase()]));
  const text = names.join(';\n');
  const folder = await temporaryFolder(context, { 'a.txt': text });
  for (const query of ['retry', 'id', 'x', 'try', 'key config', 'http index', 'utf8', 'größe', 'запрос 请求', 'validate websockets', 'getAll', '"retry;"']) {
    const matcher = new TermMatcher(parseQuery(query));
    const counts = new Float64Array(matcher.termCount);
    matcher.scan(text, (term) => (counts[term] = (counts[term] ?? 0) + 1));
    const { candidates } = await find(query, scopeOf(folder));
    assert.deepEqual([...(candidates[0]?.counts ?? [])], [...counts], query);
  }
});

test('file names may hold anything', { skip: !isPosix }, async (context) => {
  const names = ['new\nline.ts', "quo'te\".ts", '-rf.ts', ' lead and trail .ts', '..dots.ts', 'tab\t.ts', 'ünï.ts', '$(touch x).ts', '*.ts', 'back\\slash.ts', 'a:b.ts'];
  const folder = await temporaryFolder(context, Object.fromEntries(names.map((name) => [name, 'retry'])));
  assert.deepEqual(new Set(await pathsOf('retry', scopeOf(folder))), new Set(names));
});

test('the folder itself may have any name', { skip: !isPosix }, async (context) => {
  const parent = await temporaryFolder(context, { '-x "y"\n$z/a.ts': 'retry' });
  assert.deepEqual(await pathsOf('retry', scopeOf(path.join(parent, '-x "y"\n$z'))), ['a.ts']);
});

test('binary and too large files are passed over; UTF-16 and wrong bytes are read', async (context) => {
  const folder = await temporaryFolder(context, {
    'binary.dat': Buffer.from('retry\0retry'),
    'late.dat': Buffer.concat([Buffer.from('retry line\n'.repeat(20_000)), Buffer.alloc(9)]),
    'large.ts': 'retry\n'.repeat(200_000),
    'utf16.ts': Buffer.from('\ufeffretry', 'utf16le'),
    'latin1.ts': Buffer.from('gr\u00f6\u00dfe retry', 'latin1'),
    'empty.ts': '',
  });
  assert.deepEqual(await pathsOf('retry', scopeOf(folder)), ['latin1.ts', 'utf16.ts']);
});

test('one line of a megabyte does no harm', async (context) => {
  const folder = await temporaryFolder(context, { 'line.js': 'var retry=1;'.repeat(80_000), 'word.js': `${'retry1'.repeat(150_000)}\nretry`, 'z.js': 'retry' });
  assert.deepEqual(await pathsOf('retry', scopeOf(folder)), ['line.js', 'word.js', 'z.js']);
});

test('a FIFO, a directory with the name of a file and links do not hold a search up', { skip: !isPosix }, async (context) => {
  const outside = await temporaryFolder(context, { 'secret.ts': 'retry' });
  const folder = await temporaryFolder(context, { 'a.ts': 'retry', 'dir.ts/b.ts': 'retry' });
  await promisify(execFile)('mkfifo', [path.join(folder, 'pipe.ts')]);
  await symlink(path.join(outside, 'secret.ts'), path.join(folder, 'link.ts'));
  await symlink(outside, path.join(folder, 'linked'));
  await symlink('..', path.join(folder, 'dir.ts', 'loop'));
  await symlink('gone', path.join(folder, 'dangling.ts'));
  assert.deepEqual(await pathsOf('retry', scopeOf(folder)), ['a.ts', 'dir.ts/b.ts']);
});

test('what may not be read is passed over', { skip: !isPosix || process.getuid?.() === 0 }, async (context) => {
  const folder = await temporaryFolder(context, { 'a.ts': 'retry', 'b.ts': 'retry', 'c/d.ts': 'retry' });
  await Promise.all([chmod(path.join(folder, 'b.ts'), 0), chmod(path.join(folder, 'c'), 0)]);
  const paths = await pathsOf('retry', scopeOf(folder));
  await chmod(path.join(folder, 'c'), 0o700); // Or it could not be removed.
  assert.deepEqual(paths, ['a.ts']);
});

test('five thousand files are found to the last', async (context) => {
  const names = Array.from({ length: 5_000 }, (_, place) => `d${place % 50}/f${place}.ts`);
  const folder = await temporaryFolder(context, Object.fromEntries(names.map((name) => [name, `const retry${name.length} = 'retry';\n`])));
  const { candidates, stats } = await find('retry', scopeOf(folder));
  assert.equal(new Set(candidates.map((candidate) => candidate.path)).size, 5_000);
  assert.equal(stats.filesSearched, 5_000);
});

test('a stop ends the search and the process of ripgrep', { skip: process.platform !== 'linux' }, async (context) => {
  // Searches that never end by themselves: a program that prints and prints stands in for ripgrep.
  const folder = await temporaryFolder(context, { 'endless.sh': '#!/bin/sh\nwhile true; do printf "./a.ts\\0retry\\n\\n"; done\n' });
  const endless = path.join(folder, 'endless.sh');
  await chmod(endless, 0o755);
  const controller = new AbortController();
  const searching = find('retry', scopeOf(folder), controller.signal, endless);
  while (!(await runsIn(folder))) await new Promise((resolve) => setImmediate(resolve));
  controller.abort();
  await assert.rejects(searching, isAbort);
  assert.ok(!(await runsIn(folder)));
});

test('a search that was stopped before it began starts nothing', async (context) => {
  const folder = await temporaryFolder(context, { 'a.ts': 'retry' });
  await assert.rejects(find('retry', scopeOf(folder), AbortSignal.abort()), isAbort);
});

test('a missing binary and a missing folder each have their own error', async (context) => {
  const folder = await temporaryFolder(context, { 'a.ts': 'retry' });
  await assert.rejects(find('retry', scopeOf(folder), undefined, path.join(folder, 'rg')), (error) => isSearchError(error) && error.code === 'textSearchMissing');
  for (const absent of [path.join(folder, 'gone'), path.join(folder, 'a.ts'), path.join(folder, 'nul\0')]) {
    await assert.rejects(find('retry', scopeOf(absent)), (error) => isSearchError(error) && error.code === 'folderNotFound', absent);
  }
});

test('an empty folder with the name of a package is searched when it is the folder itself', async (context) => {
  const parent = await temporaryFolder(context, { 'node_modules/a.js': 'retry' });
  await mkdir(path.join(parent, 'node_modules', 'inner'));
  assert.deepEqual(await pathsOf('retry', scopeOf(path.join(parent, 'node_modules'))), ['a.js']);
});

/** True while some process has its working directory in the folder. */
async function runsIn(folder: string): Promise<boolean> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const places = await Promise.all(processes.map((id) => readlink(`/proc/${id}/cwd`).catch(() => '')));
  return places.includes(folder);
}

test('no hit is lost or given to another file when ripgrep ends while much of its output is still to be read', async (context) => {
  const expected = new Map(Array.from({ length: 40 }, (_, at) => [`file${at}.ts`, 2000 + at] as const));
  const folder = await temporaryFolder(context, Object.fromEntries([...expected].map(([name, hits]) => [name, Array.from({ length: hits }, (_, line) => `retry${line}x`).join('\n')])));
  for (let round = 0; round < 3; round++) {
    const { candidates } = await find('retry', scopeOf(folder));
    assert.deepEqual(new Map(candidates.map((candidate) => [candidate.path, candidate.counts[0]])), expected);
  }
});
