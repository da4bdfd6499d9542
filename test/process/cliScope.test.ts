import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import test from 'node:test';
import { promisify } from 'node:util';
import { runCli } from './runCli.ts';
import { temporaryFolder, writeFiles } from './temporaryFolder.ts';

async function pathsOf(folder: string, ...args: readonly string[]): Promise<string[]> {
  const { stdout } = await runCli(['search', '--json', '--order', 'text', ...args, folder]);
  return (JSON.parse(stdout) as { results: { path: string }[] }).results.map((row) => row.path).toSorted();
}

test('--scope changed searches what differs from the main branch, --scope my-commits what one has written', async (context) => {
  const folder = await temporaryFolder(context, { 'a.ts': 'export function retry() {}\n', 'b.ts': 'export function retryLater() {}\n' });
  const git = (...args: readonly string[]) => promisify(execFile)('git', ['-c', 'init.defaultBranch=main', '-c', 'user.name=Me', ...args], { cwd: folder });
  await git('init');
  await git('config', 'user.email', 'me@example.com');
  await git('add', 'a.ts');
  await git('commit', '-m', 'first');
  assert.deepEqual(await pathsOf(folder, 'retry', '--scope', 'changed'), ['b.ts']);
  assert.deepEqual(await pathsOf(folder, 'retry', '--scope=my-commits'), ['a.ts']);
  assert.deepEqual(await pathsOf(folder, 'retry'), ['a.ts', 'b.ts']);
  await git('add', '-A');
  await git('commit', '-m', 'second');
  const { code, stderr } = await runCli(['search', 'retry', '--scope', 'changed', folder]);
  assert.deepEqual([code, stderr.length], [3, 1]);
  assert.match(stderr[0] ?? '', /^Nothing differs from the main branch\./);
});

test('a scope outside of a repository is one sentence', async (context) => {
  const folder = await temporaryFolder(context);
  await writeFiles(folder, { 'a.ts': 'retry' });
  const { code, stderr } = await runCli(['search', 'retry', '--scope', 'changed', folder]);
  assert.deepEqual([code, stderr.length], [3, 1]);
  assert.match(stderr[0] ?? '', /no git repository/);
});

test('filters of the question hold at the command line', async (context) => {
  const folder = await temporaryFolder(context, { 'src/a.ts': 'export function retry() {}\n', 'test/a.test.ts': 'it("retry", () => retry());\n', 'README.md': '# Retry\n\nHow to retry.\n', 'src/b.go': 'func retry() {}\n' });
  assert.deepEqual(await pathsOf(folder, 'retry kind:test'), ['test/a.test.ts']);
  assert.deepEqual(await pathsOf(folder, 'retry kind:docs'), ['README.md']);
  assert.deepEqual(await pathsOf(folder, 'retry -kind:docs,test -lang:go'), ['src/a.ts']);
  assert.deepEqual(await pathsOf(folder, 'retry kind:definition'), ['src/a.ts', 'src/b.go']);
});
