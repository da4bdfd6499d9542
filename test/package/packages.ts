import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { readZip } from './zip.ts';
import type { ZipEntry } from './zip.ts';

export const root = path.resolve(import.meta.dirname, '../..');

/** A target as build/targets.js names it. */
export interface Target {
  readonly name: string;
  readonly platform: string;
  readonly arch: string;
  readonly runtime: readonly string[];
}

export const { targets } = (await import(path.join(root, 'build/targets.js'))) as { targets: readonly Target[] };

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { name: string; version: string };

/** Path of a file that `npm run package -- --all` made. @param ending `vsix` or `cdx.json` */
export function packageFile(target: string, ending: string, folder: string = path.join(root, 'packages')): string {
  return path.join(folder, `${manifest.name}-${target}-${manifest.version}.${ending}`);
}

/** Content of a package by the path that a file has below the extension's folder. */
export function filesOf(target: string): ReadonlyMap<string, ZipEntry> {
  const prefix = 'extension/';
  const entries = readZip(readFileSync(packageFile(target, 'vsix')));
  return new Map(entries.filter(({ name }) => name.startsWith(prefix)).map((entry) => [entry.name.slice(prefix.length), entry]));
}

/** Unpacks a package as an editor does. @returns folder of the extension, removed with the test */
export async function installed(test: TestContext, target: string): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), `semantic-search-${target}-`));
  test.after(() => rm(folder, { recursive: true }));
  for (const [name, { mode, content }] of filesOf(target)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content(), { mode });
  }
  return folder;
}
