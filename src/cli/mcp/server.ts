import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, type CallToolResult, ListToolsRequestSchema, RootsListChangedNotificationSchema, type ServerNotification } from '@modelcontextprotocol/sdk/types.js';
import { AgentInputError } from '../../engine/agentInput.ts';
import { isAbort, isSearchError } from '../../engine/errors.ts';
import type { Logger } from '../../engine/types.ts';
import { describe } from '../commands.ts';
import type { McpTool, OnProgress } from './tools.ts';

/** What the client tells its model about the server as a whole. */
const instructions =
  'Semantic code search over the folders of this server. To find where or how something is done, ask "search" in plain words before guessing names for a text search; ' +
  'then read what stands around a result with "read_snippet". Before writing a function or changing one, look with "find_similar" for others that do the same. A low percentage, or the sentence that nothing seems to answer, means that the code is probably not here.';

const noFolder = 'There is no folder to search. Name one in the arguments of the server (mcp FOLDER), or open one in the client.';

export interface McpServerOptions {
  readonly version: string;
  readonly tools: readonly McpTool[];
  readonly onRootsChanged: () => void;
  readonly log: Logger;
  /** Aborts when the program is to end. */
  readonly signal: AbortSignal;
}

/**
 * The protocol's side of the tools: lists them, calls them, and turns what goes wrong into results that a model can act on.
 * The SDK's lower server is used because the tools bring their own JSON Schemas.
 */
export function createMcpServer({ version, tools, onRootsChanged, log, signal }: McpServerOptions): Server {
  const server = new Server({ name: 'semantic-search', title: 'Semantic Search', version }, { capabilities: { tools: {} }, instructions });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map(({ name, title, description, inputSchema, outputSchema }) => ({
      name, title, description, inputSchema: { ...inputSchema, required: [...inputSchema.required] }, outputSchema: { type: 'object' as const, ...outputSchema },
      annotations: { title, readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }, call) => {
    const token = params._meta?.progressToken;
    const send = (notification: ServerNotification): void => {
      call.sendNotification(notification).catch((error: unknown) => log.debug(`progress: ${String(error)}`));
    };
    const onProgress: OnProgress = (done, total) => {
      // One more than there is to read: the protocol wants progress to grow from the first message on.
      if (token !== undefined) send({ method: 'notifications/progress', params: { progressToken: token, progress: done + 1, total: total + 1, message: `Model has read ${done} of ${total}` } });
    };
    return resultOf(tools.find(({ name }) => name === params.name), params, onProgress, AbortSignal.any([call.signal, signal]));
  });
  server.setNotificationHandler(RootsListChangedNotificationSchema, onRootsChanged);
  return Object.assign(server, { onerror: (error: Error) => log.warn(`protocol: ${error.message}`) });
}

async function resultOf(tool: McpTool | undefined, { name, arguments: input }: { readonly name: string; readonly arguments?: unknown }, onProgress: OnProgress, signal: AbortSignal): Promise<CallToolResult> {
  try {
    if (tool === undefined) throw new AgentInputError(`There is no tool "${name.slice(0, 40)}".`);
    const { text, data } = await tool.call(input, onProgress, signal);
    return { content: [{ type: 'text', text }], structuredContent: { ...data } };
  } catch (error) {
    if (isAbort(error)) throw error;
    return { content: [{ type: 'text', text: sentenceOf(error) }], isError: true };
  }
}

function sentenceOf(error: unknown): string {
  return isSearchError(error) && error.code === 'noFolder' ? noFolder : describe(error);
}
