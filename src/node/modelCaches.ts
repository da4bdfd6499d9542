import { homedir } from 'node:os';
import path from 'node:path';

export const standardHub = 'https://huggingface.co';

/** Where the command line keeps models; the extension has a folder of its own from the editor. */
export function userCache(environment: NodeJS.ProcessEnv = process.env): string {
  const base = process.platform === 'win32' ? environment['LOCALAPPDATA'] : environment['XDG_CACHE_HOME'];
  return path.join(base || path.join(homedir(), '.cache'), 'semantic-search', 'models');
}

/** Where the hub's own tools keep models: read, never written. */
export function huggingFaceCache(environment: NodeJS.ProcessEnv = process.env): string {
  const { HF_HUB_CACHE: cache, HF_HOME: home, XDG_CACHE_HOME: base } = environment;
  return cache || path.join(home || path.join(base || path.join(homedir(), '.cache'), 'huggingface'), 'hub');
}

/** The folders in which models of the hub are looked for: our own first. */
export function cachesOf(cache: string): readonly string[] {
  const other = huggingFaceCache();
  return path.resolve(other) === path.resolve(cache) ? [cache] : [cache, other];
}
