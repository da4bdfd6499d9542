import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Lines that answer a query; grade 2 is the answer, 1 belongs to it. */
export interface RelevantSpan {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly grade: number;
  /** Of file-level sets: the lines count, not the whole file. */
  readonly span?: boolean | null;
}

export interface JudgedQuery {
  readonly qid: string;
  readonly query: string;
  readonly lang: string;
  /** Folder of the repository below the trees. */
  readonly name: string;
  readonly root?: string | null;
  readonly category?: string;
  readonly namesIdentifier?: boolean;
  readonly relevant: readonly RelevantSpan[];
}

export const setNames = ['semble', 'history'] as const;
export type SetName = (typeof setNames)[number];

/** Paths by repository that line-level sets are judged on; results elsewhere are dropped. */
export type JudgedPaths = ReadonlyMap<string, ReadonlySet<string>>;

/** @param folder holds e2e-semble.jsonl, e2e-history.jsonl and scope.json.gz */
export async function readQueries(folder: string, set: SetName): Promise<JudgedQuery[]> {
  const text = await readFile(path.join(folder, `e2e-${set}.jsonl`), 'utf8');
  return text.split('\n').filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as JudgedQuery);
}

export async function readJudgedPaths(folder: string): Promise<JudgedPaths> {
  const text = gunzipSync(await readFile(path.join(folder, 'scope.json.gz'))).toString('utf8');
  return new Map(Object.entries(JSON.parse(text) as Record<string, string[]>).map(([name, paths]) => [name, new Set(paths)]));
}
