import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Order } from '../../src/engine/types.ts';
import type { SetName } from './judgedQueries.ts';
import type { QueryRun } from './runs.ts';

/** Measures that are kept, in this order; hits follow from the reciprocal rank. */
export const recordedMeasures = ['ndcg@10', 'mrr'] as const;

/** Measures of one query in each order, as in `recordedMeasures`. */
type RecordedQuery = Readonly<Partial<Record<Order, readonly number[]>>>;

/** An earlier run of one set, by query id. */
export type RecordedRun = ReadonlyMap<string, RecordedQuery>;

const folder = path.join(import.meta.dirname, 'recorded');

/** Empty where no run was recorded. */
export async function readRecorded(set: SetName): Promise<RecordedRun> {
  const text = await readFile(fileOf(set), 'utf8').catch(() => '{}');
  return new Map(Object.entries(JSON.parse(text) as Record<string, RecordedQuery>));
}

/** Adds a run to what is recorded, a line for each query, so that a diff shows which queries moved. */
export async function record(set: SetName, before: RecordedRun, runs: readonly QueryRun[]): Promise<void> {
  const all = new Map(before);
  for (const { judged, measures } of runs) all.set(judged.qid, { ...all.get(judged.qid), ...roundedOf(measures) });
  const lines = [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([qid, query]) => `${JSON.stringify(qid)}:${JSON.stringify(query)}`);
  await mkdir(folder, { recursive: true });
  await writeFile(fileOf(set), `{\n${lines.join(',\n')}\n}\n`);
}

function roundedOf(measures: QueryRun['measures']): RecordedQuery {
  return Object.fromEntries(Object.entries(measures).map(([order, values]) => [order, recordedMeasures.map((name) => Math.round((values[name] ?? 0) * 1e4) / 1e4)]));
}

function fileOf(set: SetName): string {
  return path.join(folder, `${set}.json`);
}
