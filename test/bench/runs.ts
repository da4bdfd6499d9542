import path from 'node:path';
import { defaultBlendOptions, orderResults } from '../../src/engine/blend.ts';
import { defaultExclude, defaultSearchOptions, type SearchOptions } from '../../src/engine/options.ts';
import { search } from '../../src/engine/search.ts';
import type { Order, RankedResult, SearchPorts, SearchScope, SearchUpdate } from '../../src/engine/types.ts';
import type { JudgedPaths, JudgedQuery, SetName } from './judgedQueries.ts';
import { fileMeasures, lineMeasures, type Measures, type Row } from './metrics.ts';

/** Rows that are judged. */
const JUDGED_ROWS = 500;

export const orders: readonly Order[] = ['text', 'reranked', 'blended'];

/** One query, searched once and judged in each order. */
export interface QueryRun {
  readonly judged: JudgedQuery;
  /** Milliseconds per stage, and until the text order stood. */
  readonly times: Readonly<Record<string, number>>;
  readonly measures: Readonly<Partial<Record<Order, Measures>>>;
}

export interface RunSettings {
  readonly trees: string;
  readonly set: SetName;
  readonly isTextOnly: boolean;
  readonly candidateLimit: number;
  readonly judgedPaths: JudgedPaths;
}

/** Searches as the product does, and judges what came in each order. */
export async function runQuery(judged: JudgedQuery, ports: SearchPorts, settings: RunSettings): Promise<QueryRun> {
  const folder = path.join(path.resolve(settings.trees), judged.name);
  const scope: SearchScope = { folders: [{ path: folder, ...(judged.root ? { root: judged.root } : {}) }], include: [], exclude: defaultExclude, useIgnoreFiles: true, overlays: new Map() };
  const options: SearchOptions = { ...defaultSearchOptions, order: settings.isTextOnly ? 'text' : 'blended', resultLimit: JUDGED_ROWS, candidateLimit: settings.candidateLimit };
  let last: SearchUpdate | undefined;
  let first = 0;
  for await (const update of search(judged.query, scope, options, ports, new AbortController().signal)) {
    first ||= update.ms;
    last = update;
  }
  if (!last) throw new Error(`${judged.qid}: no answer`);
  if (last.fallback !== undefined) throw last.fallback;
  const times = { ...Object.fromEntries(Object.entries(last.stages).map(([stage, ms]) => [stage, Number(ms)])), first, all: last.ms };
  const { results } = last;
  const measured = (settings.isTextOnly ? orders.slice(0, 1) : orders).map((order) => [order, measure(judged, ordered(results, order), settings)] as const);
  return { judged, times, measures: Object.fromEntries(measured) };
}

/** The same results in another order: what `search()` gives with that order asked for. */
function ordered(results: readonly RankedResult[], order: Order): RankedResult[] {
  const byText = [...results].sort((a, b) => a.textRank - b.textRank);
  return orderResults(byText, order, defaultBlendOptions, true);
}

function measure(judged: JudgedQuery, results: readonly RankedResult[], settings: RunSettings): Measures {
  return settings.set === 'semble' ? fileMeasures(judged, firstOfEachFile(results)) : lineMeasures(judged, results, settings.judgedPaths);
}

function firstOfEachFile(results: readonly RankedResult[]): Row[] {
  return [...new Map([...results].reverse().map((result) => [result.path, result] as const)).values()].sort((a, b) => results.indexOf(a) - results.indexOf(b));
}
