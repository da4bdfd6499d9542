import path from 'node:path';
import { search } from '../engine/search.ts';
import type { SearchPorts } from '../engine/types.ts';
import type { AgentSearchInput } from '../vscode/agentSearch.ts';
import { createAgentTool } from '../vscode/agentTool.ts';
import type { AgentTool } from '../vscode/registerAgentTool.ts';
import { searchableFolders } from '../vscode/searchScope.ts';
import { searchOptionsOf, type SettingsReader } from '../vscode/settings.ts';
import type { ScopeOf } from './sessionPorts.ts';

/** The tool for the models of the editor's chat. @param scopeOf files that a choice means now */
export function createWorkspaceTool(settings: SettingsReader, ports: SearchPorts, scopeOf: ScopeOf): AgentTool {
  async function* run({ query, maxResults, include, exclude = [] }: AgentSearchInput, signal: AbortSignal) {
    const scope = await scopeOf({ kind: 'workspace' }, signal);
    const narrowed = { ...scope, include: include ?? scope.include, exclude: [...scope.exclude, ...exclude] };
    yield* search(query, narrowed, { ...searchOptionsOf(settings.read()), resultLimit: maxResults }, ports, signal);
  }
  return createAgentTool({ run, folders: () => searchableFolders().map(({ uri }) => uri.fsPath), absolute: (folder, file) => path.join(folder, file) });
}
