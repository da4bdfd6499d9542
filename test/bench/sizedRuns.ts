import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { extentOf, laySideBySide, type Extent, treeSizes, treesFor } from './sizedTrees.ts';

/** Characters of a run's answer. */
const MAX_ANSWER = 1 << 22;

/** What is measured of a repository of one size. */
export interface SizedRun<Result> extends Extent {
  readonly result: Result;
}

/**
 * Measures repositories of all sizes, laid out of these trees for the time, smallest first. Each size is measured by a process of its own, so
 * that its memory is its own: `script --folder FOLDER ...args`, which prints its result as JSON.
 * @param wanted sizes of `treeSizes`; empty: all
 */
export async function measureSizes<Result>(settings: { trees: string; ripgrep: string; script: string; args: readonly string[]; wanted: readonly number[] }, progress: (line: string) => void): Promise<SizedRun<Result>[]> {
  const trees = path.resolve(settings.trees);
  const names = (await readdir(trees, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const known = [];
  for (const name of names) known.push({ name, lines: (await extentOf(settings.ripgrep, path.join(trees, name))).lines });
  const runs: SizedRun<Result>[] = [];
  for (const size of treeSizes.filter((one) => settings.wanted.length === 0 || settings.wanted.includes(one))) {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'bench-tree-'));
    try {
      const chosen = treesFor(size, known).map(({ name }) => name);
      await laySideBySide(trees, chosen, folder);
      const extent = await extentOf(settings.ripgrep, folder);
      progress(`${extent.lines} lines in ${extent.files} files, of ${chosen.length} trees`);
      const { stdout } = await promisify(execFile)(process.execPath, [settings.script, '--folder', folder, ...settings.args], { maxBuffer: MAX_ANSWER });
      runs.push({ ...extent, result: JSON.parse(stdout) as Result });
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  return runs;
}
