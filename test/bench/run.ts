/**
 * Ranking benchmark: judged queries over pinned repositories, through the same search() as the product. docs/ranking.md, "Measure it again".
 */
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { defaultSearchOptions } from '../../src/engine/options.ts';
import { compareCandidateCounts, defaultCurveSample } from './curve.ts';
import { readJudgedPaths, readQueries, setNames, type JudgedQuery, type SetName } from './judgedQueries.ts';
import { layTrees } from './layTrees.ts';
import { comparePassages, defaultPassageSample } from './passages.ts';
import { benchPorts, type BenchPorts } from './ports.ts';
import { readRecorded, record } from './recorded.ts';
import { recordFixtures } from './recordFixtures.ts';
import { report } from './report.ts';
import { runQuery, type QueryRun, type RunSettings } from './runs.ts';

const usage = `usage: npm run bench -- --trees DIR --sets DIR [options]
  --trees DIR        a folder per repository, at its pinned commit
  --sets DIR         e2e-semble.jsonl, e2e-history.jsonl, scope.json.gz, repos.json
  --mirror DIR       lay out the trees that are missing, from git directories owner+name in here
  --work DIR         keep the model's scores here, so that a later run scores only what is new
  --model NAME       a model that ships, or the folder of another
  --set NAME         semble or history alone
  --repository NAME  one repository alone
  --candidates N     snippets that the model reads, at most
  --text-only        the first stage alone
  --record           keep the measures; later runs are compared with them
  --curve            instead: quality and time by the number of snippets that the model reads
  --passages         instead: quality and time by what the model is shown of a snippet
  --fixtures         instead: record the fixtures of test/unit/ranking.test.ts anew
  --sample N         queries of each set for the curve or the passages
`;

const { values } = parseArgs({
  options: {
    trees: { type: 'string' }, sets: { type: 'string' }, mirror: { type: 'string' }, work: { type: 'string' }, model: { type: 'string' }, set: { type: 'string' }, repository: { type: 'string' },
    candidates: { type: 'string' }, sample: { type: 'string' }, 'text-only': { type: 'boolean' }, record: { type: 'boolean' }, curve: { type: 'boolean' }, passages: { type: 'boolean' }, fixtures: { type: 'boolean' },
  },
});

if (values.trees === undefined || values.sets === undefined) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else await main(values.trees, values.sets);

async function main(trees: string, sets: string): Promise<void> {
  if (values.mirror !== undefined) await layTrees(sets, trees, values.mirror, progress);
  const ports = await benchPorts(path.join(import.meta.dirname, '../../dist'), { model: values.model, work: values.work });
  const sample = values.sample === undefined ? undefined : { history: Number(values.sample), semble: Number(values.sample) };
  try {
    if (values.passages) await comparePassages(trees, sets, ports, { ...defaultPassageSample, ...(sample && { queries: sample }), ...(values.candidates !== undefined && { candidates: Number(values.candidates) }) }, print);
    else if (values.curve) await compareCandidateCounts(trees, sets, ports, { ...defaultCurveSample, ...(sample && { queries: sample }), ...(values.candidates !== undefined && { most: Number(values.candidates) }) }, print);
    else if (values.fixtures) await recordFixtures(trees, sets, ports, progress);
    else await runSets(trees, sets, ports);
  } finally {
    await ports.dispose();
  }
}

async function runSets(trees: string, sets: string, ports: BenchPorts): Promise<void> {
  const isTextOnly = values['text-only'] ?? false;
  const candidateLimit = Number(values.candidates ?? defaultSearchOptions.candidateLimit);
  const judgedPaths = await readJudgedPaths(sets);
  const chosen = new Map<SetName, JudgedQuery[]>();
  for (const set of setNames.filter((name) => values.set === undefined || values.set === name)) {
    chosen.set(set, (await readQueries(sets, set)).filter(({ name }) => values.repository === undefined || name === values.repository));
  }
  const all = [...chosen.values()].flat();
  const { id, precision, device } = ports.reranker.model;
  print(`# Ranking benchmark\n\n${isTextOnly ? 'No model' : `Model ${id} (${precision}, ${device}), ${candidateLimit} candidates`}; queries: ${all.length}, repositories: ${new Set(all.map(({ name }) => name)).size}.`);
  print(`Times on ${os.cpus()[0]?.model.trim() ?? 'an unknown processor'}, ${os.availableParallelism()} threads, Node ${process.version}.`);
  for (const [set, queries] of chosen) {
    const runs = await runQueries(queries, ports, { trees, set, judgedPaths, isTextOnly, candidateLimit });
    const recorded = await readRecorded(set);
    print(`\n${report(set, runs, recorded)}`);
    if (values.record) await record(set, recorded, runs);
  }
}

async function runQueries(queries: readonly JudgedQuery[], ports: BenchPorts, settings: RunSettings): Promise<QueryRun[]> {
  const runs: QueryRun[] = [];
  for (const judged of queries) {
    runs.push(await runQuery(judged, ports, settings));
    if (runs.length % 50 === 0) progress(`${settings.set}: ${runs.length} of ${queries.length}`);
  }
  return runs;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
