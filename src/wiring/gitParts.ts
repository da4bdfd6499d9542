import { extensions } from 'vscode';
import type { GitOptions } from '../node/git.ts';
import { changedFiles, ownFiles } from '../node/gitFiles.ts';
import type { FileHistory } from '../vscode/searchScope.ts';

/** The part of the built-in Git extension's interface (version 1) that is used. */
interface GitExtension {
  getAPI(version: 1): { readonly git: { readonly path: string } };
}

/** Git as the editor's own Git extension has found it, else as the system does. Nothing runs before the first question. */
export function createFileHistory(): FileHistory {
  return {
    changed: async (folder, signal) => changedFiles(folder, await gitOptions(), signal),
    own: async (folder, signal) => ownFiles(folder, await gitOptions(), signal),
  };
}

/** @returns `git` where the extension is not there, switched off, or has found none itself: then starting it says so */
export async function gitOptions(): Promise<GitOptions> {
  try {
    const api = await extensions.getExtension<GitExtension>('vscode.git')?.activate();
    return { executable: api?.getAPI(1).git.path ?? 'git' };
  } catch {
    return { executable: 'git' };
  }
}
