import { splitIdentifier } from '../engine/identifiers.ts';
import type { TermMatcher } from '../engine/termMatcher.ts';

/** Start (inclusive) and end (exclusive) in UTF-16 code units, as `TreeItemLabel.highlights`. */
export type TextRange = [start: number, end: number];

const word = /[\p{L}\p{N}\p{M}_]+/gu;

/**
 * Where the query's words stand in a line of code: the parts of identifiers that match (`retry` in `shouldRetry`), and whole phrases.
 * @param phrases quoted parts of the query, in lower case
 * @returns ascending ranges that neither overlap nor touch
 */
export function matchRanges(line: string, matcher: TermMatcher, phrases: readonly string[]): TextRange[] {
  const words = [...line.matchAll(word)].flatMap((match) => rangesInWord(match[0], match.index, matcher));
  const lower = line.toLowerCase();
  // Where lower case is of another length, offsets in it say nothing about the line.
  const quoted = lower.length === line.length ? phrases.flatMap((phrase) => occurrences(lower, phrase)) : [];
  return joined([...words, ...quoted]);
}

function rangesInWord(text: string, offset: number, matcher: TermMatcher): TextRange[] {
  if (matcher.termsOf(text).length === 0) return [];
  const parts = partRanges(text).filter(([start, end]) => matcher.termsOf(text.slice(start, end)).length > 0);
  const matched = parts.length > 0 ? parts : [[0, text.length] as const];
  return matched.map(([start, end]) => [offset + start, offset + end]);
}

function partRanges(identifier: string): TextRange[] {
  const lower = identifier.toLowerCase();
  if (lower.length !== identifier.length) return [];
  let from = 0;
  return splitIdentifier(identifier).map((part) => {
    const start = lower.indexOf(part, from);
    from = start + part.length;
    return [start, from];
  });
}

function occurrences(text: string, phrase: string): TextRange[] {
  const ranges: TextRange[] = [];
  if (phrase === '') return ranges;
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + phrase.length)) ranges.push([at, at + phrase.length]);
  return ranges;
}

function joined(ranges: readonly TextRange[]): TextRange[] {
  const result: TextRange[] = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}
