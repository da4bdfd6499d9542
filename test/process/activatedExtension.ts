import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { build, type BuildOptions } from 'esbuild';

export const root = path.resolve(import.meta.dirname, '../..');
const script = path.join(root, 'test/fixtures/editor/activate.cjs');

/** What test/fixtures/editor/activate.cjs tells. Files are named as below dist/. */
export interface Activated {
  readonly loadMs: number;
  readonly activateMs: number;
  readonly files: readonly string[];
  readonly steps: readonly { readonly step: string; readonly ms: number; readonly answer?: readonly unknown[]; readonly files: readonly string[] }[];
  /** What the editor still knows of at the end. */
  readonly registered: Readonly<Record<'commands' | 'views' | 'tools' | 'servers', readonly string[]>>;
  /** Of the editor's events, at the end. */
  readonly listeners: number;
}

/** Activates dist/extension.cjs in a process of its own, without an editor, and takes steps there. @param given first of them, or the environment */
export function activated(given: string | Readonly<Record<string, string>> = {}, ...steps: readonly string[]): Promise<Activated> {
  const isStep = typeof given === 'string';
  return activatedFrom(path.join(root, 'dist/extension.cjs'), isStep ? [given, ...steps] : steps, isStep ? {} : given);
}

/** The same for any bundle of the extension. */
export async function activatedFrom(extension: string, steps: readonly string[] = [], environment: Readonly<Record<string, string>> = {}): Promise<Activated> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, extension, ...steps], { env: { ...process.env, ...environment } });
  return JSON.parse(stdout) as Activated;
}

/** Options of the extension's own bundle, as it ships. */
export async function extensionOptions(folder: string, isProduction: boolean): Promise<BuildOptions> {
  const { bundleOptions } = (await import(path.join(root, 'build/bundles.js'))) as { bundleOptions: (options: { isProduction: boolean; folder: string }) => BuildOptions[] };
  const found = bundleOptions({ isProduction, folder }).find(({ entryPoints }) => Array.isArray(entryPoints) && entryPoints.includes('src/extension.ts'));
  if (found === undefined) throw new Error('The extension has no bundle.');
  return found;
}

/** Which modules, as paths in the project, each file below dist/ holds. */
export async function bundle(): Promise<{ readonly modules: ReadonlyMap<string, readonly string[]> }> {
  const { metafile } = await build({ ...(await extensionOptions('dist', false)), absWorkingDir: root, write: false });
  const outputs = Object.entries(metafile?.outputs ?? {}).map(([file, { inputs }]) => [path.posix.relative('dist', file), Object.keys(inputs)] as const);
  return { modules: new Map(outputs) };
}
