import type { SnippetRange } from './snippets.ts';
import type { TermMatcher } from './termMatcher.ts';
import type { Snippet } from './types.ts';

/** Hit lines that are kept of one snippet. */
const MAX_HIT_LINES = 20;

/**
 * Fills the ranges of one file with what the query finds in them.
 * @param lines of the file
 * @param ranges ascending, not overlapping
 * @returns snippets with a hit in their text or names; the others say nothing to this query
 */
export function countSnippets(lines: readonly string[], ranges: readonly SnippetRange[], matcher: TermMatcher): Snippet[] {
  const snippets: Snippet[] = [];
  for (const range of ranges) {
    const counts = new Float64Array(matcher.termCount);
    const hitLines: number[] = [];
    let length = 0;
    let hits = 0;
    for (let line = range.startLine; line <= range.endLine; line++) {
      const before = hits;
      length += matcher.scan(lines[line - 1] ?? '', (term) => {
        counts[term] = (counts[term] ?? 0) + 1;
        hits++;
      });
      if (hits > before && hitLines.length < MAX_HIT_LINES) hitLines.push(line);
    }
    const nameCounts = countNames(range, matcher);
    if (hits === 0 && !nameCounts.some((count) => count > 0)) continue;
    snippets.push({ ...range, text: lines.slice(range.startLine - 1, range.endLine).join('\n'), length, counts, nameCounts, hitLines });
  }
  return snippets;
}

/** The symbol counts whole, the class or heading around it by half. */
function countNames(range: SnippetRange, matcher: TermMatcher): Float64Array {
  const counts = new Float64Array(matcher.termCount);
  const count = (name: string | undefined, share: number): void => {
    if (name !== undefined) matcher.scan(name, (term) => (counts[term] = Math.max(counts[term] ?? 0, share)));
  };
  count(range.container, 0.5);
  count(range.symbol, 1);
  return counts;
}
