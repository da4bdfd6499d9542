import { bootstrapInterval, mean, percentile } from '../../src/engine/statistics.ts';
import type { Order } from '../../src/engine/types.ts';
import type { SetName } from './judgedQueries.ts';
import { recordedMeasures, type RecordedRun } from './recorded.ts';
import { orders, type QueryRun } from './runs.ts';
import { interval, signed } from './statistics.ts';
import { table } from './table.ts';

/** Measure that decides, by set. */
export const mainMeasure: Readonly<Record<SetName, (typeof recordedMeasures)[number]>> = { semble: 'ndcg@10', history: 'mrr' };

const quality = ['ndcg@10', 'mrr', 'hit@1', 'hit@5', 'hit@10'];
const recall = ['recall@10', 'recall@50', 'recall@100', 'recall@200'];

/** Languages with fewer queries say nothing by themselves. */
const TELLING_QUERIES = 20;

/** What rounds to nothing is no loss. */
const LEAST_LOSS = 0.0005;

/** The tables of one set. */
export function report(set: SetName, runs: readonly QueryRun[], recorded: RecordedRun): string {
  const ran = orders.filter((order) => runs[0]?.measures[order]);
  const repositories = new Set(runs.map(({ judged }) => judged.name)).size;
  const main = mainMeasure[set];
  const languages = groupsOf(runs, ({ judged }) => [judged.lang]);
  const parts = [
    `## e2e-${set}\n\nQueries: ${runs.length}, repositories: ${repositories}.`,
    table(['order', ...quality, ...recall], ran.map((order) => [order, ...quality.map((name) => figure(runs, order, name)), ...recall.map((name) => (order === 'text' ? figure(runs, order, name) : ''))])),
    'With 95 % intervals; differences are of the same queries.',
    table(['order', 'measure', 'value', 'interval', 'against text', 'against the recorded run'], ran.flatMap((order) => recordedMeasures.map((name, at) => comparison(runs, order, name, at, recorded)))),
    groupTable(`language, ${main}`, languages, ran, main),
    groupTable(`kind, ${main}`, groupsOf(runs, kindsOf), ran, main),
    ...(ran.includes('blended') ? [`Languages with ${TELLING_QUERIES} queries or more where blended is below text, by ${main}: ${lossesOf(languages, main)}.`] : []),
    timeTable(runs),
  ];
  return parts.join('\n\n');
}

type Groups = readonly (readonly [name: string, runs: readonly QueryRun[]])[];

function groupsOf(runs: readonly QueryRun[], namesOf: (run: QueryRun) => readonly string[]): Groups {
  const found = new Map<string, QueryRun[]>();
  for (const run of runs) for (const name of namesOf(run)) found.set(name, [...(found.get(name) ?? []), run]);
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A `named` query names an identifier of its answer. */
function kindsOf({ judged: { category, namesIdentifier } }: QueryRun): readonly string[] {
  return [...(category === undefined ? [] : [category]), ...(namesIdentifier === undefined ? [] : [namesIdentifier ? 'named' : 'plain'])];
}

function valuesOf(runs: readonly QueryRun[], order: Order, name: string): number[] {
  return runs.map(({ measures }) => measures[order]?.[name] ?? 0);
}

function figure(runs: readonly QueryRun[], order: Order, name: string): string {
  return mean(valuesOf(runs, order, name)).toFixed(3);
}

function overText(runs: readonly QueryRun[], order: Order, name: string): number[] {
  const text = valuesOf(runs, 'text', name);
  return valuesOf(runs, order, name).map((value, at) => value - (text[at] ?? 0));
}

function comparison(runs: readonly QueryRun[], order: Order, name: string, at: number, recorded: RecordedRun): string[] {
  const values = valuesOf(runs, order, name);
  const changes = runs.flatMap(({ judged }, place) => {
    const before = recorded.get(judged.qid)?.[order]?.[at];
    return before === undefined ? [] : [(values[place] ?? 0) - before];
  });
  const partly = changes.length < runs.length ? `, ${changes.length} queries` : '';
  const against = changes.length === 0 ? 'none' : `${difference(changes)}${partly}`;
  return [order, name, mean(values).toFixed(3), bootstrapInterval(values).map((bound) => bound.toFixed(3)).join(' to '), order === 'text' ? '' : difference(overText(runs, order, name)), against];
}

function difference(values: readonly number[]): string {
  return `${signed(mean(values))} (${interval(bootstrapInterval(values))})`;
}

function groupTable(title: string, groups: Groups, ran: readonly Order[], main: string): string {
  const hasBlend = ran.includes('blended');
  const rows = groups.map(([name, runs]) => [name, String(runs.length), ...ran.map((order) => figure(runs, order, main)), ...(hasBlend ? [difference(overText(runs, 'blended', main))] : [])]);
  return table([title, 'queries', ...ran, ...(hasBlend ? ['blended against text'] : [])], rows);
}

function lossesOf(languages: Groups, main: string): string {
  const losses = languages.flatMap(([name, runs]) => {
    const change = mean(overText(runs, 'blended', main));
    return runs.length >= TELLING_QUERIES && change < -LEAST_LOSS ? [`${name} ${signed(change)}`] : [];
  });
  return losses.length > 0 ? losses.join(', ') : 'none';
}

function timeTable(runs: readonly QueryRun[]): string {
  const stages = [...new Set(runs.flatMap(({ times }) => Object.keys(times)))];
  const rows = stages.map((stage) => {
    const times = runs.flatMap(({ times: { [stage]: time } }) => (time === undefined ? [] : [time]));
    return [stage, percentile(times, 0.5).toFixed(0), percentile(times, 0.95).toFixed(0), String(times.length)];
  });
  const isPartly = !stages.includes('rerank') && runs.some(({ measures }) => measures.blended);
  return table(['milliseconds', 'p50', 'p95', 'queries'], rows) + (isPartly ? '\n\nRerank times are not measured: logits came from the work folder.' : '');
}
