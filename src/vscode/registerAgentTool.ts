import { type CancellationToken, Disposable } from 'vscode';
import { agentToolName } from './agentContributions.ts';
import { newerEditor, type PreparedInvocation, type ToolCall } from './newerEditor.ts';

/** What is offered to the language models of the chat. */
export interface AgentTool {
  prepare(call: ToolCall): PreparedInvocation;
  /** The result as text. */
  answer(call: ToolCall, token: CancellationToken): Promise<string>;
}

/** Offers a tool to the language models of the editor's chat, where it has tools (from VS Code 1.95 on). @param tool asked for when one of them first calls it */
export function registerAgentTool(tool: () => Promise<AgentTool>): Disposable {
  const { LanguageModelTextPart: TextPart, LanguageModelToolResult: ToolResult, lm } = newerEditor();
  if (lm.registerTool === undefined || TextPart === undefined || ToolResult === undefined) return new Disposable(() => undefined);
  return lm.registerTool(agentToolName, {
    prepareInvocation: async (call) => (await tool()).prepare(call),
    invoke: async (call, token) => new ToolResult([new TextPart(await (await tool()).answer(call, token))]),
  });
}
