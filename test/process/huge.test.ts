import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { defaultSearchOptions } from '../../src/engine/options.ts';
import { search } from '../../src/engine/search.ts';
import type { RankedResult, SearchPorts, SearchScope } from '../../src/engine/types.ts';
import { assetsOf } from '../../src/node/assets.ts';
import { CutterPool } from '../../src/node/cutterPool.ts';
import { RipgrepTextSearch } from '../../src/node/ripgrep.ts';
import { root, silentLog } from './startReranker.ts';
import { temporaryFolder, writeFiles } from './temporaryFolder.ts';

const assets = assetsOf(path.join(root, 'dist'));
const plain = { 'plain.ts': 'export function retryUpload() {\n  return 1;\n}\n' };

/** What a search in text order finds, with the product's own bounds. */
async function found(context: TestContext, folder: string, { query = 'retry an upload', overlays = new Map<string, string>() } = {}): Promise<readonly RankedResult[]> {
  const snippets = new CutterPool({ entry: assets.cutterEntry, grammars: assets.grammars, threads: 1, log: silentLog });
  context.after(() => snippets.dispose());
  const textSearch = new RipgrepTextSearch({ executable: assets.ripgrep, maxFileBytes: defaultSearchOptions.maxFileBytes, log: silentLog });
  const ports: SearchPorts = { textSearch, snippets, reranker: undefined, clock: () => performance.now(), nextTurn: () => setImmediate(), log: silentLog };
  const scope: SearchScope = { folders: [{ path: folder }], include: [], exclude: [], useIgnoreFiles: true, overlays };
  let results: readonly RankedResult[] = [];
  for await (const update of search(query, scope, { ...defaultSearchOptions, order: 'text' }, ports, AbortSignal.timeout(60_000))) results = update.results;
  return results;
}

const pathsOf = (results: readonly RankedResult[]): string[] => results.map((result) => result.path);

test('100 MB on one line, on disk or unsaved in an editor, leave the rest to be found', async (context) => {
  const folder = await temporaryFolder(context, plain);
  const line = 'retry upload '.repeat(8_000_000);
  await writeFile(path.join(folder, 'huge.ts'), line);
  assert.deepEqual(pathsOf(await found(context, folder)), ['plain.ts']);
  const results = await found(context, folder, { overlays: new Map([[path.join(folder, 'huge.ts'), line]]) });
  assert.ok(pathsOf(results).includes('plain.ts'));
  assert.ok(results.every(({ text }) => text.length < 1_000_000), 'no row holds it whole');
});

test('a million short lines, on disk or unsaved in an editor, leave the rest to be found', async (context) => {
  const folder = await temporaryFolder(context, plain);
  // As many as the bound of a file's size lets through, and a million, which it does not.
  await writeFiles(folder, { 'half.ts': `${'}\n'.repeat(490_000)}retryUpload\n`, 'whole.ts': `${'}\n'.repeat(1_000_000)}retryUpload\n` });
  const onDisk = pathsOf(await found(context, folder));
  assert.ok(onDisk.includes('plain.ts') && !onDisk.includes('whole.ts'), onDisk.join());
  const unsaved = await found(context, folder, { overlays: new Map([[path.join(folder, 'whole.ts'), `${'}\n'.repeat(1_000_000)}retryUpload\n`]]) });
  assert.ok(pathsOf(unsaved).includes('plain.ts'));
});

test('a file whose path has 4,000 characters is found, and no longer one breaks a search', { skip: process.platform !== 'linux' }, async (context) => {
  const folder = await temporaryFolder(context, plain);
  const names: string[] = [];
  while (folder.length + names.join('/').length < 3_740) names.push(`n${'-'.repeat(199)}`);
  const last = 4_000 - folder.length - names.join('/').length - '/'.length * 2;
  const file = path.join(...names, `${'f'.repeat(last - '.ts'.length)}.ts`);
  assert.equal(path.join(folder, file).length, 4_000);
  await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
  await writeFile(path.join(folder, file), 'function retryUpload() {}\n');
  assert.deepEqual(pathsOf(await found(context, folder)).toSorted(), [file, 'plain.ts'].toSorted());
  // Deeper than any program can name: reached step by step.
  const here = process.cwd();
  process.chdir(path.join(folder, ...names));
  for (let depth = 0; depth < 4; depth++) {
    const name = `deep${depth}${'x'.repeat(180)}`;
    await mkdir(name);
    process.chdir(name);
  }
  await writeFile('unreachable.ts', 'function retryUpload() {}\n');
  process.chdir(here);
  const unnamed = await found(context, folder);
  // Node's own rm cannot name it either.
  spawnSync('rm', ['-rf', '--', path.join(folder, names[0] ?? '')]);
  assert.deepEqual(pathsOf(unnamed).toSorted(), [file, 'plain.ts'].toSorted());
});

test('a question of 100,000 characters is answered by its beginning', async (context) => {
  const folder = await temporaryFolder(context, plain);
  for (const query of [`retry upload ${'x'.repeat(100_000)}`, 'retry upload '.repeat(8_000), `retry upload ${'"'.repeat(100_000)}`, `retry upload ${'lang:ts '.repeat(12_500)}`, `retry upload ${'(a+)+$ '.repeat(14_000)}`]) {
    assert.deepEqual(pathsOf(await found(context, folder, { query })), ['plain.ts'], query.slice(0, 30));
  }
});
