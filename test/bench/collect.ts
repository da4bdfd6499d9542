import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { defaultExclude, defaultSearchOptions } from '../../src/engine/options.ts';
import { defaultRankOptions } from '../../src/engine/fitted.ts';
import { queryOf } from '../../src/engine/search.ts';
import { collectionOf } from '../../src/engine/scorer.ts';
import { rankFiles } from '../../src/engine/textRank.ts';
import { atOnce } from '../../src/engine/turns.ts';
import type { Candidate, CutFile, Query, SearchScope } from '../../src/engine/types.ts';
import type { JudgedQuery, SetName } from './judgedQueries.ts';
import type { BenchPorts } from './ports.ts';

/** Files per query that are cut and kept: more than the product cuts, so that its limit can be chosen. */
const KEPT_FILES = 300;

/** Everything that the text order of one query is made from; snippets come without their text. */
export interface QueryRecord {
  readonly judged: JudgedQuery;
  readonly query: Query;
  readonly filesSearched: number;
  readonly candidates: readonly Candidate[];
  readonly files: readonly CutFile[];
}

/** Runs the first stage of each query and keeps what it saw, one file per repository under `work`; what is there already is read. */
export async function collect(set: SetName, queries: readonly JudgedQuery[], trees: string, ports: BenchPorts, work: string): Promise<QueryRecord[]> {
  await mkdir(work, { recursive: true });
  const records: QueryRecord[] = [];
  for (const name of new Set(queries.map((query) => query.name))) {
    const kept = path.join(work, `${set}-${name}.bin`);
    const known = await readFile(kept).then((bytes) => deserialize(bytes) as QueryRecord[], () => undefined);
    if (known) {
      records.push(...known);
      continue;
    }
    const fresh: QueryRecord[] = [];
    for (const judged of queries.filter((query) => query.name === name)) fresh.push(await collectOne(judged, trees, ports));
    await writeFile(kept, serialize(fresh));
    process.stderr.write(`${set} ${name}: ${fresh.length} queries\n`);
    records.push(...fresh);
  }
  return records;
}

async function collectOne(judged: JudgedQuery, trees: string, ports: BenchPorts): Promise<QueryRecord> {
  const query = queryOf(judged.query, defaultSearchOptions);
  const folder = path.join(path.resolve(trees), judged.name);
  const scope: SearchScope = { folders: [{ path: folder, ...(judged.root ? { root: judged.root } : {}) }], include: [], exclude: defaultExclude, useIgnoreFiles: true, overlays: new Map() };
  const { signal } = new AbortController();
  const candidates: Candidate[] = [];
  const stats = await ports.textSearch.search(query, scope, (candidate) => candidates.push(candidate), signal);
  const ranked = atOnce(rankFiles(candidates, query, collectionOf(candidates, query, stats.filesSearched), defaultRankOptions, KEPT_FILES));
  const files = await ports.snippets.cut(ranked.map(({ candidate: { folder: home, path: file } }) => ({ folder: home, path: file })), query, { maxLines: defaultSearchOptions.snippetLines, maxFileBytes: defaultSearchOptions.maxFileBytes }, signal);
  const slim = files.map((file) => ({ ...file, snippets: file.snippets.map((snippet) => ({ ...snippet, text: '', hitLines: [] })) }));
  return { judged, query, filesSearched: stats.filesSearched, candidates, files: slim };
}
