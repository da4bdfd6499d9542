import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, readlink, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isAbort, isSearchError } from '../../src/engine/errors.ts';
import { parseQuery } from '../../src/engine/terms.ts';
import type { CutFile, CutOptions } from '../../src/engine/types.ts';
import { assetsOf } from '../../src/node/assets.ts';
import { CutterPool, type CutterPoolOptions } from '../../src/node/cutterPool.ts';
import { fixtures, root, silentLog } from './startReranker.ts';
import { temporaryFolder, writeFiles } from './temporaryFolder.ts';

const assets = assetsOf(path.join(root, 'dist'));
const isPosix = process.platform !== 'win32';
const limits: CutOptions = { maxLines: 60, maxFileBytes: 1024 * 1024 };

/** The cutter over real threads, ended with the test. */
function startCutter(context: TestContext, options: Partial<CutterPoolOptions> = {}): CutterPool {
  const cutter = new CutterPool({ entry: assets.cutterEntry, grammars: assets.grammars, threads: 1, log: silentLog, ...options });
  context.after(() => cutter.dispose());
  return cutter;
}

function cut(cutter: CutterPool, folder: string, paths: readonly string[], query = 'retry', options = limits): Promise<CutFile[]> {
  return cutter.cut(paths.map((name) => ({ folder, path: name })), parseQuery(query), options, new AbortController().signal);
}

async function symbolsOf(cutter: CutterPool, folder: string, name: string): Promise<(string | undefined)[]> {
  const [file] = await cut(cutter, folder, [name]);
  return (file?.snippets ?? []).map(({ symbol }) => symbol);
}

test('a real file comes in snippets that name their function, with counts and hit lines', async (context) => {
  const [file] = await cut(startCutter(context), path.join(fixtures, 'languages'), ['queue.ts'], 'backoff delay');
  assert.equal(file?.language, 'typescript');
  const snippet = file?.snippets.find(({ symbol }) => symbol === 'backoffDelay');
  assert.ok(snippet);
  assert.match(snippet.text, /^\/\*\*\n \* Waits longer[^]*\n}$/);
  assert.equal(snippet.text.split('\n').length, snippet.endLine - snippet.startLine + 1);
  assert.ok((snippet.counts[0] ?? 0) >= 1 && snippet.length > 20);
  assert.ok(snippet.hitLines.includes(snippet.titleLine));
});

test('snippets without a hit are left out', async (context) => {
  const [file] = await cut(startCutter(context), path.join(fixtures, 'languages'), ['queue.ts'], 'jitter');
  assert.deepEqual(file?.snippets.map(({ symbol }) => symbol), ['backoffDelay']);
});

test('files come back in the order of the request, over all threads', async (context) => {
  const names = Array.from({ length: 40 }, (_, place) => `f${place}.ts`);
  const folder = await temporaryFolder(context, Object.fromEntries(names.map((name) => [name, `function retry() {\n  return '${name}';\n}\n`])));
  const files = await cut(startCutter(context, { threads: 3 }), folder, names.toReversed());
  assert.deepEqual(files.map((file) => file.path), names.toReversed());
});

test('unsaved text is cut in place of the file', async (context) => {
  const folder = await temporaryFolder(context, { 'a.ts': 'function retryOld() {\n  return 1;\n}' });
  const cutter = startCutter(context);
  const [file] = await cutter.cut([{ folder, path: 'a.ts', overlay: 'function retryNew() {\n  return 2;\n}' }], parseQuery('retry'), limits, new AbortController().signal);
  assert.deepEqual(file?.snippets.map(({ symbol }) => symbol), ['retryNew']);
  assert.deepEqual(await symbolsOf(cutter, folder, 'a.ts'), ['retryOld']);
});

test('a file that changes is read again, also when its size stays the same', async (context) => {
  const folder = await temporaryFolder(context, { 'a.ts': 'function retryA() {}\n' });
  const cutter = startCutter(context);
  assert.deepEqual(await symbolsOf(cutter, folder, 'a.ts'), ['retryA']);
  await writeFile(path.join(folder, 'a.ts'), 'function retryB() {}\n');
  await utimes(path.join(folder, 'a.ts'), 1_000, 1_000);
  assert.deepEqual(await symbolsOf(cutter, folder, 'a.ts'), ['retryB']);
  assert.deepEqual(await symbolsOf(cutter, folder, 'a.ts'), ['retryB']);
});

test('the longest snippet is what the options say, also for a file that is kept', async (context) => {
  const folder = path.join(fixtures, 'languages');
  const cutter = startCutter(context);
  for (const maxLines of [60, 5, 60]) {
    const [file] = await cut(cutter, folder, ['queue.ts'], 'job', { ...limits, maxLines });
    const longest = Math.max(...(file?.snippets ?? []).map(({ startLine, endLine }) => endLine - startLine + 1));
    assert.ok(maxLines === 5 ? longest <= 5 : longest > 5 && longest <= 60, `${longest} of ${maxLines}`);
  }
});

test('lines are counted as the editor counts them, whatever ends them', async (context) => {
  const code = ['// one', '', 'function retry() {', '  return 1;', '}', ''];
  const folder = await temporaryFolder(context, { 'lf.ts': code.join('\n'), 'crlf.ts': code.join('\r\n'), 'cr.ts': code.join('\r'), 'mixed.ts': '// one\r\rfunction retry() {\n  return 1;\r\n}' });
  for (const file of await cut(startCutter(context), folder, ['lf.ts', 'crlf.ts', 'cr.ts', 'mixed.ts'])) {
    assert.deepEqual(file.snippets.map(({ startLine, endLine, symbol, titleLine }) => [startLine, endLine, symbol, titleLine]), [[1, 5, 'retry', 3]], file.path);
  }
});

test('UTF-8 with a mark, UTF-16 and wrong bytes are text; NULs and other scripts do not confuse it', async (context) => {
  const code = 'function retry() {\n  return "größe 重试";\n}\n';
  const folder = await temporaryFolder(context, {
    'mark.ts': `\ufeff${code}`, 'le.ts': Buffer.from(`\ufeff${code}`, 'utf16le'), 'be.ts': Buffer.from(`\ufeff${code}`, 'utf16le').swap16(),
    'latin1.ts': Buffer.from(code, 'latin1'), 'binary.ts': Buffer.from(`\0${code}`), 'empty.ts': '',
  });
  const files = await cut(startCutter(context), folder, ['mark.ts', 'le.ts', 'be.ts', 'latin1.ts', 'binary.ts', 'empty.ts']);
  assert.deepEqual(files.map((file) => [file.path, file.snippets[0]?.symbol]), [['mark.ts', 'retry'], ['le.ts', 'retry'], ['be.ts', 'retry'], ['latin1.ts', 'retry'], ['empty.ts', undefined]]);
});

test('what is too large, minified, gone or not a file is left out, and the rest comes', async (context) => {
  const folder = await temporaryFolder(context, { 'a.ts': 'function retry() {}', 'large.ts': 'retry();\n'.repeat(200_000), 'minified.js': 'var retry=1;'.repeat(10_000), 'dir.ts/b.ts': 'retry' });
  await mkdir(path.join(folder, 'empty'));
  assert.deepEqual((await cut(startCutter(context), folder, ['gone.ts', 'large.ts', 'minified.js', 'dir.ts', 'a.ts', '../a.ts', ''])).map((file) => file.path), ['a.ts']);
});

test('a FIFO and a link that leads nowhere do not hold it up', { skip: !isPosix }, async (context) => {
  const folder = await temporaryFolder(context, { 'a.ts': 'retry()' });
  await promisify(execFile)('mkfifo', [path.join(folder, 'pipe.ts')]);
  await symlink('nowhere', path.join(folder, 'link.ts'));
  await symlink('loop.ts', path.join(folder, 'loop.ts'));
  assert.deepEqual((await cut(startCutter(context), folder, ['pipe.ts', 'link.ts', 'loop.ts', 'a.ts'])).map((file) => file.path), ['a.ts']);
});

test('files with odd names are read', { skip: !isPosix }, async (context) => {
  const names = ['..dots.ts', 'new\nline.ts', '-x.ts', ' a .ts', "q'\".ts"];
  const folder = await temporaryFolder(context, Object.fromEntries(names.map((name) => [name, 'retry()'])));
  assert.deepEqual((await cut(startCutter(context), folder, names)).map((file) => file.path), names);
});

test('a file that vanishes after it was found is left out', async (context) => {
  const folder = await temporaryFolder(context, { 'a.ts': 'retry()', 'b.ts': 'retry()' });
  const cutter = startCutter(context);
  assert.equal((await cut(cutter, folder, ['a.ts', 'b.ts'])).length, 2);
  await rm(path.join(folder, 'a.ts'));
  assert.deepEqual((await cut(cutter, folder, ['a.ts', 'b.ts'])).map((file) => file.path), ['b.ts']);
});

test('a minified line among others does not fill a snippet', async (context) => {
  const folder = await temporaryFolder(context, { 'a.js': `${'// retry\n'.repeat(3_000)}var data = "${'retry '.repeat(100_000)}";\n` });
  const [file] = await cut(startCutter(context), folder, ['a.js']);
  assert.ok(file && file.snippets.length > 0);
  assert.ok(Math.max(...file.snippets.map(({ text }) => text.length)) < 10_000);
});

test('generated files are marked', async (context) => {
  const folder = await temporaryFolder(context, { 'a.go': '// Code generated by protoc. DO NOT EDIT.\nfunc retry() {}', 'b.ts': '/** @generated */\nretry()', 'c.ts': 'retry()' });
  assert.deepEqual((await cut(startCutter(context), folder, ['a.go', 'b.ts', 'c.ts'])).map((file) => file.isGenerated), [true, true, false]);
});

const depth = 100_000;
const hostile: Readonly<Record<string, string>> = {
  'brackets.js': `const retry =\n${'[\n'.repeat(depth)}${']\n'.repeat(depth)};`,
  'open.ts': `function retry() {\n${'{\n'.repeat(depth)}`,
  'parentheses.py': `retry = (\n${'(\n'.repeat(depth)}${')\n'.repeat(depth)})`,
  'functions.js': `${'function retry() {\n'.repeat(20_000)}${'}\n'.repeat(20_000)}`,
  'elses.c': `int retry() {\n${'if (a) {} else\n'.repeat(30_000)};}`,
  'types.rs': `type Retry =\n${'Vec<\n'.repeat(depth)}u8${'>\n'.repeat(depth)};`,
  'chain.js': `retry()\n${'  .then(() => { x(); })\n'.repeat(20_000)}`,
  'same.kt': 'fun retry() {\n'.repeat(60_000),
  'stairs.kt': Array.from({ length: 800 }, (_, place) => `${' '.repeat(place % 400)}fun retry${place}() {`).join('\n'),
  'headings.md': '# retry\n'.repeat(100_000),
};

test('hostile nesting is cut like any text, and the thread goes on', async (context) => {
  const folder = await temporaryFolder(context, { ...hostile, 'after.ts': 'function retry() {}' });
  const cutter = startCutter(context);
  const files = await cut(cutter, folder, Object.keys(hostile));
  assert.deepEqual(files.map((file) => file.path), Object.keys(hostile));
  for (const { path: name, snippets } of files) assert.ok(snippets.length > 0 && snippets.every(({ startLine, endLine }) => endLine - startLine < 60), name);
  assert.deepEqual(await symbolsOf(cutter, folder, 'after.ts'), ['retry']);
});

test('a stop ends the call at once, and the next call works', async (context) => {
  const folder = await temporaryFolder(context, { 'slow.js': hostile['brackets.js'] ?? '', 'a.ts': 'function retry() {}' });
  const cutter = startCutter(context);
  const controller = new AbortController();
  const call = cutter.cut([{ folder, path: 'slow.js' }], parseQuery('retry'), limits, controller.signal);
  controller.abort();
  await assert.rejects(call, isAbort);
  await assert.rejects(cutter.cut([{ folder, path: 'a.ts' }], parseQuery('retry'), limits, controller.signal), isAbort);
  assert.deepEqual(await symbolsOf(cutter, folder, 'a.ts'), ['retry']);
});

test('a thread that dies is told of, and the next call starts a new one', async (context) => {
  const folder = await temporaryFolder(context);
  const marker = path.join(folder, 'died');
  // Dies at its first call, and works from then on.
  await writeFiles(folder, {
    'entry.mjs': `import { existsSync, writeFileSync } from 'node:fs';\nimport { parentPort } from 'node:worker_threads';\nif (existsSync(${JSON.stringify(marker)})) await import(${JSON.stringify(assets.cutterEntry)});\nelse parentPort.on('message', () => { writeFileSync(${JSON.stringify(marker)}, ''); throw new Error('out of order'); });\n`,
    'a.ts': 'function retry() {}',
  });
  const warnings: string[] = [];
  const cutter = startCutter(context, { entry: path.join(folder, 'entry.mjs'), log: { ...silentLog, warn: (message) => warnings.push(message) } });
  await assert.rejects(cut(cutter, folder, ['a.ts']), (error) => isSearchError(error) && error.code === 'parserFailed' && error.detail.includes('out of order'));
  assert.match(warnings.join(), /out of order/);
  assert.ok((await stat(marker)).isFile());
  assert.deepEqual(await symbolsOf(cutter, folder, 'a.ts'), ['retry']);
});

test('a grammar that is missing or broken leaves the look of the text', async (context) => {
  const folder = await temporaryFolder(context, { 'a.py': 'def retry():\n    pass\n', 'b.go': 'func retry() {\n}\n', 'grammars/tree-sitter-go.wasm': 'no grammar' });
  const cutter = startCutter(context, { grammars: path.join(folder, 'grammars') });
  await writeFiles(folder, { 'grammars/tree-sitter.wasm': await readFile(path.join(assets.grammars, 'tree-sitter.wasm')) });
  assert.deepEqual((await cut(cutter, folder, ['a.py', 'b.go'])).map((file) => file.snippets[0]?.symbol), ['retry', 'retry']);
});

test('calls that are open when the threads end are rejected', async (context) => {
  const folder = await temporaryFolder(context, { 'slow.js': hostile['brackets.js'] ?? '' });
  const cutter = startCutter(context);
  const call = cut(cutter, folder, ['slow.js']);
  const rejected = assert.rejects(call, (error) => isSearchError(error) && error.code === 'parserFailed');
  await cutter.dispose();
  await rejected;
});

test('threads that are ended while they read leave no file open', { skip: process.platform !== 'linux' }, async (context) => {
  const names = Array.from({ length: 300 }, (_, at) => `file${at}.ts`);
  const folder = await temporaryFolder(context, Object.fromEntries(names.map((name) => [name, 'export function retry() {}\n'.repeat(500)])));
  for (let round = 0; round < 10; round++) {
    const cutter = startCutter(context, { threads: 2 });
    await cut(cutter, folder, names.slice(0, 2));
    const cutting = Promise.allSettled([cut(cutter, folder, names)]);
    // At another moment each time, so that some are in the midst of it.
    await sleep(round * 2);
    await Promise.all([cutting, cutter.dispose()]);
  }
  const open = await Promise.all((await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  assert.deepEqual(open.filter((file) => file.startsWith(folder)), []);
});
