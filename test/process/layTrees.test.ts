import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { layTrees } from '../bench/layTrees.ts';

const hasGit = spawnSync('git', ['--version']).status === 0;
const skip = hasGit ? false : 'git is not installed';

let folder = '';

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trees-'));
});

after(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A fetched repository with two commits. @returns the first one */
async function repositoryAt(mirror: string): Promise<string> {
  const repository = path.join(mirror, 'owner+name', 'repo');
  await mkdir(path.join(repository, 'test'), { recursive: true });
  const git = (...args: string[]): string => execFileSync('git', ['-C', repository, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { encoding: 'utf8' }).trim();
  git('init', '--quiet');
  await writeFile(path.join(repository, '.gitattributes'), 'test export-ignore\n');
  await writeFile(path.join(repository, 'test', 'one.py'), 'first\n');
  await writeFile(path.join(repository, 'a name with spaces.py'), Buffer.from([0, 255, 10]));
  await symlink('/etc/passwd', path.join(repository, 'link'));
  git('add', '--all');
  git('commit', '--quiet', '--message', 'one');
  const first = git('rev-parse', 'HEAD');
  await writeFile(path.join(repository, 'test', 'one.py'), 'second\n');
  git('commit', '--quiet', '--all', '--message', 'two');
  return first;
}

test('a judged tree is laid out as it was at its commit, with what a release leaves out, and without links', { skip }, async () => {
  const mirror = path.join(folder, 'mirror');
  const commit = await repositoryAt(mirror);
  const sets = path.join(folder, 'sets');
  await mkdir(sets);
  await writeFile(path.join(sets, 'repos.json'), JSON.stringify([{ name: 'name', repo: 'owner/name', commit }, { name: 'gone', repo: 'owner/gone', commit }]));
  const trees = path.join(folder, 'trees');
  const lines: string[] = [];
  await layTrees(sets, trees, mirror, (line) => lines.push(line));
  assert.deepEqual(lines, ['name: 3 files', 'gone: owner/gone is not in the mirror']);
  assert.equal(await readFile(path.join(trees, 'name', 'test', 'one.py'), 'utf8'), 'first\n');
  assert.deepEqual(await readFile(path.join(trees, 'name', 'a name with spaces.py')), Buffer.from([0, 255, 10]));
  assert.deepEqual((await readdir(path.join(trees, 'name'))).sort(), ['.gitattributes', 'a name with spaces.py', 'test']);
});

test('a tree that is there already stays as it is', { skip }, async () => {
  const trees = path.join(folder, 'kept');
  await mkdir(path.join(trees, 'name'), { recursive: true });
  await writeFile(path.join(trees, 'name', 'mine.txt'), 'mine');
  await cp(path.join(folder, 'sets'), path.join(folder, 'sets2'), { recursive: true });
  await layTrees(path.join(folder, 'sets2'), trees, path.join(folder, 'mirror'), () => undefined);
  assert.deepEqual(await readdir(path.join(trees, 'name')), ['mine.txt']);
});
