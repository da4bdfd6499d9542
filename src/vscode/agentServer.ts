import * as vscode from 'vscode';
import { agentServerProviderId } from './agentContributions.ts';

/** How the editor is to start the server. */
export interface AgentServerStart {
  readonly label: string;
  /** The runtime, the file to run and its arguments. */
  readonly command: string;
  readonly args: readonly string[];
  readonly version: string;
}

/** What the editor has for MCP servers since 1.101, of which older ones have nothing. */
interface McpApi {
  readonly McpStdioServerDefinition?: new (label: string, command: string, args: string[], env: Record<string, string>, version: string) => object;
  readonly lm: {
    readonly registerMcpServerDefinitionProvider?: (id: string, provider: { readonly onDidChangeMcpServerDefinitions: vscode.Event<void>; provideMcpServerDefinitions(): Promise<object[]> }) => vscode.Disposable;
  };
}

/**
 * Offers the MCP server to the editor, where the editor knows of such servers.
 * @param startOf what to start now; undefined where there is nothing to search
 * @param onDidChange fires when the answer is another one
 */
export function registerAgentServer(startOf: () => Promise<AgentServerStart | undefined>, onDidChange: vscode.Event<void>): vscode.Disposable {
  const { McpStdioServerDefinition: Definition, lm } = vscode as unknown as McpApi;
  if (Definition === undefined || lm.registerMcpServerDefinitionProvider === undefined) return new vscode.Disposable(() => undefined);
  return lm.registerMcpServerDefinitionProvider(agentServerProviderId, {
    onDidChangeMcpServerDefinitions: onDidChange,
    provideMcpServerDefinitions: async () => {
      const start = await startOf();
      // The editor's own binary runs as plain Node only where it is told so.
      return start === undefined ? [] : [new Definition(start.label, start.command, [...start.args], { ELECTRON_RUN_AS_NODE: '1' }, start.version)];
    },
  });
}
