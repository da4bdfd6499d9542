import { TabInputNotebook, TabInputText, TabInputTextDiff, type TextDocument, Uri, window, workspace, type WorkspaceFolder } from 'vscode';
import { SearchError, throwIfAborted } from '../engine/errors.ts';
import { defaultExclude } from '../engine/options.ts';
import type { SearchFolder, SearchScope } from '../engine/types.ts';
import { excludedGlobs } from './excludedGlobs.ts';
import type { ScopeChoice } from './searchRequest.ts';
import type { Settings } from './settings.ts';

/** Workspace folders that lie on this machine: those of virtual file systems cannot be read by a text search. */
export function searchableFolders(): readonly WorkspaceFolder[] {
  return (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
}

/** Port: files below a folder that git tells, as paths relative to it with forward slashes. See node/gitFiles.ts for what is thrown. */
type ListFiles = (folder: string, signal: AbortSignal) => Promise<readonly string[]>;

export interface FileHistory {
  /** Those that differ from the main branch. */
  readonly changed: ListFiles;
  /** Those of the user's own recent commits. */
  readonly own: ListFiles;
}

/** The workspace as a search looks at it now, without what the editor and the user exclude, with the unsaved text of open editors. */
export function workspaceScope(settings: Settings): SearchScope {
  const folders = searchableFolders();
  return {
    folders: wholeFolders(folders),
    include: settings.include,
    exclude: [...new Set([...defaultExclude, ...folders.flatMap(editorExcludes), ...settings.exclude])],
    useIgnoreFiles: settings.useIgnoreFiles && workspace.getConfiguration('search').get<boolean>('useIgnoreFiles', true),
    overlays: unsavedTexts(workspace.textDocuments),
  };
}

/**
 * The same for what was chosen to look at.
 * @throws SearchError where a choice means no file, or git cannot tell; AbortError
 */
export async function currentScope(settings: Settings, choice: ScopeChoice, history: FileHistory, signal: AbortSignal): Promise<SearchScope> {
  const folders = await foldersOf(choice, searchableFolders(), history, signal);
  return { ...workspaceScope(settings), folders };
}

/** A folder as a choice: of the workspace folder that it lies in, the part that it is; elsewhere the folder itself. */
export function folderChoice(uri: Uri): ScopeChoice {
  const around = workspace.getWorkspaceFolder(uri);
  return around ? { kind: 'folder', folder: around.uri.fsPath, root: pathIn(around, uri) } : { kind: 'folder', folder: uri.fsPath, root: '' };
}

async function foldersOf(choice: ScopeChoice, folders: readonly WorkspaceFolder[], history: FileHistory, signal: AbortSignal): Promise<SearchFolder[]> {
  if (choice.kind === 'folder') return [{ path: choice.folder, root: choice.root }];
  if (choice.kind === 'workspace' || folders.length === 0) return wholeFolders(folders);
  if (choice.kind === 'openEditors') return openFiles(folders);
  if (!workspace.isTrusted) throw new SearchError('gitUntrusted', choice.kind);
  const listed = await listedByGit(folders, choice.kind === 'changed' ? history.changed : history.own, signal);
  if (listed.every(({ files }) => files.length === 0)) throw new SearchError(choice.kind === 'changed' ? 'nothingChanged' : 'noOwnCommits', choice.kind);
  return listed;
}

function wholeFolders(folders: readonly WorkspaceFolder[]): SearchFolder[] {
  return folders.map(({ uri }) => ({ path: uri.fsPath }));
}

/** Files of the workspace that stand in a tab, alone or beside another one, by folder. */
function openFiles(folders: readonly WorkspaceFolder[]): SearchFolder[] {
  const uris = window.tabGroups.all.flatMap(({ tabs }) => tabs).flatMap(({ input }) => {
    if (input instanceof TabInputText || input instanceof TabInputNotebook) return [input.uri];
    return input instanceof TabInputTextDiff ? [input.modified] : [];
  });
  const open = uris.filter(({ scheme }) => scheme === 'file');
  const lists = folders.map((folder) => ({ path: folder.uri.fsPath, files: open.filter((uri) => workspace.getWorkspaceFolder(uri) === folder).map((uri) => pathIn(folder, uri)) }));
  if (lists.every(({ files }) => files.length === 0)) throw new SearchError('noOpenEditors', `${uris.length} tabs`);
  return lists;
}

/** A folder that git cannot tell of has no files, as long as it can tell of another one. */
async function listedByGit(folders: readonly WorkspaceFolder[], list: ListFiles, signal: AbortSignal): Promise<{ path: string; files: readonly string[] }[]> {
  const answers = await Promise.allSettled(folders.map(({ uri }) => list(uri.fsPath, signal)));
  throwIfAborted(signal);
  const failed = answers.find((answer) => answer.status === 'rejected');
  if (failed && answers.every(({ status }) => status === 'rejected')) throw failed.reason;
  return folders.map(({ uri }, at) => {
    const answer = answers[at];
    return { path: uri.fsPath, files: answer?.status === 'fulfilled' ? answer.value : [] };
  });
}

/** Relative, with forward slashes. */
function pathIn(folder: WorkspaceFolder, uri: Uri): string {
  return uri.path.slice(folder.uri.path.replace(/\/$/, '').length + 1);
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
