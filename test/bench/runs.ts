import path from 'node:path';
import { defaultExclude, defaultSearchOptions, type SearchOptions } from '../../src/engine/options.ts';
import { search } from '../../src/engine/search.ts';
import type { Order, SearchPorts, SearchScope, SearchUpdate } from '../../src/engine/types.ts';
import type { JudgedPaths, JudgedQuery, SetName } from './judgedQueries.ts';
import { fileMeasures, lineMeasures, type Measures } from './metrics.ts';

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

/** Searches as the product does, once in each order; the reranker is to remember its scores, or the model works twice. */
export async function runQuery(judged: JudgedQuery, ports: SearchPorts, settings: RunSettings): Promise<QueryRun> {
  const folder = path.join(path.resolve(settings.trees), judged.name);
  const scope: SearchScope = { folders: [{ path: folder, ...(judged.root ? { root: judged.root } : {}) }], include: [], exclude: defaultExclude, useIgnoreFiles: true, overlays: new Map() };
  const measures: Partial<Record<Order, Measures>> = {};
  const times: Record<string, number> = {};
  for (const order of settings.isTextOnly ? (['text'] as const) : orders) {
    const options: SearchOptions = { ...defaultSearchOptions, order, resultLimit: JUDGED_ROWS, candidateLimit: settings.candidateLimit, perFile: settings.set === 'semble' ? 1 : 0 };
    const { last, first } = await follow(search(judged.query, scope, options, ports, new AbortController().signal));
    if (last.fallback !== undefined) throw last.fallback;
    measures[order] = settings.set === 'semble' ? fileMeasures(judged, last.results) : lineMeasures(judged, last.results, settings.judgedPaths);
    // Blended is the second time that the scores are asked for.
    if (order === 'text') Object.assign(times, last.stages, { first });
    if (order === 'reranked') Object.assign(times, { rerank: last.stages.rerank ?? 0, all: last.ms });
  }
  return { judged, times, measures };
}

async function follow(updates: AsyncIterable<SearchUpdate>): Promise<{ readonly last: SearchUpdate; readonly first: number }> {
  let last: SearchUpdate | undefined;
  let first: number | undefined;
  for await (const update of updates) {
    first ??= update.ms;
    last = update;
  }
  if (last === undefined || first === undefined) throw new Error('the search ended without an answer');
  return { last, first };
}
