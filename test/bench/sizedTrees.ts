import { cp, link, mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { defaultExclude, defaultSearchOptions } from '../../src/engine/options.ts';
import type { SearchScope } from '../../src/engine/types.ts';
import { listFiles } from '../../src/node/fileListing.ts';
import { includedArguments } from '../../src/node/ripgrepArguments.ts';

/** Lines of the repositories that speed is measured on, about. */
export const treeSizes = [5_000, 50_000, 500_000, 5_000_000] as const;

/** What a repository may have beyond its size. */
const TOLERANCE = 1.1;
/** Files linked or read at a time. */
const PARALLEL = 32;

export interface TreeLines {
  readonly name: string;
  readonly lines: number;
}

/** What a search looks at in a folder. */
export interface Extent {
  readonly files: number;
  readonly lines: number;
}

/** A folder with the settings that searches have by default. */
export function scopeOfFolder(folder: string): SearchScope {
  return { folders: [{ path: folder }], include: [], exclude: defaultExclude, useIgnoreFiles: true, overlays: new Map() };
}

/** Files that a search in this folder looks at, and their lines: neither ignored nor too large. @param executable ripgrep */
export async function extentOf(executable: string, folder: string): Promise<Extent> {
  const scope = scopeOfFolder(folder);
  const args = scope.folders.flatMap((one) => [`--max-filesize=${defaultSearchOptions.maxFileBytes}`, ...includedArguments(scope, one)]);
  const files = [...(await listFiles(executable, folder, args, new AbortController().signal))];
  let lines = 0;
  await forEach(files, async (file) => {
    const bytes = await readFile(path.join(folder, file));
    lines += newlinesIn(bytes);
  });
  return { files: files.length, lines };
}

/** The trees that together have about so many lines: the largest that still fits, again and again. */
export function treesFor(size: number, trees: readonly TreeLines[]): TreeLines[] {
  let left = size * TOLERANCE;
  const chosen: TreeLines[] = [];
  for (const tree of trees.toSorted((a, b) => b.lines - a.lines || (a.name < b.name ? -1 : 1))) {
    if (tree.lines > left) continue;
    chosen.push(tree);
    left -= tree.lines;
  }
  return chosen;
}

/** Lays trees side by side in a new folder, as one repository. Files are linked where the disk allows it, and copied elsewhere; symbolic links are left out. */
export async function laySideBySide(trees: string, names: readonly string[], folder: string): Promise<void> {
  for (const name of names) {
    const entries = await readdir(path.join(trees, name), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => path.relative(trees, path.join(entry.parentPath, entry.name)));
    for (const part of new Set([name, ...files.map((file) => path.dirname(file))])) await mkdir(path.join(folder, part), { recursive: true });
    await forEach(files, (file) => link(path.join(trees, file), path.join(folder, file)).catch(() => cp(path.join(trees, file), path.join(folder, file))));
  }
}

function newlinesIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

/** Runs `work` for each, some at a time. */
async function forEach<Value>(values: readonly Value[], work: (value: Value) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < values.length; at = next++) await work(values[at] as Value);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}
