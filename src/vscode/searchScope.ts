import { type TextDocument, Uri, workspace, type WorkspaceFolder } from 'vscode';
import { defaultExclude } from '../engine/options.ts';
import type { SearchScope } from '../engine/types.ts';
import { excludedGlobs } from './excludedGlobs.ts';
import type { ScopeChoice } from './searchRequest.ts';
import type { Settings } from './settings.ts';

/** Workspace folders that lie on this machine: those of virtual file systems cannot be read by a text search. */
export function searchableFolders(): readonly WorkspaceFolder[] {
  return (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
}

/** What a search looks at now, without what the editor and the user exclude, with the unsaved text of open editors. */
export function currentScope(settings: Settings, choice: ScopeChoice): SearchScope {
  const folders = searchableFolders();
  return {
    folders: choice.kind === 'folder' ? [{ path: choice.folder, root: choice.root }] : folders.map(({ uri }) => ({ path: uri.fsPath })),
    include: settings.include,
    exclude: [...new Set([...defaultExclude, ...folders.flatMap(editorExcludes), ...settings.exclude])],
    useIgnoreFiles: settings.useIgnoreFiles && workspace.getConfiguration('search').get<boolean>('useIgnoreFiles', true),
    overlays: unsavedTexts(workspace.textDocuments),
  };
}

/** The folder's name where several folders are searched, so that equal paths can be told apart. */
export function folderNameOf(folder: string): string | undefined {
  return searchableFolders().length > 1 ? workspace.getWorkspaceFolder(Uri.file(folder))?.name : undefined;
}

/** The engine takes one list for all folders: what one folder's settings exclude is excluded everywhere. */
function editorExcludes({ uri }: WorkspaceFolder): string[] {
  return ['files', 'search'].flatMap((section) => excludedGlobs(workspace.getConfiguration(section, uri).get('exclude')));
}

function unsavedTexts(documents: readonly TextDocument[]): ReadonlyMap<string, string> {
  const unsaved = documents.filter(({ isDirty, uri }) => isDirty && uri.scheme === 'file');
  return new Map(unsaved.map((document) => [document.uri.fsPath, document.getText()]));
}
