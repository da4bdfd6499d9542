import * as vscode from 'vscode';

/**
 * What later editors have and the oldest one that `engines` allows has not. The code is compiled with the interface of that oldest one, so
 * that nothing newer slips in; what is here has to be looked for before it is used.
 */
export interface NewerEditor {
  /** Since VS Code 1.95. */
  readonly LanguageModelTextPart?: new (value: string) => object;
  /** Since VS Code 1.95. */
  readonly LanguageModelToolResult?: new (content: object[]) => object;
  /** Since VS Code 1.101. */
  readonly McpStdioServerDefinition?: new (label: string, command: string, args: string[], env: Record<string, string>, version: string) => object;
  readonly lm: {
    /** Since VS Code 1.95. */
    readonly registerTool?: (name: string, tool: LanguageModelTool) => vscode.Disposable;
    /** Since VS Code 1.101. */
    readonly registerMcpServerDefinitionProvider?: (id: string, provider: McpServerDefinitionProvider) => vscode.Disposable;
  };
}

/** A tool for the language models of the chat. */
export interface LanguageModelTool {
  prepareInvocation(call: ToolCall): Promise<PreparedInvocation>;
  invoke(call: ToolCall, token: vscode.CancellationToken): Promise<object>;
}

/** What a model asks a tool. */
export interface ToolCall {
  readonly input: unknown;
  /** Absent before the tool runs, and where the model does not say. */
  readonly tokenizationOptions?: { readonly tokenBudget: number };
}

/** What the user is shown before and while a tool runs. */
export interface PreparedInvocation {
  readonly invocationMessage: vscode.MarkdownString;
  readonly confirmationMessages: { readonly title: string; readonly message: vscode.MarkdownString };
}

export interface McpServerDefinitionProvider {
  readonly onDidChangeMcpServerDefinitions: vscode.Event<void>;
  provideMcpServerDefinitions(): object[];
}

/** The editor that runs, with what it may have beyond the oldest one. */
export function newerEditor(): NewerEditor {
  return vscode as NewerEditor;
}
