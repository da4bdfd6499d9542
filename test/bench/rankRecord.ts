import type { FileLines } from '../../src/engine/measures.ts';
import { defaultSearchOptions } from '../../src/engine/options.ts';
import type { RankOptions } from '../../src/engine/rankOptions.ts';
import { type Collection, collectionOf } from '../../src/engine/scorer.ts';
import { rankFiles, rankSnippets } from '../../src/engine/textRank.ts';
import { atOnce } from '../../src/engine/turns.ts';
import type { QueryRecord } from './collect.ts';

/**
 * The text order of one query with other weights, as a search would give it, from what its first stage saw.
 * @param collection of the record; give the same one again to rank it faster
 */
export function rankRecord({ query, candidates, files, filesSearched }: QueryRecord, weights: RankOptions, collection: Collection = collectionOf(candidates, query, filesSearched)): FileLines[] {
  const best = new Set(atOnce(rankFiles(candidates, query, collection, weights, defaultSearchOptions.fileLimit)).map(({ candidate }) => candidate.path));
  const cut = files.filter((file) => best.has(file.path));
  return atOnce(rankSnippets(cut, query, collection, weights, { total: 500, perFile: Infinity })).map(({ file, snippet: { startLine, endLine } }) => ({ path: file.path, startLine, endLine }));
}

/** The first, and so the best, row of each file. */
export function firstOfEachFile<Placed extends Pick<FileLines, 'path'>>(rows: readonly Placed[]): Placed[] {
  const seen = new Set<string>();
  return rows.filter((row) => !seen.has(row.path) && seen.add(row.path));
}
