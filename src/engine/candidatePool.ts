import type { Candidate, CandidatePool, Query, SearchScope, Term, TextSearch } from './types.ts';

/**
 * The candidates of a query. Of terms that `known` has counts for, nothing is searched: the rest is one pass, and none where nothing is new.
 * @param known of queries with the same filters over the same scope; its counts are as old as their searches
 * @returns candidates with a hit of this query, counts by its terms, and the pool with all that is known now; throws what TextSearch throws
 */
export async function findCandidates(query: Query, scope: SearchScope, textSearch: TextSearch, signal: AbortSignal, known?: CandidatePool): Promise<{ candidates: readonly Candidate[]; pool: CandidatePool }> {
  const isKnown = new Set(known?.terms.map(keyOf));
  const added = query.terms.filter((term) => !isKnown.has(keyOf(term))).map((term, index) => ({ ...term, index }));
  if (known && added.length === 0) return { candidates: countedBy(query.terms, [known]), pool: known };
  const candidates: Candidate[] = [];
  const stats = await textSearch.search({ ...query, terms: added }, scope, (candidate) => candidates.push(candidate), signal);
  const fresh: CandidatePool = { terms: added, candidates, filesSearched: stats.filesSearched };
  if (!known) return { candidates, pool: fresh };
  const terms = [...known.terms, ...added].map((term, index) => ({ ...term, index }));
  const pool = { terms, candidates: countedBy(terms, [known, fresh]), filesSearched: Math.max(known.filesSearched, fresh.filesSearched) };
  return { candidates: countedBy(query.terms, [pool]), pool };
}

/** What makes two terms find the same. */
export function keyOf({ origin, stem, text }: Term): string {
  return origin === 'phrase' || origin === 'identifier' ? `${origin}:${text}` : `word:${stem}`;
}

/** The files of the pools with a hit of these terms, each once. Of a file that changed between two pools, each count is that of its own pass. */
function countedBy(terms: readonly Term[], pools: readonly CandidatePool[]): Candidate[] {
  const files = new Map<string, Candidate>();
  for (const pool of pools) {
    const places = new Map(pool.terms.map((term, place) => [keyOf(term), place]));
    const columns = terms.map((term) => places.get(keyOf(term)));
    for (const candidate of pool.candidates) {
      const key = `${candidate.folder}\0${candidate.path}`;
      const file = files.get(key) ?? { ...candidate, counts: new Float64Array(terms.length) };
      columns.forEach((column, index) => {
        if (column !== undefined) file.counts[index] = candidate.counts[column] ?? 0;
      });
      files.set(key, file);
    }
  }
  return [...files.values()].filter(({ counts }) => counts.some((count) => count > 0));
}
