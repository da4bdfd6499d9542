/**
 * Ranking benchmark: judged queries over pinned repositories, through the same search() as the product.
 * usage: npm run bench -- --trees DIR --sets DIR [--set semble|history] [--text-only] [--candidates N] [--repository NAME] [--record] [--work DIR]
 * DIR of trees: a folder per repository; DIR of sets: e2e-semble.jsonl, e2e-history.jsonl, scope.json.gz.
 * --record keeps the measures in recorded.json, which later runs are compared with.
 */
import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { defaultSearchOptions } from '../../src/engine/options.ts';
import type { Order } from '../../src/engine/types.ts';
import { readJudgedPaths, readQueries, type SetName } from './judgedQueries.ts';
import { mean, percentile } from './metrics.ts';
import { benchPorts } from './ports.ts';
import { orders, runQuery, type QueryRun } from './runs.ts';
import { bootstrapInterval } from './statistics.ts';

/** Measure that decides, by set. */
const mainMeasure: Readonly<Record<SetName, string>> = { semble: 'ndcg@10', history: 'mrr' };
const shown: Readonly<Record<SetName, readonly string[]>> = {
  semble: ['ndcg@10', 'mrr', 'hit@1', 'hit@5', 'hit@10'],
  history: ['mrr', 'ndcg@10', 'hit@1', 'hit@5', 'hit@10', 'recall@10', 'recall@50', 'recall@100', 'recall@200'],
};

/** Main measure by query id and order. */
type Recorded = Record<string, Partial<Record<Order, number>>>;

const root = path.join(import.meta.dirname, '../..');
const recordedFile = path.join(import.meta.dirname, 'recorded.json');

const { values } = parseArgs({
  options: { trees: { type: 'string' }, sets: { type: 'string' }, set: { type: 'string' }, 'text-only': { type: 'boolean' }, candidates: { type: 'string' }, repository: { type: 'string' }, record: { type: 'boolean' }, model: { type: 'string' }, work: { type: 'string' } },
});
if (values.trees === undefined || values.sets === undefined) {
  process.stderr.write('bench needs --trees DIR (a folder per repository) and --sets DIR (judged queries); see docs/ranking.md\n');
  process.exit(2);
}
await runBench(values.trees, values.sets);

async function runBench(trees: string, sets: string): Promise<void> {
  const judgedPaths = await readJudgedPaths(sets);
  const recorded = JSON.parse(await readFile(recordedFile, 'utf8').catch(() => '{}')) as Recorded;
  const ports = await benchPorts(path.join(root, 'dist'), { model: values.model, work: values.work });
  print(`${os.cpus()[0]?.model.trim()}, ${os.availableParallelism()} threads, Node ${process.version}`);
  for (const set of (['semble', 'history'] as const).filter((name) => values.set === undefined || values.set === name)) {
    const queries = (await readQueries(sets, set)).filter(({ name }) => values.repository === undefined || name === values.repository);
    const runs: QueryRun[] = [];
    const settings = { trees, set, judgedPaths, isTextOnly: values['text-only'] ?? false, candidateLimit: Number(values.candidates ?? defaultSearchOptions.candidateLimit) };
    for (const judged of queries) {
      runs.push(await runQuery(judged, ports, settings));
      if (runs.length % 50 === 0) process.stderr.write(`${set}: ${runs.length} of ${queries.length}\n`);
    }
    report(set, runs, recorded);
    for (const run of runs) recorded[run.judged.qid] = { ...recorded[run.judged.qid], ...mainOf(set, run) };
  }
  await ports.dispose();
  if (values.record) await writeFile(recordedFile, `${JSON.stringify(recorded, null, 1)}\n`);
}

function mainOf(set: SetName, run: QueryRun): Partial<Record<Order, number>> {
  return Object.fromEntries(Object.entries(run.measures).map(([order, measures]) => [order, Math.round((measures[mainMeasure[set]] ?? 0) * 1e4) / 1e4]));
}

function report(set: SetName, runs: readonly QueryRun[], recorded: Recorded): void {
  const main = mainMeasure[set];
  const ran = orders.filter((order) => runs[0]?.measures[order]);
  print(`\n## e2e-${set}: ${runs.length} queries\n\n| order | ${shown[set].join(' | ')} | ${main}, 95 % | against the recorded run |\n|---|${'---|'.repeat(shown[set].length + 2)}`);
  for (const order of ran) {
    const valuesOf = (name: string): number[] => runs.map((run) => run.measures[order]?.[name] ?? 0);
    const differences = runs.flatMap((run) => {
      const before = recorded[run.judged.qid]?.[order];
      return before === undefined ? [] : [(run.measures[order]?.[main] ?? 0) - before];
    });
    const against = differences.length === 0 ? 'none' : `${signed(mean(differences))} (${bootstrapInterval(differences).map(signed).join(' to ')})`;
    print(`| ${order} | ${shown[set].map((name) => mean(valuesOf(name)).toFixed(3)).join(' | ')} | ${bootstrapInterval(valuesOf(main)).map((bound) => bound.toFixed(3)).join(' to ')} | ${against} |`);
  }
  print(`\n| ${main} of | queries | ${ran.join(' | ')} |\n|---|---|${'---|'.repeat(ran.length)}`);
  for (const [group, members] of groups(runs)) print(`| ${group} | ${members.length} | ${ran.map((order) => mean(members.map((run) => run.measures[order]?.[main] ?? 0)).toFixed(3)).join(' | ')} |`);
  print(`\n| ms | p50 | p95 |\n|---|---|---|`);
  for (const stage of Object.keys(runs[0]?.times ?? {})) {
    const times = runs.map((run) => run.times[stage] ?? 0);
    print(`| ${stage} | ${percentile(times, 0.5).toFixed(0)} | ${percentile(times, 0.95).toFixed(0)} |`);
  }
}

function groups(runs: readonly QueryRun[]): (readonly [string, QueryRun[]])[] {
  const found = new Map<string, QueryRun[]>();
  for (const run of runs) {
    const { lang, category, namesIdentifier } = run.judged;
    const kinds = [lang, ...(category === undefined ? [] : [`kind: ${category}`]), ...(namesIdentifier === undefined ? [] : [namesIdentifier ? 'kind: named' : 'kind: plain'])];
    for (const kind of kinds) found.set(kind, [...(found.get(kind) ?? []), run]);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

function signed(value: number): string {
  return `${value >= 0 ? '+' : ''}${value.toFixed(3)}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
