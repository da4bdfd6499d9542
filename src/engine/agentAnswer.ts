import { numberedLines, printableName } from './agentText.ts';
import { percentOf } from './percent.ts';
import type { RankedResult, SearchUpdate } from './types.ts';

/** One piece of code as a model gets it. */
export interface AgentPiece {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  /** With the class or module around it: `SessionStore.retry`. */
  readonly symbol?: string;
  readonly language: string;
  /** 0..1, two digits: the chance that it answers. Absent where no model has read it. */
  readonly relevance?: number;
  /** From `startLine` on; what does not fit is left out at the end. */
  readonly code: string;
  /** Last line in `code`; `endLine` where nothing is left out. */
  readonly codeEndLine: number;
}

/** What a search tells a model, as data. */
export interface AgentAnswer {
  /** Whether anything here seems to answer; absent where that is not judged. The results are the nearest places in any case. */
  readonly isAnswered?: boolean;
  readonly filesSearched: number;
  /** What is not as usual, a sentence each. */
  readonly notices: readonly string[];
  readonly results: readonly AgentPiece[];
}

export interface AgentAnswerOptions {
  /** One sentence on the percentage; stands there where some result has one. */
  readonly meaning: string;
  /** How the answer names a result's file. */
  readonly pathOf: (result: RankedResult) => string;
  readonly notices: readonly string[];
  readonly maxResults: number;
  /** Bound of the text in UTF-16 code units; at least 500 and the notices. */
  readonly maxCharacters: number;
}

export interface AgentReply {
  readonly text: string;
  readonly answer: AgentAnswer;
}

/** Room in characters that a piece of code needs to say anything; where there is less, the last pieces are left out. */
const LEAST_ROOM = 250;
/** Of what hardly answers, only so many lines are shown: enough to see what it is. */
const BRIEF_LINES = 4;
/** It hardly answers: a relevance (0..1) below this, but for the first few pieces, since not every model's relevance is calibrated. */
const BRIEF_BELOW = 0.1;
const WHOLE_PIECES = 3;

/**
 * The results of a search for a language model: `path:start-end  symbol  relevance`, then numbered lines of code. The text keeps to its
 * bound: long pieces are cut to the same length, and only where that leaves too little are the last ones left out. Line numbers stand
 * before every line of code, so that no file can pass for a result.
 * @param update the last one of the search
 */
export function agentReplyOf(update: SearchUpdate, options: AgentAnswerOptions): AgentReply {
  const rows = update.results.slice(0, options.maxResults).map((result, at) => rowOf(result, options.pathOf(result), isBrief(result, at, update) ? BRIEF_LINES : Infinity));
  const { head, shown, room } = fitted(rows, update, options);
  const level = waterLevel(shown.map(({ length }) => length), room);
  const cut = shown.map(({ head: rowHead, piece, lines, maxLines }) => {
    const { text, code, lastLine } = numberedLines(lines, piece.startLine, level, maxLines);
    return { text: `${rowHead}\n${text}`, piece: { ...piece, code, codeEndLine: lastLine } };
  });
  const { isAnswered, filesSearched } = update;
  return {
    text: [head, ...cut.map(({ text }) => text)].join(SEPARATOR).slice(0, options.maxCharacters),
    answer: { ...(isAnswered !== undefined && { isAnswered }), filesSearched, notices: options.notices, results: cut.map(({ piece }) => piece) },
  };
}

/** As many rows as leave each of them room for some code; the first one in any case. @returns `room`: characters for all their code */
function fitted(rows: readonly Row[], update: SearchUpdate, options: AgentAnswerOptions): { readonly head: string; readonly shown: readonly Row[]; readonly room: number } {
  for (let count = rows.length; ; count--) {
    const shown = rows.slice(0, count);
    const head = headOf(update, count, rows.length - count, options);
    const room = options.maxCharacters - head.length - shown.reduce((sum, row) => sum + SEPARATOR.length + row.head.length + 1, 0);
    const needed = shown.reduce((sum, { length }) => sum + Math.min(length, LEAST_ROOM), 0);
    if (needed <= room || count <= 1) return { head, shown, room: Math.max(LEAST_ROOM, room) };
  }
}

const SEPARATOR = '\n\n';

interface Row {
  readonly head: string;
  readonly lines: readonly string[];
  readonly maxLines: number;
  /** Characters of the lines, numbered, before the bound of the answer cuts them. */
  readonly length: number;
  readonly piece: Omit<AgentPiece, 'code' | 'codeEndLine'>;
}

function isBrief({ relevance = 1 }: RankedResult, at: number, { isAnswered }: SearchUpdate): boolean {
  return isAnswered === false || (at >= WHOLE_PIECES && relevance < BRIEF_BELOW);
}

function rowOf(result: RankedResult, path: string, maxLines: number): Row {
  const { startLine, endLine, language, relevance } = result;
  const symbol = [result.container, result.symbol].filter((name) => name !== undefined && name !== '').join('.');
  const lines = result.text.replace(/\s+$/, '').split('\n');
  const percent = relevance === undefined ? '' : percentOf(relevance);
  return {
    head: [`${printableName(path)}:${startLine}-${endLine}`, printableName(symbol), percent].filter((part) => part !== '').join('  '),
    lines,
    maxLines,
    length: numberedLines(lines, startLine, Infinity, maxLines).text.length,
    piece: { path, startLine, endLine, ...(symbol !== '' && { symbol }), language, ...(relevance !== undefined && { relevance: Math.round(relevance * 100) / 100 }) },
  };
}

function headOf({ results, isAnswered, filesSearched }: SearchUpdate, shown: number, leftOut: number, { meaning, notices }: AgentAnswerOptions): string {
  if (results.length === 0) return ['Nothing found: none of the words stands in the files that were searched', ` (${filesSearched}). Ask in other words, or name a symbol.`, ...notices.map((notice) => `\n${notice}`)].join('');
  const isScored = results.some(({ relevance }) => relevance !== undefined);
  const sentences = [
    isAnswered === false ? 'Nothing here seems to answer this; the nearest places follow.' : shown === 1 ? '1 result.' : `${shown} results, best first.`,
    isScored ? meaning : '',
    leftOut === 0 ? '' : `${leftOut} more did not fit into maxCharacters.`,
  ];
  return [sentences.filter((sentence) => sentence !== '').join(' '), ...notices].join('\n');
}

/** The length that all are cut to, so that together they keep to the room: the short ones stay whole, and what they leave is for the long ones. */
function waterLevel(lengths: readonly number[], room: number): number {
  let left = room;
  let waiting = lengths.length;
  for (const length of lengths.toSorted((a, b) => a - b)) {
    if (length * waiting > left) return Math.floor(left / waiting);
    left -= length;
    waiting--;
  }
  return Infinity;
}
