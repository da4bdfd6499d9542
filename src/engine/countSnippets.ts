import type { TermMatcher } from './termMatcher.ts';
import type { Snippet, SnippetRange } from './types.ts';

/** Hit lines that are kept of one snippet. */
const MAX_HIT_LINES = 20;
/** Snippets that are kept of one file: a list of a hundred thousand headings is data. */
const MAX_SNIPPETS = 2_000;

/** A file's text, ready to be asked by one query after another. */
export interface CutText {
  readonly lines: readonly string[];
  /** The lines with a newline between each. */
  readonly text: string;
  /** Offset of each line in the text. */
  readonly lineStarts: Uint32Array;
  /** Ascending, not overlapping. */
  readonly ranges: readonly SnippetRange[];
  /** Words in each range. */
  readonly lengths: Uint32Array;
}

/** @param lines without their line ends @param ranges ascending, not overlapping, inside the lines */
export function prepareText(lines: readonly string[], text: string, ranges: readonly SnippetRange[]): CutText {
  const lineStarts = new Uint32Array(lines.length);
  for (let line = 1; line < lines.length; line++) lineStarts[line] = (lineStarts[line - 1] ?? 0) + (lines[line - 1]?.length ?? 0) + 1;
  const lengths = Uint32Array.from(ranges, ({ startLine, endLine }) => countWords(text, lineStarts[startLine - 1] ?? 0, lineStarts[endLine] ?? text.length));
  return { lines, text, lineStarts, ranges, lengths };
}

/** Words, as far as their number matters: runs of ASCII letters and digits, or of anything beyond ASCII. */
function countWords(text: string, from: number, to: number): number {
  let words = 0;
  let isInside = false;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at) | 32;
    const isWord = (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code > 127;
    if (isWord && !isInside) words++;
    isInside = isWord;
  }
  return words;
}

interface Tally {
  readonly counts: Float64Array;
  readonly hitLines: Set<number>;
}

/**
 * Fills the ranges of one file with what the query finds in them.
 * @returns snippets with a hit in their text or names; the others say nothing to this query
 */
export function countSnippets(cut: CutText, matcher: TermMatcher): Snippet[] {
  const tallies = new Map<number, Tally>();
  matcher.scan(cut.text, (term, offset) => {
    const line = lastAtMost(cut.lineStarts.length, (at) => cut.lineStarts[at] ?? 0, offset) + 1;
    const at = lastAtMost(cut.ranges.length, (range) => cut.ranges[range]?.startLine ?? 0, line);
    if (at < 0 || line > (cut.ranges[at]?.endLine ?? 0)) return;
    const tally = tallies.get(at) ?? { counts: new Float64Array(matcher.termCount), hitLines: new Set<number>() };
    tallies.set(at, tally);
    tally.counts[term] = (tally.counts[term] ?? 0) + 1;
    if (tally.hitLines.size < MAX_HIT_LINES) tally.hitLines.add(line);
  });
  const snippets = cut.ranges.flatMap((range, at) => {
    const tally = tallies.get(at);
    if (!tally && !isNamed(range, matcher)) return [];
    const counts = tally?.counts ?? new Float64Array(matcher.termCount);
    const hitLines = [...(tally?.hitLines ?? [])].sort((a, b) => a - b);
    return [{ ...range, text: cut.lines.slice(range.startLine - 1, range.endLine).join('\n'), length: cut.lengths[at] ?? 0, counts, hitLines }];
  });
  return snippets.slice(0, MAX_SNIPPETS);
}

/** Index of the last of `length` ascending values that is at most `wanted`; -1 where there is none. */
function lastAtMost(length: number, valueAt: (index: number) => number, wanted: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (valueAt(middle) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function isNamed(range: SnippetRange, matcher: TermMatcher): boolean {
  let isFound = false;
  for (const name of [range.symbol, range.container]) if (name !== undefined) matcher.scan(name, () => (isFound = true));
  return isFound;
}
