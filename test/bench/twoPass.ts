import { defaultSearchOptions } from '../../src/engine/options.ts';
import { passageOf } from '../../src/engine/passage.ts';
import { present } from '../../src/engine/present.ts';
import { type RerankOptions, searchRerankOptions } from '../../src/engine/rerankOptions.ts';
import { bootstrapInterval, mean } from '../../src/engine/statistics.ts';
import { parseQuery } from '../../src/engine/terms.ts';
import type { RankedResult } from '../../src/engine/types.ts';
import type { PairTokenizer } from '../../src/model/pairTokenizer.ts';
import { offeredText } from '../../src/node/offeredText.ts';
import { firstStage, judge, logitsOf, optionsFor, sampleOf } from './firstStage.ts';
import { readJudgedPaths, readQueries, setNames, type SetName } from './judgedQueries.ts';
import type { Measures } from './metrics.ts';
import { pairLimitsOf } from './pairTokenizers.ts';
import type { BenchPorts } from './ports.ts';
import { interval, signed } from './statistics.ts';
import { table } from './table.ts';

/** Tokens of a pair of the first reading. */
const shortLengths = [64, 96] as const;
/** Passages that are then read in full. */
const fullCounts = [0, 5, 10, 15, 20] as const;

/** Everything that is known of one query: what each reading of each candidate said, and what it cost. */
interface Reading {
  readonly set: SetName;
  readonly results: readonly RankedResult[];
  readonly full: readonly number[];
  readonly short: ReadonlyMap<number, readonly number[]>;
  readonly fullTokens: readonly number[];
  readonly shortTokens: ReadonlyMap<number, readonly number[]>;
  readonly judge: (results: readonly RankedResult[]) => Measures;
}

interface Scheme {
  readonly name: string;
  /** Logits of the candidates, and the tokens that they cost. */
  readonly read: (reading: Reading, order: Order) => { readonly logits: readonly (number | undefined)[]; readonly tokens: number };
}

/** Rows in blended order from logits of the candidates. */
type Order = (reading: Reading, logits: readonly (number | undefined)[]) => readonly RankedResult[];

/** What it saves and loses to have all candidates read shortly first, and only the best of them in full. */
export async function compareTwoPasses(trees: string, sets: string, ports: BenchPorts, tokenizer: PairTokenizer, queries: number, print: (line: string) => void): Promise<void> {
  const readings: Reading[] = [];
  const judgedPaths = await readJudgedPaths(sets);
  for (const set of setNames) {
    for (const judged of sampleOf(await readQueries(sets, set), queries)) {
      const results = await firstStage(judged, set, trees, ports);
      const read = await readAll(parseQuery(judged.query).text, results.slice(0, defaultSearchOptions.candidateLimit), ports, tokenizer);
      readings.push({ set, results, ...read, judge: (rows) => judge(judged, set, rows, judgedPaths) });
      if (readings.length % 20 === 0) process.stderr.write(`two passes: ${readings.length} queries\n`);
    }
  }
  const order: Order = ({ set, results }, logits) =>
    present(results.map((result, place) => ({ ...result, ...(logits[place] !== undefined && { logit: logits[place] }) })), { ...optionsFor(set), order: 'blended' }, true, ports.reranker.model);
  print(`\n## Read shortly first: ${queries} queries of each set, ${defaultSearchOptions.candidateLimit} candidates, blended\n`);
  const whole = readings.map((reading) => ({ tokens: sum(reading.fullTokens), measures: reading.judge(order(reading, reading.full)) }));
  print(table(['', 'tokens', 'e2e-history MRR', 'against all in full', 'e2e-semble nDCG@10', 'against all in full'], schemes().map(({ name, read }) => {
    const outcomes = readings.map((reading) => {
      const { logits, tokens } = read(reading, order);
      return { tokens, measures: reading.judge(order(reading, logits)) };
    });
    const figures = (set: SetName, measure: string): string[] => {
      const places = [...readings.keys()].filter((place) => readings[place]?.set === set);
      const values = places.map((place) => outcomes[place]?.measures[measure] ?? 0);
      const differences = places.map((place, at) => (values[at] ?? 0) - (whole[place]?.measures[measure] ?? 0));
      return [mean(values).toFixed(3), `${signed(mean(differences))} (${interval(bootstrapInterval(differences))})`];
    };
    const share = sum(outcomes.map(({ tokens }) => tokens)) / sum(whole.map(({ tokens }) => tokens));
    return [name, `${(100 * share).toFixed(0)} %`, ...figures('history', 'mrr'), ...figures('semble', 'ndcg@10')];
  })));
}

function schemes(): Scheme[] {
  const fewer = [10, 15, 20, 30].map((count): Scheme => ({ name: `the first ${count} in full`, read: ({ full, fullTokens }) => ({ logits: full.slice(0, count), tokens: sum(fullTokens.slice(0, count)) }) }));
  const twice = shortLengths.flatMap((length) => fullCounts.map((count): Scheme => ({
    name: `all at ${length} tokens, then the best ${count} in full`,
    read: (reading, order) => {
      const logits = [...(reading.short.get(length) ?? [])];
      const best = order(reading, logits).map(({ textRank }) => textRank - 1).filter((place) => place < logits.length).slice(0, count);
      const tokens = sum(reading.shortTokens.get(length) ?? []) + sum(best.map((place) => reading.fullTokens[place] ?? 0));
      for (const place of best) logits[place] = reading.full[place] ?? 0;
      return { logits, tokens };
    },
  })));
  return [...fewer, ...twice];
}

async function readAll(query: string, candidates: readonly RankedResult[], ports: BenchPorts, tokenizer: PairTokenizer): Promise<Pick<Reading, 'full' | 'short' | 'fullTokens' | 'shortTokens'>> {
  const passages = candidates.map(passageOf);
  const tokensOf = (options: RerankOptions): number[] => {
    const pairsOf = tokenizer.forQuery(query, pairLimitsOf(options));
    return passages.map((passage) => sum(pairsOf(offeredText(passage)).map(({ ids }) => ids.length)));
  };
  const short = new Map<number, readonly number[]>();
  const shortTokens = new Map<number, readonly number[]>();
  for (const length of shortLengths) {
    const options: RerankOptions = { ...searchRerankOptions, maxLength: length, maxWindows: 1 };
    short.set(length, await logitsOf(await ports.rerankerOf(options), query, passages));
    shortTokens.set(length, tokensOf(options));
  }
  return { full: await logitsOf(ports.reranker, query, passages), short, fullTokens: tokensOf(searchRerankOptions), shortTokens };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
