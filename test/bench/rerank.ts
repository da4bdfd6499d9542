/**
 * Speed of the model process against the bare runtime and against the obvious way, on the same pairs in the same run. docs/performance.md, "Reranking".
 */
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { searchRerankOptions } from '../../src/engine/rerankOptions.ts';
import { assetsOf } from '../../src/node/assets.ts';
import { percentile } from './metrics.ts';
import { pairTokenizerFrom } from './pairTokenizers.ts';
import { benchPorts, type BenchPorts } from './ports.ts';
import { contendersOf, type Contender } from './rerankContenders.ts';
import { rerankRequests, type RerankRequest } from './rerankPairs.ts';
import { table } from './table.ts';
import { compareTwoPasses } from './twoPass.ts';

const usage = `usage: npm run bench:rerank -- --trees DIR --sets DIR [options]
  --trees DIR      a folder per repository, at its pinned commit
  --sets DIR       e2e-semble.jsonl, e2e-history.jsonl
  --passages N     passages of all questions together (500)
  --rounds N       rounds in which each contender has its turn (3)
  --no-obvious     the model process and the bare runtime alone
  --two-pass       instead: what a short first reading of all candidates saves and loses
  --sample N       queries of each set for that (80)
  --work DIR       keep the model's scores here, so that a later run scores only what is new
`;

const { values } = parseArgs({ options: { trees: { type: 'string' }, sets: { type: 'string' }, passages: { type: 'string' }, rounds: { type: 'string' }, 'no-obvious': { type: 'boolean' }, 'two-pass': { type: 'boolean' }, sample: { type: 'string' }, work: { type: 'string' } } });

if (values.trees === undefined || values.sets === undefined) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else await main(values.trees, values.sets);

async function main(trees: string, sets: string): Promise<void> {
  const dist = path.join(import.meta.dirname, '../../dist');
  const ports = await benchPorts(dist, { work: values.work });
  try {
    if (values['two-pass']) await compareTwoPasses(trees, sets, ports, await pairTokenizerFrom(path.join(assetsOf(path.resolve(dist)).models, 'code-reranker')), Number(values.sample ?? 80), print);
    else await compareSpeeds(dist, trees, sets, ports);
  } finally {
    await ports.dispose();
  }
}

async function compareSpeeds(dist: string, trees: string, sets: string, ports: BenchPorts): Promise<void> {
  const [count, rounds] = [Number(values.passages ?? 500), Number(values.rounds ?? 3)];
  const requests = await rerankRequests(trees, sets, ports, count);
  const contenders = await contendersOf(dist, requests, ports.freshReranker(searchRerankOptions), values['no-obvious'] ?? false, progress);
  print(`# Reranking: ${requests.flatMap(({ passages }) => passages).length} passages of ${requests.length} questions\n`);
  print(`${os.cpus()[0]?.model.trim() ?? 'an unknown processor'}, ${os.availableParallelism()} threads, Node ${process.version}; medians of ${rounds} rounds.\n`);
  print(reportOf(contenders, await timesOf(contenders, rounds), requests));
  for (const { dispose } of contenders) await dispose();
}

/** Milliseconds of each contender in each round; one turn before them warms up. */
async function timesOf(contenders: readonly Contender[], rounds: number): Promise<number[][]> {
  const times: number[][] = contenders.map(() => []);
  for (const { run } of contenders) await run(1);
  for (let round = 0; round < rounds; round++) {
    for (const [place, { name, run }] of contenders.entries()) {
      const start = performance.now();
      await run();
      const ms = performance.now() - start;
      times[place]?.push(ms);
      progress(`round ${round + 1}: ${name}: ${ms.toFixed(0)} ms`);
    }
  }
  return times;
}

function reportOf(contenders: readonly Contender[], times: readonly (readonly number[])[], requests: readonly RerankRequest[]): string {
  const count = requests.flatMap(({ passages }) => passages).length;
  const medians = times.map((ms) => percentile(ms, 0.5));
  const bare = medians[0] ?? NaN;
  const ours = medians[contenders.findIndex(({ isOurs }) => isOurs)] ?? NaN;
  return table(
    ['', 'passages a second', 'of the bare runtime', 'our process is', 'ms, all rounds', 'remarks'],
    contenders.map(({ name, remarks }, place) => {
      const ms = medians[place] ?? NaN;
      return [name, ((count * 1000) / ms).toFixed(1), `${((100 * bare) / ms).toFixed(1)} %`, `${(ms / ours).toFixed(2)} times as fast`, (times[place] ?? []).map((one) => one.toFixed(0)).join(', '), remarks];
    }),
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
