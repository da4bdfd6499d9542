import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { packageFile, root } from './packages.ts';
import { readZip } from './zip.ts';

const target = 'alpine-arm64';

/** Packages in a folder of its own. @param umask rights that new files lack, as the shell writes them */
async function packaged(context: TestContext, umask: string, timeZone: string): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'semantic-search-package-'));
  context.after(() => rm(folder, { recursive: true }));
  const command = `umask ${umask} && exec "${process.execPath}" build/package.js --target ${target} --out "${folder}"`;
  await promisify(execFile)('sh', ['-c', command], { cwd: root, env: { ...process.env, TZ: timeZone } });
  return folder;
}

test('packaged again, in another folder and time zone and with other rights, the same commit gives the same bytes', async (context) => {
  const folders = [await packaged(context, '022', 'UTC'), await packaged(context, '077', 'Asia/Kathmandu')];
  for (const ending of ['vsix', 'cdx.json']) {
    const [first, second] = await Promise.all(folders.map((folder) => readFile(packageFile(target, ending, folder))));
    assert.ok(first !== undefined && second !== undefined && first.equals(second), ending);
  }
});

test('all files of a package have one time, in one order', async () => {
  const entries = readZip(await readFile(packageFile(target, 'vsix')));
  assert.equal(new Set(entries.map(({ time }) => time)).size, 1);
  const names = entries.map(({ name }) => name);
  assert.deepEqual(names, names.toSorted((a, b) => a.localeCompare(b)));
});
