import { agentReplyOf } from '../engine/agentAnswer.ts';
import { type AgentInput, checkedInput } from '../engine/agentInput.ts';
import { searchTool } from '../engine/agentTools.ts';
import type { RankedResult, SearchUpdate } from '../engine/types.ts';
import { problemOf } from './errors.ts';
import type { Translate } from './translate.ts';

/** Characters that surely fit into a token's worth of code. */
const CHARACTERS_PER_TOKEN = 3;
/** Fewer characters than this hold no answer. */
const LEAST_CHARACTERS = 1_000;

export type AgentSearchInput = AgentInput<typeof searchTool.inputSchema>;

export interface AgentSearchPorts {
  readonly run: (input: AgentSearchInput, signal: AbortSignal) => AsyncIterable<SearchUpdate>;
  /** Folders that are searched, absolute. */
  readonly folders: () => readonly string[];
  /** A file of a folder as an absolute path. */
  readonly absolute: (folder: string, path: string) => string;
}

/**
 * Answers a language model's call of the search tool.
 * @param given the arguments as they came
 * @param tokenBudget tokens that the model has room for; undefined where that is not known
 * @throws AgentInputError, with a sentence for the model; AbortError; what a search throws
 */
export async function answerAgent(given: unknown, tokenBudget: number | undefined, { run, folders, absolute }: AgentSearchPorts, t: Translate, signal: AbortSignal): Promise<string> {
  const input = checkedInput(searchTool.inputSchema, given);
  const [only, ...others] = folders();
  const isRelative = only !== undefined && others.length === 0;
  let last: SearchUpdate | undefined;
  for await (const update of run(input, signal)) last = update;
  if (last === undefined) throw new Error('The search ended without an answer.');
  const notices = [isRelative ? `Paths are relative to ${only}.` : undefined, last.fallback === undefined ? undefined : `In text order, without relevance: ${problemOf(last.fallback, t).message}`];
  const pathOf = (result: RankedResult): string => (isRelative ? result.path : absolute(result.folder, result.path));
  const budget = tokenBudget === undefined ? Infinity : Math.max(LEAST_CHARACTERS, tokenBudget * CHARACTERS_PER_TOKEN);
  const bounds = { maxResults: input.maxResults, maxCharacters: Math.min(input.maxCharacters, budget) };
  return agentReplyOf(last, { meaning: 'The percentage is the chance that a result answers.', pathOf, notices: notices.filter((notice) => notice !== undefined), ...bounds }).text;
}
