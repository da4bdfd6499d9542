import path from 'node:path';
import type { FileLines } from '../../src/engine/measures.ts';
import { defaultExclude, defaultSearchOptions, type SearchOptions } from '../../src/engine/options.ts';
import { findByText } from '../../src/engine/firstStage.ts';
import { queryOf } from '../../src/engine/search.ts';
import { seededRandom } from '../../src/engine/statistics.ts';
import type { RankedResult, Reranker, SearchPorts, SearchScope } from '../../src/engine/types.ts';
import type { JudgedPaths, JudgedQuery, SetName } from './judgedQueries.ts';
import { fileMeasures, lineMeasures, type Measures } from './metrics.ts';

/** Rows that are judged. */
const JUDGED_ROWS = 500;
/** Any number: it makes samples repeat. */
const SAMPLE_SEED = 17;

/** Where a judged query is asked, as the product asks. */
export function scopeOf(judged: JudgedQuery, trees: string): SearchScope {
  const folder = path.join(path.resolve(trees), judged.name);
  return { folders: [{ path: folder, ...(judged.root ? { root: judged.root } : {}) }], include: [], exclude: defaultExclude, useIgnoreFiles: true, overlays: new Map() };
}

/** How a set is searched: one row stands for each file where files are judged. */
export function optionsFor(set: SetName): SearchOptions {
  return { ...defaultSearchOptions, resultLimit: JUDGED_ROWS, perFile: set === 'semble' ? 1 : 0 };
}

/** @param rows as a search hands them out */
export function judge(judged: JudgedQuery, set: SetName, rows: readonly FileLines[], judgedPaths: JudgedPaths): Measures {
  return set === 'semble' ? fileMeasures(judged, rows) : lineMeasures(judged, rows, judgedPaths);
}

/** The first stage of one query: results in text order, before any limit per file. */
export async function firstStage(judged: JudgedQuery, set: SetName, trees: string, ports: SearchPorts): Promise<readonly RankedResult[]> {
  const found = await findByText(queryOf(judged.query, optionsFor(set)), scopeOf(judged, trees), optionsFor(set), ports, new AbortController().signal);
  return found.held;
}

/** The logits of passages, in their order. */
export async function logitsOf(reranker: Reranker, query: string, passages: Parameters<Reranker['score']>[1]): Promise<number[]> {
  const logits = passages.map(() => 0);
  for await (const batch of reranker.score(query, passages, new AbortController().signal)) for (const { index, logit } of batch) logits[index] = logit;
  return logits;
}

/** The same `count` queries in every run; all of them where there are no more. */
export function sampleOf(queries: readonly JudgedQuery[], count: number): JudgedQuery[] {
  const random = seededRandom(SAMPLE_SEED);
  return queries.map((judged) => ({ judged, at: random() })).sort((a, b) => a.at - b.at).slice(0, count).map(({ judged }) => judged).sort((a, b) => (a.qid < b.qid ? -1 : 1));
}

/** Whether this place of `length` is one of about `count` that lie evenly apart: queries stand by repository. */
export function isSpread(at: number, length: number, count: number): boolean {
  return count > 0 && at % Math.ceil(length / count) === 0;
}
