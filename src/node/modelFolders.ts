import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { onnxFiles } from '../engine/modelCatalogue.ts';
import type { ModelSource, Precision } from '../engine/modelCatalogue.ts';

/**
 * The layout of the Hugging Face cache, so that one reader serves it and our own:
 * `models--owner--name/refs/REVISION` holds a commit, `models--owner--name/snapshots/COMMIT/` the model's files.
 */

/** Folder of a repository below a cache. */
export function repositoryFolder(cache: string, repository: string): string {
  return path.join(cache, `models--${repository.replace('/', '--')}`);
}

/** Folder of models that were imported from elsewhere, below our cache. */
export function importedFolder(cache: string): string {
  return path.join(cache, 'imported');
}

/** Repository of a folder of a cache; undefined for other folders. */
export function repositoryOf(folder: string): string | undefined {
  const [, owner, name] = /^models--(.+?)--(.+)$/.exec(path.basename(folder)) ?? [];
  return owner === undefined || name === undefined ? undefined : `${owner}/${name}`;
}

/**
 * The snapshots of a repository, best first: of the revision asked for, then the newest.
 * @returns absolute paths; none where the repository is not in this cache
 */
export async function snapshotsOf(cache: string, { repository, revision }: Pick<ModelSource, 'repository' | 'revision'>): Promise<string[]> {
  const folder = repositoryFolder(cache, repository);
  const names = await subfolders(path.join(folder, 'snapshots'));
  const commit = await readFile(path.join(folder, 'refs', ...revision.split('/')), 'utf8').then((text) => text.trim(), () => revision);
  const dated = await Promise.all(names.map(async (name) => ({ name, time: (await stat(path.join(folder, 'snapshots', name))).mtimeMs })));
  const rank = (name: string): number => Number(name !== commit);
  return dated.toSorted((a, b) => rank(a.name) - rank(b.name) || b.time - a.time).map(({ name }) => path.join(folder, 'snapshots', name));
}

/** The forms of a model that a folder holds whole: none where it is not one. An ONNX file is put in place last, so where it is the rest is. */
export async function precisionsIn(folder: string): Promise<Precision[]> {
  for (const name of ['config.json', 'tokenizer.json']) if (!(await isFile(path.join(folder, name)))) return [];
  const found = await Promise.all(Object.entries(onnxFiles).map(async ([precision, file]) => ((await isFile(path.join(folder, file))) ? (precision as Precision) : undefined)));
  return found.filter((precision) => precision !== undefined);
}

/** Bytes of all files below a folder, links followed. */
export async function sizeOfFolder(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(entries.map(async (name) => stat(path.join(folder, name)).then((stats) => (stats.isFile() ? stats.size : 0), () => 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Names of the folders in a folder; none where there is no such folder. */
export async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name).toSorted();
}

export async function isFile(file: string): Promise<boolean> {
  return stat(file).then((stats) => stats.isFile(), () => false);
}
