import path from 'node:path';
import type { ExtensionContext } from 'vscode';
import { importedFolder } from '../node/modelFolders.ts';

/** Folder of fetched models. @param folder as the settings say; not absolute: the extension's own storage */
export function cacheOf(folder: string, context: ExtensionContext): string {
  return path.isAbsolute(folder) ? folder : path.join(context.globalStorageUri.fsPath, 'models');
}

/** True for folders that the user has imported a model into. @param cache folder of fetched models */
export function isImportedModel(folder: string, cache: string): boolean {
  return path.dirname(path.resolve(folder)) === importedFolder(cache);
}
