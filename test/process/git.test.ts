import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { isAbort, isSearchError } from '../../src/engine/errors.ts';
import { runGit } from '../../src/node/git.ts';
import { changedFiles, ownFiles } from '../../src/node/gitFiles.ts';
import { temporaryFolder, writeFiles } from './temporaryFolder.ts';

const git = { executable: 'git' };
const live = new AbortController().signal;

/** Runs git as a person would, in a repository whose user is `me@example.com`. */
async function act(folder: string, ...args: readonly string[]): Promise<void> {
  await promisify(execFile)('git', ['-c', 'init.defaultBranch=main', '-c', 'commit.gpgsign=false', ...args], { cwd: folder });
}

async function commit(folder: string, files: Readonly<Record<string, string>>, author = 'me@example.com', date = 'now'): Promise<void> {
  await writeFiles(folder, files);
  await act(folder, 'add', '-A');
  await act(folder, 'commit', '-m', 'a change', `--author=Somebody <${author}>`, `--date=${date}`);
}

async function repository(context: TestContext, files: Readonly<Record<string, string>> = { 'a.ts': 'a', 'src/b.ts': 'b', 'src/c.ts': 'c' }): Promise<string> {
  const folder = await temporaryFolder(context);
  await act(folder, 'init');
  await act(folder, 'config', 'user.email', 'me@example.com');
  await act(folder, 'config', 'user.name', 'Me');
  await commit(folder, files);
  return folder;
}

function codeIs(code: string): (error: unknown) => boolean {
  return (error) => isSearchError(error) && error.code === code;
}

test('changed are files of the branch, of the index and of the disk, with new ones, and not those of the main branch since', async (context) => {
  const folder = await repository(context, { 'a.ts': 'a', 'b.ts': 'b', 'c.ts': 'c', 'd.ts': 'd', 'gone.ts': 'x', '.gitignore': 'ignored.ts' });
  await act(folder, 'checkout', '-b', 'work');
  await commit(folder, { 'a.ts': 'a2' });
  await act(folder, 'checkout', 'main');
  await commit(folder, { 'd.ts': 'of main' });
  await act(folder, 'checkout', 'work');
  await writeFiles(folder, { 'b.ts': 'b2', 'c.ts': 'c2', 'new é "1".ts': 'new', 'ignored.ts': 'x' });
  await act(folder, 'add', 'b.ts');
  await rm(path.join(folder, 'gone.ts'));
  assert.deepEqual((await changedFiles(folder, git, live)).toSorted(), ['a.ts', 'b.ts', 'c.ts', 'new é "1".ts']);
});

test('in a folder below the repository, names are relative to it and the rest is left out', async (context) => {
  const folder = await repository(context);
  await act(folder, 'checkout', '-b', 'work');
  await commit(folder, { 'a.ts': 'a2', 'src/b.ts': 'b2' });
  await writeFiles(folder, { 'src/new.ts': 'n', 'new.ts': 'n' });
  assert.deepEqual((await changedFiles(path.join(folder, 'src'), git, live)).toSorted(), ['b.ts', 'new.ts']);
  assert.deepEqual((await ownFiles(path.join(folder, 'src'), git, live)).toSorted(), ['b.ts', 'c.ts']);
});

test('the main branch is that of the remote, where there is one', async (context) => {
  const origin = await repository(context);
  const folder = path.join(await temporaryFolder(context), 'clone');
  await act(origin, 'branch', '-m', 'trunk');
  await act(origin, 'clone', '--quiet', origin, folder);
  await act(folder, '-c', 'user.email=me@example.com', '-c', 'user.name=Me', 'commit', '--allow-empty', '-m', 'nothing');
  assert.deepEqual(await changedFiles(folder, git, live), []);
  await writeFile(path.join(folder, 'a.ts'), 'a2');
  assert.deepEqual(await changedFiles(folder, git, live), ['a.ts']);
});

test('without a main branch, and outside of a repository, the error says which', async (context) => {
  const folder = await repository(context);
  await act(folder, 'branch', '-m', 'trunk');
  await assert.rejects(changedFiles(folder, git, live), codeIs('noMainBranch'));
  const plain = await temporaryFolder(context);
  await assert.rejects(changedFiles(plain, git, live), codeIs('notARepository'));
  await assert.rejects(ownFiles(plain, git, live), codeIs('notARepository'));
  await act(plain, 'init');
  await assert.rejects(changedFiles(plain, git, live), codeIs('noMainBranch'));
});

test('own files are those of recent commits by the address of git, the latest first', async (context) => {
  const folder = await repository(context);
  await commit(folder, { 'src/b.ts': 'b2', 'd.ts': 'd' }, 'not-me@example.com');
  await commit(folder, { 'a.ts': 'a2' });
  assert.deepEqual((await ownFiles(folder, git, live))[0], 'a.ts');
  assert.deepEqual((await ownFiles(folder, git, live)).toSorted(), ['a.ts', 'src/b.ts', 'src/c.ts'], 'of the first commit, too, but nothing of another one\'s');
  await act(folder, 'config', 'user.email', 'example.com');
  assert.deepEqual(await ownFiles(folder, git, live), [], 'a part of an address is nobody');
});

test('in a repository without a commit, nobody has one', async (context) => {
  const folder = await temporaryFolder(context);
  await act(folder, 'init');
  await act(folder, 'config', 'user.email', 'me@example.com');
  assert.deepEqual(await ownFiles(folder, git, live), []);
});

test('git that is not there, or fails, or is too slow, is told', async (context) => {
  const folder = await repository(context);
  await assert.rejects(changedFiles(folder, { executable: '/no/such/git' }, live), codeIs('gitMissing'));
  await assert.rejects(changedFiles(path.join(folder, 'no', 'such'), git, live), codeIs('folderNotFound'));
  await assert.rejects(runGit(folder, ['log', 'no-such-branch', '--'], git, live), codeIs('gitFailed'));
  if (process.platform === 'win32') return;
  const slow = path.join(folder, 'slow');
  await writeFile(slow, '#!/bin/sh\nexec sleep 20\n');
  await chmod(slow, 0o755);
  await assert.rejects(runGit(folder, ['status'], { executable: slow, timeoutMs: 50 }, live), codeIs('gitFailed'));
});

test('a stop ends git, before and after its start', async (context) => {
  const folder = await repository(context);
  const controller = new AbortController();
  const running = changedFiles(folder, git, controller.signal);
  controller.abort();
  await assert.rejects(running, isAbort);
  await assert.rejects(runGit(folder, ['status'], git, controller.signal), isAbort);
});

test('output beyond the bound is cut off', async (context) => {
  const folder = await repository(context);
  const { text, isCut } = await runGit(folder, ['show', 'HEAD'], { ...git, maxBytes: 10 }, live);
  assert.deepEqual([text.length, isCut], [10, true]);
});

test('nothing that a repository names is run', { skip: process.platform === 'win32' }, async (context) => {
  const folder = await repository(context);
  const trap = path.join(await temporaryFolder(context), 'trap');
  const sprung = `${trap}.sprung`;
  await writeFile(trap, `#!/bin/sh\ntouch '${sprung}'\ncat "$@" 2>/dev/null\n`);
  await chmod(trap, 0o755);
  await mkdir(path.join(folder, 'hooks'));
  for (const hook of ['post-index-change', 'fsmonitor-watchman']) await symlink(trap, path.join(folder, 'hooks', hook));
  const settings = { 'core.fsmonitor': trap, 'core.hooksPath': path.join(folder, 'hooks'), 'diff.external': trap, 'diff.trap.textconv': trap, 'core.pager': trap, 'log.showSignature': 'false' };
  for (const [name, value] of Object.entries(settings)) await act(folder, 'config', name, value);
  await writeFiles(folder, { '.gitattributes': '*.ts diff=trap filter=trap', 'a.ts': 'a2' });
  await changedFiles(folder, git, live);
  await ownFiles(folder, git, live);
  await runGit(folder, ['diff'], git, live);
  await runGit(folder, ['log', '-p'], git, live);
  await assert.rejects(rm(sprung), { code: 'ENOENT' });
  // Programs that files go through before they are compared are the repository's to name, too.
  for (const [name, value] of Object.entries({ 'filter.trap.clean': trap, 'filter.trap.required': 'true', 'filter.Other one.process': trap })) await act(folder, 'config', name, value);
  assert.ok((await changedFiles(folder, git, live)).includes('a.ts'));
  await assert.rejects(rm(sprung), { code: 'ENOENT' });
  await act(folder, 'config', 'filter.a=b.clean', trap);
  await assert.rejects(changedFiles(folder, git, live), codeIs('gitFailed'));
  await assert.rejects(rm(sprung), { code: 'ENOENT' });
});

test('a repository that the environment names is not the one that is asked', async (context) => {
  const [folder, other] = [await repository(context), await repository(context)];
  process.env['GIT_DIR'] = path.join(other, '.git');
  context.after(() => delete process.env['GIT_DIR']);
  const { text } = await runGit(folder, ['rev-parse', '--show-toplevel'], git, live);
  assert.equal(text.trim(), folder);
});
