/**
 * What each signal of the text order is worth: the first stage of each judged query is run once and kept, then ranked with one weight
 * at a time switched off, or of another value.
 * usage: npm run bench:ablation -- --trees DIR --sets DIR --work DIR
 * --work keeps what the first stage saw; empty it when cutting or matching changes.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { defaultRankOptions, fileRowRankOptions } from '../../src/engine/fitted.ts';
import type { RankOptions } from '../../src/engine/rankOptions.ts';
import { mean } from '../../src/engine/statistics.ts';
import { collect, type QueryRecord } from './collect.ts';
import { readJudgedPaths, readQueries, type JudgedPaths } from './judgedQueries.ts';
import { fileMeasures, lineMeasures } from './metrics.ts';
import { benchPorts } from './ports.ts';
import { firstOfEachFile, rankRecord } from './rankRecord.ts';
import { table } from './table.ts';

/** Each signal without its effect. */
const switchedOff: Readonly<Record<string, Partial<RankOptions>>> = {
  'nothing (all signals on)': {},
  'length (b)': { b: 0 },
  'symbol and container names (nameHits)': { nameHits: 0 },
  'file name (fileNameHits)': { fileNameHits: 0 },
  'folder names (folderHits)': { folderHits: 0 },
  'words of code for words of the query (expansion)': { expansion: 0 },
  'words covered (coverage)': { coverage: 0 },
  'other snippets of the file (neighbours)': { neighbours: 0 },
  'the file as a whole (wholeFile)': { wholeFile: 0 },
  'definition of the asked symbol (definition, sameCase)': { definition: 1, sameCase: 1 },
  'functions and methods (functions)': { functions: 1 },
  'file name that is asked for (namedFile)': { namedFile: 0 },
  'loose code (loose)': { loose: 1 },
  tests: { tests: 1 },
  documents: { docs: 1 },
  configuration: { config: 1 },
  examples: { examples: 1 },
  'declarations, generated, vendored': { declarations: 1, generated: 1, vendored: 1 },
};

/** Other values than those chosen, where docs/ranking.md says why. */
const chosenOtherwise: Readonly<Record<string, Partial<RankOptions>>> = {
  'k1 of lines for file rows too': { k1: defaultRankOptions.k1 },
  'k1 of file rows for lines too': { k1: fileRowRankOptions.k1 },
  ...Object.fromEntries([0, 0.38, 0.56, 0.75, 1.13, 1.5].map((expansion) => [`expansion ${expansion}`, { expansion }])),
};

const { values } = parseArgs({ options: { trees: { type: 'string' }, sets: { type: 'string' }, work: { type: 'string' } } });
if (values.trees === undefined || values.sets === undefined || values.work === undefined) {
  process.stderr.write('bench:ablation needs --trees DIR, --sets DIR and --work DIR; see docs/ranking.md\n');
  process.exit(2);
}
const ports = await benchPorts(path.join(import.meta.dirname, '../../dist'));
const judgedPaths = await readJudgedPaths(values.sets);
const records: QueryRecord[] = [];
for (const set of ['semble', 'history'] as const) records.push(...(await collect(set, await readQueries(values.sets, set), values.trees, ports, values.work)));
await ports.dispose();

print('without', switchedOff);
print('with', chosenOtherwise);

function print(head: string, changes: Readonly<Record<string, Partial<RankOptions>>>): void {
  const rows = Object.entries(changes).map(([name, change]) => [name, ...measure(records, change, judgedPaths).map((value) => value.toFixed(3))]);
  process.stdout.write(`${table([head, 'e2e-semble nDCG@10', 'e2e-history MRR', 'nDCG@10', 'recall@100'], rows)}\n\n`);
}

function measure(asked: readonly QueryRecord[], change: Partial<RankOptions>, paths: JudgedPaths): number[] {
  const columns: [number[], number[], number[], number[]] = [[], [], [], []];
  for (const record of asked) {
    const isFileLevel = record.judged.qid.startsWith('semble');
    const ranked = rankRecord(record, { ...(isFileLevel ? fileRowRankOptions : defaultRankOptions), ...change });
    if (isFileLevel) columns[0].push(fileMeasures(record.judged, firstOfEachFile(ranked))['ndcg@10'] ?? 0);
    else {
      const found = lineMeasures(record.judged, ranked, paths);
      columns[1].push(found['mrr'] ?? 0);
      columns[2].push(found['ndcg@10'] ?? 0);
      columns[3].push(found['recall@100'] ?? 0);
    }
  }
  return columns.map(mean);
}
