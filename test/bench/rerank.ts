/**
 * Speed of the model process against the bare runtime and against the obvious way, on the same pairs in the same run. docs/performance.md, "Reranking".
 */
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { percentile } from '../../src/engine/statistics.ts';
import { assetsOf } from '../../src/node/assets.ts';
import { pairTokenizerFrom } from './pairTokenizers.ts';
import { benchPorts, type BenchPorts } from './ports.ts';
import { benchRerankOptions, contendersOf, type Contender } from './rerankContenders.ts';
import { rerankRequests } from './rerankPairs.ts';
import { table } from './table.ts';
import { compareTwoPasses } from './twoPass.ts';

/** Pieces in which contenders take turns. */
const PARTS = 16;

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
  const contenders = await contendersOf(dist, requests, ports.freshReranker(benchRerankOptions), values['no-obvious'] ?? false, progress);
  const passages = requests.reduce((sum, request) => sum + request.passages.length, 0);
  print(`# Reranking: ${passages} pairs of ${requests.length} questions\n`);
  print(`${os.cpus()[0]?.model.trim() ?? 'an unknown processor'}, ${os.availableParallelism()} threads, Node ${process.version}.\n`);
  await measure(contenders, rounds, (round, outcomes) => print(`Round ${round} of ${rounds}, medians so far:\n\n${reportOf(outcomes, passages)}\n`));
  for (const { dispose } of contenders) await dispose();
}

interface Outcome {
  readonly contender: Contender;
  /** The sum over the parts of the median round. */
  readonly ms: number;
  /** Logits by passage. */
  readonly logits: readonly number[];
}

/** Each contender does a part in turn, part after part, round after round: what else disturbs the machine disturbs all alike. */
async function measure(contenders: readonly Contender[], rounds: number, onRound: (round: number, outcomes: readonly Outcome[]) => void): Promise<void> {
  const times: number[][][] = contenders.map(() => Array.from({ length: PARTS }, () => []));
  const logits: number[][] = contenders.map(() => []);
  for (const { units } of contenders) await units[0]?.();
  for (let round = 0; round < rounds; round++) {
    for (let part = 0; part < PARTS; part++) {
      for (const [place, { units }] of contenders.entries()) {
        const start = performance.now();
        const scores = [];
        for (const unit of units.slice(Math.floor((part * units.length) / PARTS), Math.floor(((part + 1) * units.length) / PARTS))) scores.push(...(await unit()));
        times[place]?.[part]?.push(performance.now() - start);
        const known = logits[place] ?? [];
        if (round === 0) for (const { index, logit } of scores) known[index] = Math.max(known[index] ?? -Infinity, logit);
      }
    }
    onRound(round + 1, contenders.map((contender, place) => ({ contender, ms: (times[place] ?? []).reduce((sum, one) => sum + percentile(one, 0.5), 0), logits: logits[place] ?? [] })));
  }
}

function reportOf(outcomes: readonly Outcome[], count: number): string {
  const bare = outcomes[0];
  const ours = outcomes.find(({ contender }) => contender.isOurs);
  const difference = percentile((ours?.logits ?? []).map((logit, index) => Math.abs(logit - (bare?.logits[index] ?? NaN))), 0.95);
  const rows = outcomes.map(({ contender: { name, remarks }, ms }) => [name, ((count * 1000) / ms).toFixed(1), `${((100 * (bare?.ms ?? NaN)) / ms).toFixed(1)} %`, (ms / (ours?.ms ?? NaN)).toFixed(2), remarks]);
  return `${table(['', 'pairs a second', 'of the bare runtime', 'time by ours', 'how'], rows)}\n\n95 of 100 logits of our process are within ${difference.toFixed(3)} of the bare runtime's.`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
