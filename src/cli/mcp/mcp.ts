import path from 'node:path';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { CliArguments } from '../arguments.ts';
import { type CliContext, exitCodes, optionsOf, scopeOf } from '../commands.ts';
import { SearchedFolders } from './folders.ts';
import { createMcpServer } from './server.ts';
import { createMcpTools } from './tools.ts';

/**
 * `mcp`: a server of the Model Context Protocol on standard input and output. Nothing but the protocol is written to standard output.
 * @returns exit code, when the client has gone or the program is to end
 */
export async function runMcp(given: CliArguments, context: CliContext, version: string): Promise<number> {
  const { currentFolder, ports, signal, stdin } = context;
  const folders = new SearchedFolders({
    named: given.positionals.map((folder) => path.resolve(currentFolder, folder)),
    currentFolder,
    listRoots: async () => (server.getClientCapabilities()?.roots === undefined ? undefined : (await server.listRoots()).roots.map(({ uri }) => uri)),
  });
  const tools = createMcpTools({
    ports,
    folders: () => folders.list(),
    scopeOf: (searched, include, exclude) => scopeOf({ ...given, include: [...given.include, ...include], exclude: [...given.exclude, ...exclude] }, searched.map((folder) => ({ path: folder }))),
    options: optionsOf(given, 0),
  });
  const server = createMcpServer({ version, tools, onRootsChanged: () => folders.forget(), log: ports.log, signal });
  const closed = new Promise<void>((resolve) => Object.assign(server, { onclose: resolve }));
  const close = (): void => void server.close();
  // The SDK's transport does not look for the end of its input, which is how a client says that it is done.
  stdin.once('end', close).once('close', close);
  signal.addEventListener('abort', close, { once: true });
  await server.connect(new StdioServerTransport(stdin));
  await closed;
  return exitCodes.results;
}
