import { orderResults } from '../../src/engine/blend.ts';
import { fittedModelId } from '../../src/engine/fitted.ts';
import { modelFitOf } from '../../src/engine/modelFit.ts';
import { searchRerankOptions } from '../../src/engine/rerankOptions.ts';
import { bootstrapInterval, mean, percentile } from '../../src/engine/statistics.ts';
import { parseQuery } from '../../src/engine/terms.ts';
import type { RankedResult, Reranker } from '../../src/engine/types.ts';
import { firstStage, isSpread, judge, logitsOf, sampleOf } from './firstStage.ts';
import { readJudgedPaths, readQueries, type JudgedPaths, type JudgedQuery, type SetName } from './judgedQueries.ts';
import { passageIn, productForm, type PassageForm } from './passageForm.ts';
import type { BenchPorts } from './ports.ts';
import type { RememberingReranker } from './rememberingReranker.ts';
import { firstOfEachFile } from './rankRecord.ts';
import { interval, signed } from './statistics.ts';
import { table } from './table.ts';

/** One way to show snippets to the model; what is absent is as the product has it. */
interface Format extends Partial<PassageForm> {
  readonly maxLength?: number;
  readonly maxWindows?: number;
}

const formats: readonly Format[] = [
  {},
  { path: false },
  { names: true },
  { leadingComment: false },
  { maxLength: 128, maxWindows: 1 },
  { maxLength: 128, maxWindows: 2 },
  { maxLength: 192, maxWindows: 1 },
  { maxLength: 192, maxWindows: 3 },
  { maxLength: 256, maxWindows: 1 },
  { maxLength: 256, maxWindows: 2 },
  { maxLength: 384, maxWindows: 1 },
];

/** Weights of the model that each format may choose from: another format is another scale of logits. */
const weights = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1, 1.5, 2, 3];

export interface PassageSample {
  /** Queries of each set. */
  readonly queries: Readonly<Record<SetName, number>>;
  /** Snippets of each query that the model reads. */
  readonly candidates: number;
  /** Queries of each set that are read once more, for times. */
  readonly timed: number;
}

/** What can be read in half an hour of two idle cores. */
export const defaultPassageSample: PassageSample = { queries: { history: 120, semble: 60 }, candidates: 40, timed: 5 };

interface Sampled {
  readonly judged: JudgedQuery;
  readonly set: SetName;
  /** In text order; those behind the candidates are not read. */
  readonly results: readonly RankedResult[];
}

/** One format over the whole sample. */
interface Measured {
  readonly format: Format;
  /** Median over the timed queries. */
  readonly msPerQuery: number;
  /** Main measure of each query, by set: of the model alone, and of the blend at its best weight. */
  readonly reranked: Readonly<Record<SetName, readonly number[]>>;
  readonly blended: Readonly<Record<SetName, { readonly weight: number; readonly values: readonly number[] }>>;
}

/** A format at work. */
interface Trial {
  readonly format: Format;
  readonly reranker: RememberingReranker;
  readonly form: PassageForm;
  /** Without a memory, for times. */
  readonly fresh: Reranker;
  readonly scored: Sampled[];
  /** Milliseconds of each query that was timed. */
  readonly times: number[];
}

/**
 * Compares what the model may be shown of a snippet, by quality and speed. Each query is read in every format before the next one, so that
 * whatever else the machine does slows all of them alike.
 */
export async function comparePassages(trees: string, sets: string, ports: BenchPorts, sample: PassageSample, print: (line: string) => void): Promise<void> {
  const judgedPaths = await readJudgedPaths(sets);
  const trials: Trial[] = [];
  for (const format of formats) {
    const { maxLength = searchRerankOptions.maxLength, maxWindows = searchRerankOptions.maxWindows, ...changes } = format;
    const rerank = { ...searchRerankOptions, maxLength, maxWindows };
    trials.push({ format, reranker: await ports.rerankerOf(rerank), fresh: ports.freshReranker(rerank), form: { ...productForm, ...changes }, scored: [], times: [] });
  }
  for (const set of ['history', 'semble'] as const) {
    const queries = sampleOf(await readQueries(sets, set), sample.queries[set]);
    for (const [at, judged] of queries.entries()) {
      const results = (await firstStage(judged, set, trees, ports)).slice(0, JUDGED_ROWS);
      for (const trial of trials) await scoreIn(trial, { judged, set, results }, sample.candidates, isSpread(at, queries.length, sample.timed));
      if (at % 10 === 9) process.stderr.write(`passages: ${set} ${at + 1} queries\n`);
    }
  }
  print(`\n## Passages: ${sample.queries.history} queries of e2e-history (MRR), ${sample.queries.semble} of e2e-semble (nDCG@10), ${sample.candidates} snippets each\n`);
  const measured = trials.map((trial) => measure(trial, judgedPaths));
  const [base] = measured;
  if (base !== undefined) print(table(['passage', 'ms a query', ...columnsOf('e2e-history'), ...columnsOf('e2e-semble')], measured.map((one) => rowOf(one, base))));
}

/** Rows that are judged and kept. */
const JUDGED_ROWS = 200;

async function scoreIn({ reranker, fresh, form, scored, times }: Trial, { judged, set, results }: Sampled, candidates: number, isTimed: boolean): Promise<void> {
  const passages = results.slice(0, candidates).map((result) => passageIn(form, result));
  const query = parseQuery(judged.query).text;
  const logits = await logitsOf(reranker, query, passages);
  scored.push({ judged, set, results: results.map((result, at) => ({ ...result, text: '', ...(logits[at] === undefined ? {} : { logit: logits[at] }) })) });
  if (!isTimed) return;
  // Whatever was remembered, the model is loaded by now.
  await logitsOf(fresh, query, passages.slice(0, 1));
  const start = performance.now();
  await logitsOf(fresh, query, passages);
  times.push(performance.now() - start);
}

function columnsOf(set: string): string[] {
  return [`${set} reranked`, 'blended', 'weight', 'against the first row'];
}

function rowOf(one: Measured, base: Measured): string[] {
  const cells = (['history', 'semble'] as const).flatMap((set) => {
    const { weight, values } = one.blended[set];
    const differences = values.map((value, at) => value - (base.blended[set].values[at] ?? 0));
    return [mean(one.reranked[set]).toFixed(3), mean(values).toFixed(3), String(weight), one === base ? '' : `${signed(mean(differences))} (${interval(bootstrapInterval(differences))})`];
  });
  return [nameOf(one.format), one.msPerQuery.toFixed(0), ...cells];
}

function measure({ format, scored, times }: Trial, judgedPaths: JudgedPaths): Measured {
  const bySet = <Value>(measureSet: (ofSet: readonly Sampled[]) => Value): Record<SetName, Value> => ({
    history: measureSet(scored.filter(({ set }) => set === 'history')),
    semble: measureSet(scored.filter(({ set }) => set === 'semble')),
  });
  return {
    format,
    msPerQuery: percentile(times, 0.5),
    reranked: bySet((ofSet) => ofSet.map((one) => valueOf(one, 'reranked', 0, judgedPaths))),
    blended: bySet((ofSet) => bestWeight(ofSet, judgedPaths)),
  };
}

function bestWeight(ofSet: readonly Sampled[], judgedPaths: JudgedPaths): { readonly weight: number; readonly values: readonly number[] } {
  const tried = weights.map((weight) => ({ weight, values: ofSet.map((one) => valueOf(one, 'blended', weight, judgedPaths)) }));
  return tried.reduce((best, one) => (mean(one.values) > mean(best.values) ? one : best));
}

function valueOf({ judged, set, results }: Sampled, order: 'reranked' | 'blended', modelWeight: number, judgedPaths: JudgedPaths): number {
  const rows = orderResults(results, order, { ...modelFitOf({ id: fittedModelId }, set === 'semble' ? 'fileRows' : 'lines').blend, modelWeight }, true);
  return judge(judged, set, set === 'semble' ? firstOfEachFile(rows) : rows, judgedPaths)[set === 'semble' ? 'ndcg@10' : 'mrr'] ?? 0;
}

function nameOf({ maxLength = searchRerankOptions.maxLength, maxWindows = searchRerankOptions.maxWindows, ...changes }: Format): string {
  const { path, names, leadingComment } = { ...productForm, ...changes };
  return [path ? 'path' : '', names ? 'names' : '', leadingComment ? 'code' : 'code without its leading comment', `${maxLength} tokens`, `${maxWindows} window${maxWindows === 1 ? '' : 's'}`].filter(Boolean).join(', ');
}
