import type { Readable } from 'node:stream';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, type CallToolResult, ListToolsRequestSchema, RootsListChangedNotificationSchema, type ServerNotification } from '@modelcontextprotocol/sdk/types.js';
import { isAbort } from '../../engine/errors.ts';
import type { Logger } from '../../engine/types.ts';
import type { McpTool, OnProgress } from './tools.ts';

/** What the client tells its model about the server as a whole. */
const instructions =
  'Semantic code search over the folders of this server. To find where or how something is done, ask "search" in plain words before guessing names for a text search; ' +
  'then read what stands around a result with "read_snippet". Before writing a function or changing one, look with "find_similar" for others that do the same. ' +
  'A low percentage, or the sentence that nothing seems to answer, means that the code is probably not here.';

export interface McpServerOptions {
  readonly version: string;
  readonly tools: readonly McpTool[];
  /** What a model is told of an error. */
  readonly sentenceOf: (error: unknown) => string;
  readonly onRootsChanged: () => void;
  readonly stdin: Readable;
  readonly log: Logger;
  /** Aborts when the program is to end. */
  readonly signal: AbortSignal;
}

export interface McpConnection {
  /** The client's roots as URIs; undefined where it has none to offer. */
  listRoots(): Promise<readonly string[] | undefined>;
  /** Resolves when the client has gone or the program is to end. */
  readonly closed: Promise<void>;
}

/**
 * The protocol's side of the tools, on standard input and output: lists them, calls them, and turns what goes wrong into results that a
 * model can act on. A bundle of its own, so nothing here may depend on the identity of a class of the command line.
 */
export async function serveMcp(options: McpServerOptions): Promise<McpConnection> {
  const { version, stdin, signal, onRootsChanged, log } = options;
  // The SDK's lower server: the tools bring their own JSON Schemas, which the extension's manifest repeats.
  const server = new Server({ name: 'semantic-search', title: 'Semantic Search', version }, { capabilities: { tools: {} }, instructions });
  offerTools(server, options);
  server.setNotificationHandler(RootsListChangedNotificationSchema, onRootsChanged);
  const closed = new Promise<void>((resolve) => Object.assign(server, { onclose: resolve, onerror: (error: Error) => log.warn(`protocol: ${error.message}`) }));
  const close = (): void => void server.close();
  // The SDK's transport does not look for the end of its input, which is how a client says that it is done.
  stdin.once('end', close).once('close', close);
  signal.addEventListener('abort', close, { once: true });
  await server.connect(new StdioServerTransport(stdin));
  const listRoots = async (): Promise<readonly string[] | undefined> => (server.getClientCapabilities()?.roots === undefined ? undefined : (await server.listRoots()).roots.map(({ uri }) => uri));
  return { listRoots, closed };
}

function offerTools(server: Server, { tools, sentenceOf, signal, log }: McpServerOptions): void {
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
    const tool = tools.find(({ name }) => name === params.name);
    if (tool === undefined) return failure(`There is no tool "${params.name.slice(0, 40)}".`);
    return resultOf(() => tool.call(params.arguments, onProgress, AbortSignal.any([call.signal, signal])), sentenceOf);
  });
}

async function resultOf(call: () => ReturnType<McpTool['call']>, sentenceOf: McpServerOptions['sentenceOf']): Promise<CallToolResult> {
  try {
    const { text, data } = await call();
    return { content: [{ type: 'text', text }], structuredContent: { ...data } };
  } catch (error) {
    if (isAbort(error)) throw error;
    return failure(sentenceOf(error));
  }
}

function failure(sentence: string): CallToolResult {
  return { content: [{ type: 'text', text: sentence }], isError: true };
}
