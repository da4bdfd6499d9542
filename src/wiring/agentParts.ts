import path from 'node:path';
import { Disposable, EventEmitter, type ExtensionContext, l10n, workspace } from 'vscode';
import { search } from '../engine/search.ts';
import type { SearchScope } from '../engine/types.ts';
import { registerAgentServer } from '../vscode/agentServer.ts';
import { agentServerArguments } from '../vscode/agentServerArguments.ts';
import type { AgentSearchInput } from '../vscode/agentSearch.ts';
import { registerAgentTool } from '../vscode/agentTool.ts';
import { searchableFolders } from '../vscode/searchScope.ts';
import { searchOptionsOf, type SettingsReader } from '../vscode/settings.ts';
import { cacheOf, type SearchParts } from './searchParts.ts';

/**
 * What agents get: a tool for the models of the editor's chat, and the MCP server, which the editor starts as a process of its own.
 * @param scopeOf the files of the workspace now
 */
export function createAgentTools(context: ExtensionContext, settings: SettingsReader, { ports, consent }: Pick<SearchParts, 'ports' | 'consent'>, scopeOf: (signal: AbortSignal) => Promise<SearchScope>): Disposable {
  async function* run({ query, maxResults, include, exclude = [] }: AgentSearchInput, signal: AbortSignal) {
    const scope = await scopeOf(signal);
    const narrowed = { ...scope, include: include ?? scope.include, exclude: [...scope.exclude, ...exclude] };
    yield* search(query, narrowed, { ...searchOptionsOf(settings.read()), resultLimit: maxResults }, ports, signal);
  }
  const tool = registerAgentTool({ run, folders: () => searchableFolders().map(({ uri }) => uri.fsPath), absolute: (folder, file) => path.join(folder, file) });
  const changed = new EventEmitter<void>();
  const { version } = context.extension.packageJSON as { readonly version: string };
  const server = registerAgentServer(async () => {
    const scope = await scopeOf(new AbortController().signal);
    if (scope.folders.length === 0) return undefined;
    const given = consent.permitted(settings.read());
    const args = [context.asAbsolutePath(path.join('dist', 'cli.js')), ...agentServerArguments(given, scope, cacheOf(given.cacheFolder, context))];
    return { label: l10n.t('Semantic Search'), command: process.execPath, args, version };
  }, changed.event);
  const onFolders = workspace.onDidChangeWorkspaceFolders(() => changed.fire());
  const onSettings = settings.onDidChange(() => changed.fire());
  return Disposable.from(tool, server, onFolders, onSettings, changed);
}
