import type { RankedResult } from '../engine/types.ts';
import type { Translate } from './translate.ts';

/** Longest label, in characters: rows of a side bar show far less. */
const MAX_TITLE_LENGTH = 200;

/** The line of code that stands for the result, without its indentation; the symbol where that line is empty. */
export function titleOf(result: RankedResult): string {
  const lines = result.text.split('\n').map((line) => line.trim());
  const title = lines[result.titleLine - result.startLine] || result.symbol || lines.find((line) => line !== '') || result.path;
  return title.replace(/\s+/g, ' ').slice(0, MAX_TITLE_LENGTH);
}

/** `12–40`, or `12` for a single line. */
export function lineRangeOf({ startLine, endLine }: RankedResult): string {
  return startLine === endLine ? String(startLine) : `${startLine}–${endLine}`;
}

/** What is known of how well a result answers: its relevance once it is scored, `…` while it waits, else its score in the text order. */
export function scoreTextOf(result: RankedResult, isWaiting: boolean): string {
  if (result.relevance !== undefined) return percentOf(result.relevance);
  return isWaiting ? '…' : result.textScore.toFixed(1);
}

/** Only a relevance of exactly 0 or 1 is shown as such: `<1%` and `>99%` say that it is rounded. */
export function percentOf(relevance: number): string {
  const percent = Math.round(relevance * 100);
  if (percent === 0 && relevance > 0) return '<1%';
  if (percent === 100 && relevance < 1) return '>99%';
  return `${percent}%`;
}

/** A path as people name it; with its folder's name where several folders are searched. */
export function shownPathOf(path: string, folderName: string | undefined): string {
  return folderName === undefined ? path : `${folderName}/${path}`;
}

/** What a screen reader says for a result row. */
export function accessibleLabelOf(result: RankedResult, rank: number, path: string, t: Translate): string {
  const relevance = result.relevance === undefined ? t('relevance not known') : t('relevance {0}', percentOf(result.relevance));
  return t('{0}, {1}, line {2}, {3}, rank {4}', titleOf(result), path, result.startLine, relevance, rank);
}

/** A result as it is copied: `path:line` and the code below it. */
export function copyTextOf(result: RankedResult, path: string): string {
  return `${path}:${result.startLine}\n${result.text.replace(/\s+$/, '')}\n`;
}
