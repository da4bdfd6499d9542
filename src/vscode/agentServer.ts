import { Disposable, type Event } from 'vscode';
import { agentServerProviderId } from './agentContributions.ts';
import { newerEditor } from './newerEditor.ts';

/** How the editor is to start the server. */
export interface AgentServerStart {
  readonly label: string;
  /** The runtime, the file to run and its arguments. */
  readonly command: string;
  readonly args: readonly string[];
  readonly version: string;
}

/**
 * Offers the MCP server to the editor, where it knows of such servers (from VS Code 1.101 on).
 * @param startOf what to start now; undefined where there is nothing to search
 * @param onDidChange fires when the answer is another one
 */
export function registerAgentServer(startOf: () => AgentServerStart | undefined, onDidChange: Event<void>): Disposable {
  const { McpStdioServerDefinition: Definition, lm } = newerEditor();
  if (Definition === undefined || lm.registerMcpServerDefinitionProvider === undefined) return new Disposable(() => undefined);
  return lm.registerMcpServerDefinitionProvider(agentServerProviderId, {
    onDidChangeMcpServerDefinitions: onDidChange,
    provideMcpServerDefinitions: () => {
      const start = startOf();
      // The editor's own binary runs as plain Node only where it is told so.
      return start === undefined ? [] : [new Definition(start.label, start.command, [...start.args], { ELECTRON_RUN_AS_NODE: '1' }, start.version)];
    },
  });
}
