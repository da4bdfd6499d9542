import path from 'node:path';
import { isSearchError } from '../../engine/errors.ts';
import type { CliArguments } from '../arguments.ts';
import { type CliContext, describe, exitCodes, optionsOf, scopeOf } from '../commands.ts';
import { SearchedFolders } from './folders.ts';
import type { McpConnection, McpServerOptions } from './server.ts';
import { createMcpTools } from './tools.ts';

const noFolder = 'There is no folder to search. Name one in the arguments of the server (mcp FOLDER), or open one in the client.';

/**
 * `mcp`: a server of the Model Context Protocol. Nothing but the protocol is written to standard output.
 * @param serve connects to the client
 * @returns exit code, when the client has gone or the program is to end
 */
export async function runMcp(given: CliArguments, context: CliContext, version: string, serve: (options: McpServerOptions) => Promise<McpConnection>): Promise<number> {
  const { currentFolder, ports, signal, stdin } = context;
  const folders = new SearchedFolders({
    named: given.positionals.map((folder) => path.resolve(currentFolder, folder)),
    currentFolder,
    listRoots: async () => (await connection).listRoots(),
  });
  const tools = createMcpTools({
    ports,
    folders: () => folders.list(),
    scopeOf: (searched, include, exclude) => scopeOf({ ...given, include: include.length > 0 ? include : given.include, exclude: [...given.exclude, ...exclude] }, searched.map((folder) => ({ path: folder }))),
    options: optionsOf(given, 0),
  });
  const connection = serve({ version, tools, sentenceOf, onRootsChanged: () => folders.forget(), stdin, log: ports.log, signal });
  await (await connection).closed;
  return exitCodes.results;
}

function sentenceOf(error: unknown): string {
  return isSearchError(error) && error.code === 'noFolder' ? noFolder : describe(error);
}
