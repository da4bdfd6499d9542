import { passageOf } from '../../src/engine/passage.ts';
import { searchRerankOptions } from '../../src/engine/rerankOptions.ts';
import { present } from '../../src/engine/present.ts';
import { bootstrapInterval, mean, percentile } from '../../src/engine/statistics.ts';
import { parseQuery } from '../../src/engine/terms.ts';
import type { RankedResult } from '../../src/engine/types.ts';
import { firstStage, isSpread, judge, logitsOf, optionsFor, sampleOf } from './firstStage.ts';
import { readJudgedPaths, readQueries, setNames, type JudgedQuery, type SetName } from './judgedQueries.ts';
import type { Measures } from './metrics.ts';
import type { BenchPorts } from './ports.ts';
import { interval, signed } from './statistics.ts';
import { table } from './table.ts';

/** Snippets that the model reads. */
const counts = [0, 5, 10, 20, 40, 60, 100, 200];

export interface CurveSample {
  /** Queries of each set. */
  readonly queries: Readonly<Record<SetName, number>>;
  /** Queries of each set that are searched once more for each count, for times. */
  readonly timed: number;
  /** Most snippets that are read; larger counts are left out. */
  readonly most: number;
}

export const defaultCurveSample: CurveSample = { queries: { history: Infinity, semble: Infinity }, timed: 6, most: Infinity };

interface Point {
  readonly count: number;
  readonly measures: Record<SetName, Measures[]>;
  /** Milliseconds from the question to the final order. */
  readonly times: number[];
}

/** Quality of the blended order against the time of a search, by the number of snippets that the model reads. */
export async function compareCandidateCounts(trees: string, sets: string, ports: BenchPorts, sample: CurveSample, print: (line: string) => void): Promise<void> {
  const judgedPaths = await readJudgedPaths(sets);
  const points = counts.filter((count) => count <= sample.most).map((count): Point => ({ count, measures: { semble: [], history: [] }, times: [] }));
  for (const set of setNames) {
    const queries = sampleOf(await readQueries(sets, set), sample.queries[set]);
    for (const [at, judged] of queries.entries()) {
      const start = performance.now();
      const results = await firstStage(judged, set, trees, ports);
      const firstMs = performance.now() - start;
      const logits = await read(judged, results.slice(0, Math.max(...points.map(({ count }) => count))), ports.reranker);
      for (const point of points) {
        const scored = results.map((result, place) => (place < Math.min(point.count, logits.length) ? { ...result, logit: logits[place] ?? 0 } : result));
        point.measures[set].push(judge(judged, set, present(scored, { ...optionsFor(set), order: 'blended' }, true, ports.reranker.model), judgedPaths));
      }
      if (isSpread(at, queries.length, sample.timed)) await time(judged, results, firstMs, points, ports);
      if (at % 20 === 19) process.stderr.write(`curve: ${set} ${at + 1} queries\n`);
    }
  }
  const [none] = points;
  if (none === undefined) return;
  print(`\n## Snippets that the model reads, blended: ${none.measures.history.length} queries of e2e-history, ${none.measures.semble.length} of e2e-semble\n`);
  print(table(['read', 'e2e-history MRR', 'nDCG@10', 'against none', 'e2e-semble nDCG@10', 'against none', 'median ms'], points.map((point) => rowOf(point, none))));
}

function rowOf({ count, measures, times }: Point, none: Point): string[] {
  const figure = (set: SetName, name: string): string => mean(measures[set].map((one) => one[name] ?? 0)).toFixed(3);
  const gain = (set: SetName, name: string): string => {
    const differences = measures[set].map((one, at) => (one[name] ?? 0) - (none.measures[set][at]?.[name] ?? 0));
    return count === 0 ? '' : `${signed(mean(differences))} (${interval(bootstrapInterval(differences))})`;
  };
  return [String(count), figure('history', 'mrr'), figure('history', 'ndcg@10'), gain('history', 'mrr'), figure('semble', 'ndcg@10'), gain('semble', 'ndcg@10'), percentile(times, 0.5).toFixed(0)];
}

/** Scores anew for each count: what is remembered takes no time. */
async function time(judged: JudgedQuery, results: readonly RankedResult[], firstMs: number, points: readonly Point[], ports: BenchPorts): Promise<void> {
  const fresh = ports.freshReranker(searchRerankOptions);
  await read(judged, results.slice(0, 1), fresh);
  for (const { count, times } of points) {
    const start = performance.now();
    await read(judged, results.slice(0, count), fresh);
    times.push(firstMs + performance.now() - start);
  }
}

function read(judged: JudgedQuery, results: readonly RankedResult[], reranker: Parameters<typeof logitsOf>[0]): Promise<number[]> {
  return logitsOf(reranker, parseQuery(judged.query).text, results.map(passageOf));
}
