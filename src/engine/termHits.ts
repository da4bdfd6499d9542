import type { Candidate, Query, TermHits } from './types.ts';

/** How often each term of the query was found, in the order of its terms. */
export function hitsOfTerms(query: Query, candidates: readonly Candidate[]): TermHits[] {
  return query.terms.map(({ index }) => {
    const counts = candidates.flatMap((candidate) => candidate.counts[index] || []);
    return { files: counts.length, hits: counts.reduce((sum, count) => sum + count, 0) };
  });
}
