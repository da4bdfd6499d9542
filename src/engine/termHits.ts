import { keyOf } from './candidatePool.ts';
import { expansionsOf } from './expansion.ts';
import { parseQuery } from './terms.ts';
import type { CandidatePool, Term } from './types.ts';

/** How often a term was found. */
export interface TermHits {
  readonly files: number;
  readonly hits: number;
}

/** @returns undefined where the term was not looked for */
export function hitsOf(term: Term, pool: CandidatePool): TermHits | undefined {
  const place = pool.terms.findIndex((known) => keyOf(known) === keyOf(term));
  if (place < 0) return undefined;
  const counts = pool.candidates.map((candidate) => candidate.counts[place] ?? 0).filter((count) => count > 0);
  return { files: counts.length, hits: counts.reduce((sum, count) => sum + count, 0) };
}

/** Whatever a query can look for: its own terms, and every expansion of them, taken by itself or not. */
export function offeredTerms(queryText: string): Term[] {
  const query = parseQuery(queryText);
  return [...query.terms, ...expansionsOf(query)];
}

/** The word that an expansion stands for; undefined for the query's own terms. @param terms as `offeredTerms` gives them */
export function expansionWordOf(term: Term, terms: readonly Term[]): string | undefined {
  return term.origin === 'expansion' ? terms[term.group]?.text : undefined;
}
