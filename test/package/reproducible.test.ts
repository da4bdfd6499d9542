import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { packageFile, root } from './packages.ts';
import { readZip } from './zip.ts';

const target = 'alpine-arm64';

test('packaged again, in another folder, time zone and with other rights, the same commit gives the same bytes', async (context) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'semantic-search-package-'));
  context.after(() => rm(folder, { recursive: true }));
  const command = `umask 077 && exec "${process.execPath}" build/package.js --target ${target} --out "${folder}"`;
  await promisify(execFile)('sh', ['-c', command], { cwd: root, env: { ...process.env, TZ: 'Asia/Kathmandu' } });
  for (const ending of ['vsix', 'cdx.json']) {
    const [first, second] = await Promise.all([readFile(packageFile(target, ending)), readFile(packageFile(target, ending, folder))]);
    assert.ok(first.equals(second), ending);
  }
});

test('all files of a package have one time, in one order', async () => {
  const entries = readZip(await readFile(packageFile(target, 'vsix')));
  assert.equal(new Set(entries.map(({ time }) => time)).size, 1);
  const names = entries.map(({ name }) => name);
  assert.deepEqual(names, names.toSorted((a, b) => a.localeCompare(b)));
});
