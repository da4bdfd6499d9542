import path from 'node:path';
import { Disposable, EventEmitter, type ExtensionContext, l10n, workspace } from 'vscode';
import { registerAgentServer } from '../vscode/agentServer.ts';
import { agentServerArguments } from '../vscode/agentServerArguments.ts';
import { permittedModel } from '../vscode/modelConsent.ts';
import { workspaceScope } from '../vscode/searchScope.ts';
import type { SettingsReader } from '../vscode/settings.ts';
import { cacheOf, isImportedModel } from './modelCache.ts';

/** The MCP server, which the editor starts as a process of its own. The editor asks for it as soon as it is offered, so nothing of a search may be needed to answer. */
export function offerAgentServer(context: ExtensionContext, settings: SettingsReader): Disposable {
  const changed = new EventEmitter<void>();
  const { version } = context.extension.packageJSON as { readonly version: string };
  const server = registerAgentServer(() => {
    const now = settings.read();
    const scope = workspaceScope(now);
    if (scope.folders.length === 0) return undefined;
    const cache = cacheOf(now.cacheFolder, context);
    const given = permittedModel(now, { memory: context.globalState, isImported: (folder) => isImportedModel(folder, cache) });
    const args = [context.asAbsolutePath(path.join('dist', 'cli.js')), ...agentServerArguments(given, scope, cache)];
    return { label: l10n.t('Semantic Search'), command: process.execPath, args, version };
  }, changed.event);
  const onFolders = workspace.onDidChangeWorkspaceFolders(() => changed.fire());
  const onSettings = settings.onDidChange(() => changed.fire());
  return Disposable.from(server, onFolders, onSettings, changed);
}
