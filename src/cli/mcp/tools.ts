import path from 'node:path';
import { agentReplyOf } from '../../engine/agentAnswer.ts';
import { type AgentInput, AgentInputError, checkedInput } from '../../engine/agentInput.ts';
import { printableName } from '../../engine/agentText.ts';
import { type AgentTool, findSimilarTool, readSnippetTool, searchTool } from '../../engine/agentTools.ts';
import { codeOriginAt, codeOriginOf } from '../../engine/codeOrigin.ts';
import { SearchError } from '../../engine/errors.ts';
import type { SearchOptions } from '../../engine/options.ts';
import { search } from '../../engine/search.ts';
import { searchSimilar } from '../../engine/similar.ts';
import type { CodeOrigin } from '../../engine/codeTerms.ts';
import type { RankedResult, SearchPorts, SearchScope, SearchUpdate } from '../../engine/types.ts';
import { describe } from '../commands.ts';
import { answerSchema, linesSchema } from './outputSchemas.ts';
import { linesOf, readSnippet } from './snippetReader.ts';

/** How far a call is: so many of so many passages are read. */
export type OnProgress = (done: number, total: number) => void;

export interface ToolReply {
  readonly text: string;
  readonly data: object;
}

/** A tool as the server offers it. */
export interface McpTool extends AgentTool {
  readonly outputSchema: object;
  /**
   * @param input as it came from the client
   * @throws AgentInputError, SearchError; AbortError when the signal aborts
   */
  call(input: unknown, onProgress: OnProgress, signal: AbortSignal): Promise<ToolReply>;
}

export interface McpToolsContext {
  readonly ports: SearchPorts;
  /** The folders to search now, absolute. */
  readonly folders: () => Promise<readonly string[]>;
  readonly scopeOf: (folders: readonly string[], include: readonly string[], exclude: readonly string[]) => SearchScope;
  readonly options: SearchOptions;
}

/** The tools over one set of folders. */
export function createMcpTools(context: McpToolsContext): readonly McpTool[] {
  return [searchOf(context), findSimilarOf(context), readSnippetOf(context)];
}

function searchOf({ ports, folders, scopeOf, options }: McpToolsContext): McpTool {
  return {
    ...searchTool,
    outputSchema: answerSchema,
    call: async (given, onProgress, signal) => {
      const { query, include = [], exclude = [], maxResults, maxCharacters } = checkedInput(searchTool.inputSchema, given);
      const searched = await folders();
      const run = search(query, scopeOf(searched, include, exclude), { ...options, resultLimit: maxResults }, ports, signal);
      return replyOf(await lastOf(run, onProgress), 'The percentage is the chance that a result answers.', searched, { maxResults, maxCharacters });
    },
  };
}

function findSimilarOf(context: McpToolsContext): McpTool {
  const { ports, folders, scopeOf, options } = context;
  return {
    ...findSimilarTool,
    outputSchema: answerSchema,
    call: async (given, onProgress, signal) => {
      const input = checkedInput(findSimilarTool.inputSchema, given);
      const { maxResults, maxCharacters } = input;
      const searched = await folders();
      const origin = await originOf(input, searched, context, signal);
      const run = searchSimilar(origin, scopeOf(searched, [], []), { ...options, resultLimit: maxResults }, ports, signal);
      const last = await lastOf(run, onProgress);
      // Likeness is a text score of 0 to 100, and what an agent goes by here.
      const alike = { ...last, results: last.results.map((result) => ({ ...result, relevance: result.textScore / 100 })) };
      return replyOf(alike, 'The percentage says how alike a result is.', searched, { maxResults, maxCharacters });
    },
  };
}

/** The piece that others are to be like: the code itself, lines of a file, or what stands around one line. */
async function originOf({ code, path: file, startLine, endLine }: AgentInput<typeof findSimilarTool.inputSchema>, folders: readonly string[], { ports, options }: McpToolsContext, signal: AbortSignal): Promise<CodeOrigin> {
  if (code !== undefined && file === undefined) return { folder: '', path: '', language: '', startLine: 1, endLine: code.split('\n').length, text: code };
  if (code !== undefined || file === undefined || startLine === undefined) throw new AgentInputError('Give either "path" and "startLine", or "code".');
  if (endLine !== undefined && endLine < startLine) throw new AgentInputError('The argument "endLine" must not be less than "startLine".');
  const { lines, ...place } = await linesOf(file, folders, options.maxFileBytes);
  if (startLine > lines.length) throw new AgentInputError(`${printableName(file)} has ${lines.length} lines only.`);
  return endLine === undefined ? codeOriginAt(place, lines, startLine, options, ports.snippets, signal) : codeOriginOf(place, lines, startLine, endLine);
}

function readSnippetOf({ folders, options }: McpToolsContext): McpTool {
  return {
    ...readSnippetTool,
    outputSchema: linesSchema,
    call: async (given) => {
      const { text, lines } = await readSnippet(checkedInput(readSnippetTool.inputSchema, given), await folders(), options.maxFileBytes);
      return { text, data: lines };
    },
  };
}

async function lastOf(updates: AsyncIterable<SearchUpdate>, onProgress: OnProgress): Promise<SearchUpdate> {
  let last: SearchUpdate | undefined;
  for await (const update of updates) {
    last = update;
    if (update.stage !== 'final') onProgress(update.scored, update.toScore);
  }
  if (last === undefined) throw new SearchError('textSearchFailed', 'the search ended without an answer');
  return last;
}

/** One folder is named once, and paths are relative to it; of several, each path is absolute. */
function replyOf(update: SearchUpdate, meaning: string, folders: readonly string[], bounds: { readonly maxResults: number; readonly maxCharacters: number }): ToolReply {
  const [only] = folders.length === 1 ? folders : [];
  const { fallback, model } = update;
  const notices = [
    only === undefined ? undefined : `Paths are relative to ${only}.`,
    fallback === undefined ? undefined : `In text order, without relevance: ${describe(fallback)}`,
    model?.notice,
  ].filter((notice) => notice !== undefined);
  const pathOf = (result: RankedResult): string => (only === undefined ? path.join(result.folder, result.path) : result.path);
  const { text, answer } = agentReplyOf(update, { meaning, pathOf, notices, ...bounds });
  return { text, data: answer };
}
