import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { throwIfAborted } from '../engine/errors.ts';
import { isInside } from './diskFiles.ts';

/** Files of one folder's list that are searched, the first ones: a list of more is no narrower than the folder. */
const MAX_LISTED = 2_000;
/** Characters of file names that one process is given: Windows takes 32,767 in a command line. */
const MAX_NAME_CHARACTERS = 24_000;

/** A folder's list of files as relative paths in their plain form, each once, within the bound. Names that lead out of the folder are left out. */
export function listedPaths(folder: string, files: readonly string[]): ReadonlySet<string> {
  const inside = files.filter((file) => isInside(folder, path.resolve(folder, file)));
  return new Set(inside.map((file) => path.posix.normalize(file)).slice(0, MAX_LISTED));
}

/**
 * Those of the listed files that can be searched: regular files up to a size whose place, links followed, is inside the folder.
 * @throws AbortError
 */
export async function searchableFiles(folder: string, files: readonly string[], maxFileBytes: number, signal: AbortSignal): Promise<string[]> {
  const home = await realpath(folder);
  const isSearchable = await Promise.all(files.map((file) => isRegular(home, path.join(folder, file), maxFileBytes)));
  throwIfAborted(signal);
  return files.filter((_, at) => isSearchable[at]);
}

async function isRegular(home: string, file: string, maxFileBytes: number): Promise<boolean> {
  try {
    const place = await realpath(file);
    const stats = await stat(place);
    return isInside(home, place) && stats.isFile() && stats.size <= maxFileBytes;
  } catch {
    return false; // Gone or forbidden since it was listed: there is nothing to search.
  }
}

/** The names in as many portions as command lines need. */
export function inPortions(files: readonly string[]): string[][] {
  const portions: string[][] = [];
  let length = Infinity;
  for (const file of files) {
    length += file.length + 3;
    if (length > MAX_NAME_CHARACTERS) {
      portions.push([]);
      length = file.length + 3;
    }
    portions.at(-1)?.push(file);
  }
  return portions;
}
