import { percentOf } from '../engine/percent.ts';
import type { RankedResult } from '../engine/types.ts';
import type { Translate } from './translate.ts';

/** Longest label without a symbol, in characters: in a side bar of the usual width the score behind it stays in sight. */
const MAX_LINE_LENGTH = 26;
/** Names that say nothing without the class around them. */
const commonNames: ReadonlySet<string> = new Set(['constructor', '__init__', '__call__', '__construct', 'initialize', 'init', 'new', 'run', 'get', 'set']);
const hasWord = /[\p{L}\p{N}]/u;
/** What a line of a comment or a heading begins with. */
const commentMark = /^(?:\/\*+|\*|\/\/[/!]?|#+|--|;+|<!--|"""|''')\s+/;

/** Where a line stops saying something: `try {` is as good as `try`. The bracket of an arrow stays with its arrow. */
const openEnd = /(?<!=>\s*)[\s,;{(]+$/;
const isOneName = (name: string | undefined): name is string => name !== undefined && /^\S+$/.test(name);

/** What stands for the result: the symbol that its title line defines, else that line, or the next one that says something, after the name of what it is a piece of. */
export function titleOf(result: RankedResult): string {
  const { symbol, container, kind, text } = result;
  const lines = text.split('\n');
  const titleAt = Math.max(0, result.titleLine - result.startLine);
  if (symbol !== undefined && symbol !== '' && lines[titleAt]?.includes(symbol) === true) return nameOf(symbol, container);
  const line = lines.slice(titleAt).find((told) => hasWord.test(told)) ?? lines.find((told) => hasWord.test(told)) ?? result.path;
  const told = line.trim().replace(commentMark, '').replace(/\s+/g, ' ').replace(openEnd, '');
  // The comment above a long function, or a later part of one, says little alone.
  const owner = kind === 'section' ? undefined : [symbol, container].find(isOneName);
  return shortened(owner === undefined ? told : `${owner} › ${told}`);
}

function nameOf(symbol: string, container: string | undefined): string {
  return container !== undefined && commonNames.has(symbol) ? `${container}.${symbol}` : symbol;
}

function shortened(line: string): string {
  if (line.length <= MAX_LINE_LENGTH) return line;
  // A pair of surrogates is not cut in two.
  return `${line.slice(0, MAX_LINE_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, '').trimEnd()}…`;
}

/** `12–40`, or `12` for a single line. */
export function lineRangeOf({ startLine, endLine }: Pick<RankedResult, 'startLine' | 'endLine'>): string {
  return startLine === endLine ? String(startLine) : `${startLine}–${endLine}`;
}

/** What a row shows in place of a relevance that it does not have. */
export type Unscored = 'waits' | 'textScore' | 'nothing';

/** While scores arrive a row waits for its own; where no row has one the text scores stand; else it was not among those that the model read. */
export function unscoredOf(results: readonly RankedResult[], isWaiting: boolean): Unscored {
  if (isWaiting) return 'waits';
  return results.some(({ relevance }) => relevance !== undefined) ? 'nothing' : 'textScore';
}

/** `17 → 2`: the place in the text order and the one it has now. Empty where they are the same. */
export function moveOf({ textRank }: RankedResult, rank: number): string {
  return textRank === rank ? '' : `${textRank} → ${rank}`;
}

/** What is known of how well a result answers. */
export function scoreTextOf(result: RankedResult, unscored: Unscored): string {
  if (result.relevance !== undefined) return percentOf(result.relevance);
  if (unscored === 'textScore') return result.textScore.toFixed(1);
  return unscored === 'waits' ? '…' : '–';
}

/** A path as people name it; with its folder's name where several folders are searched. */
export function shownPathOf(path: string, folderName: string | undefined): string {
  return folderName === undefined ? path : `${folderName}/${path}`;
}

/** Place of a row in a flat list, what tells it apart first: `hub.js:12–40 · src/utils`. */
export function placeInListOf(result: RankedResult, path: string): string {
  const slash = path.lastIndexOf('/');
  const file = `${path.slice(slash + 1)}:${lineRangeOf(result)}`;
  return slash < 0 ? file : `${file} · ${path.slice(0, slash)}`;
}

/** What a screen reader says for a result row. */
export function accessibleLabelOf(result: RankedResult, rank: number, path: string, unscored: Unscored, t: Translate): string {
  const unknown = unscored === 'waits' ? t('waiting for its relevance') : t('relevance not known');
  const relevance = result.relevance === undefined ? unknown : t('relevance {0}', percentOf(result.relevance));
  return t('{0}, {1}, line {2}, {3}, rank {4}', titleOf(result), path, result.startLine, relevance, rank);
}

/** A result as it is copied: `path:line` and the code below it. */
export function copyTextOf(result: RankedResult, path: string): string {
  return `${path}:${result.startLine}\n${result.text.replace(/\s+$/, '')}\n`;
}
