import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';

/**
 * A folder with these files by relative path, gone after the test.
 * @returns its absolute path, without symbolic links
 */
export async function temporaryFolder(test: TestContext, files: Readonly<Record<string, string | Buffer>> = {}): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'semantic-search-')));
  test.after(() => rm(folder, { recursive: true, force: true }));
  await writeFiles(folder, files);
  return folder;
}

export async function writeFiles(folder: string, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  const places = Object.entries(files).map(([name, content]) => [path.join(folder, name), content] as const);
  await Promise.all([...new Set(places.map(([file]) => path.dirname(file)))].map((parent) => mkdir(parent, { recursive: true })));
  await Promise.all(places.map(([file, content]) => writeFile(file, content)));
}
