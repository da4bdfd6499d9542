/**
 * What a language model may ask: the tools with their arguments, as JSON Schema. The MCP server offers them as they stand here; the
 * manifest repeats the one that is a language-model tool of the editor, and a unit test compares the two.
 */

interface TextField {
  readonly type: 'string';
  readonly description: string;
  readonly minLength: number;
  readonly maxLength: number;
}

interface WholeField {
  readonly type: 'integer';
  readonly description: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly default?: number;
}

interface ListField {
  readonly type: 'array';
  readonly description: string;
  readonly items: { readonly type: 'string'; readonly minLength: number; readonly maxLength: number };
  readonly maxItems: number;
}

export type AgentField = TextField | WholeField | ListField;

export interface AgentInputSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, AgentField>>;
  readonly required: readonly string[];
  readonly additionalProperties: false;
}

export interface AgentTool {
  readonly name: string;
  readonly title: string;
  /** For the model: when to use the tool, and what comes back. */
  readonly description: string;
  readonly inputSchema: AgentInputSchema;
}

/** Longest question, in characters: the engine reads no more of it. */
const MAX_QUERY = 2_000;
/** Longest path or glob, in characters. */
const MAX_PATH = 1_000;
/** Globs of one list. */
const MAX_GLOBS = 20;
/** Longest code that others are compared with, in characters: about what the engine takes of it. */
const MAX_CODE = 20_000;
/** Lines are numbers that an editor could show. */
const MAX_LINE = 10_000_000;

const maxResults = { type: 'integer', description: 'Most pieces of code to return.', minimum: 1, maximum: 30, default: 10 } as const;
const maxCharacters = { type: 'integer', description: 'Bound of the whole answer in characters (about three to a token). Long pieces are cut first.', minimum: 1_000, maximum: 40_000, default: 8_000 } as const;
const globs = (description: string) => ({ type: 'array', description, items: { type: 'string', minLength: 1, maxLength: MAX_PATH }, maxItems: MAX_GLOBS }) as const;
const line = (description: string) => ({ type: 'integer', description, minimum: 1, maximum: MAX_LINE }) as const;
const path = (description: string) => ({ type: 'string', description, minLength: 1, maxLength: MAX_PATH }) as const;

/** A question in plain words, or a name. */
export const searchTool = {
  name: 'search',
  title: 'Search code by meaning',
  description:
    'Finds the pieces of code (functions, methods, classes, sections of documents) that answer a question in plain words, best first, each with path, line range, symbol and the chance that it answers. ' +
    'Use it to find where or how something is done when you do not know the name or the file; for an exact string or a regular expression a text search is better. ' +
    'Ask for one thing, in a few words and with the words that the code would use. Names of symbols are understood, and so are "quoted phrases", lang:python, path:src/api, -path:test and kind:definition. ' +
    'The files are read as they are now: there is no index that could be out of date.',
  inputSchema: {
    type: 'object',
    properties: {
      query: { type: 'string', description: 'The question, for example: where are failed requests retried', minLength: 1, maxLength: MAX_QUERY },
      maxResults,
      maxCharacters,
      include: globs('Only files that match one of these globs, for example src/**.'),
      exclude: globs('No file that matches one of these globs.'),
    },
    required: ['query'],
    additionalProperties: false,
  },
} as const satisfies AgentTool;

/** Lines of a file, numbered. */
export const readSnippetTool = {
  name: 'read_snippet',
  title: 'Read lines of a file',
  description: 'Reads a range of lines of a text file inside the searched folders, with their numbers: for example what a search result left out, or what stands around it.',
  inputSchema: {
    type: 'object',
    properties: {
      path: path('The file, as a search result names it: relative to the searched folder, or absolute.'),
      startLine: { ...line('First line, counted from 1.'), default: 1 },
      endLine: line('Last line, included. At most 400 lines are returned, and 200 where this is left out.'),
      maxCharacters,
    },
    required: ['path'],
    additionalProperties: false,
  },
} as const satisfies AgentTool;

/** Code that does the same as other code. */
export const findSimilarTool = {
  name: 'find_similar',
  title: 'Find similar code',
  description:
    'Finds code elsewhere that does the same as a given piece, in other words or with other names: duplicates, other places that need the same change, an existing function to use instead of a new one. ' +
    'Give lines of a file (path, startLine, endLine), one line for the function around it (path, startLine), or the code itself (code).',
  inputSchema: {
    type: 'object',
    properties: {
      path: path('The file with the piece, relative to the searched folder or absolute.'),
      startLine: line('First line of the piece, counted from 1.'),
      endLine: line('Last line of the piece, included; left out for the function around startLine.'),
      code: { type: 'string', description: 'The piece itself, in place of path and lines.', minLength: 1, maxLength: MAX_CODE },
      maxResults,
      maxCharacters,
    },
    required: [],
    additionalProperties: false,
  },
} as const satisfies AgentTool;
