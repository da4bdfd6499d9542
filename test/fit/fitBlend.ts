import { orderResults, type BlendOptions } from '../../src/engine/blend.ts';
import { mean } from '../../src/engine/statistics.ts';
import { judge } from '../bench/firstStage.ts';
import type { JudgedPaths } from '../bench/judgedQueries.ts';
import { firstOfEachFile } from '../bench/rankRecord.ts';
import type { Asked } from './asked.ts';
import { crossValidate } from './folds.ts';

/** All combinations of these are tried. The wider the range of logits over which the model's opinion grows, the higher it begins. */
const modelWeights = [0, 0.2, 0.4, 0.6, 0.8, 1.2, 1.6, 2, 3, 4, 6, 8, 12];
const spreads = [{ midpoint: 0, temperature: 1 }, { midpoint: 3, temperature: 2 }, { midpoint: 6, temperature: 4 }];
const positionWeights = [0, 0.4, 0.8, 1.3, 2];

/** Languages with fewer queries say too little. */
const LEAST_QUERIES = 20;
/** What a language may lose before it counts: less than one answer that moves from the first place to the second, in 40 queries. */
const TOLERATED_LOSS = 0.005;
/** Beyond that, a query's loss counts so often beside its own part of the mean. */
const LOSS_WEIGHT = 3;

export interface BlendFit {
  readonly values: BlendOptions;
  /** Mean objective of the text order, of the fit on the same queries, and of fits on other repositories. */
  readonly text: number;
  readonly after: number;
  readonly crossValidated: number;
  /** Languages where the blend stays below the text order: with these values, and by fits on other repositories. */
  readonly losses: readonly string[];
  readonly lossesElsewhere: readonly string[];
}

interface Judged {
  readonly asked: Asked;
  readonly value: number;
}

/** Fits the blend of one kind of rows. @param asked questions at home, of one set */
export function fitBlend(asked: readonly Asked[], isByFile: boolean, paths: JudgedPaths, report: (line: string) => void): BlendFit {
  const tried: readonly BlendOptions[] = modelWeights.flatMap((modelWeight) =>
    spreads.flatMap((spread) => positionWeights.map((positionWeight) => ({ modelWeight, ...spread, positionWeight, isByFile }))),
  );
  const judgedBy = new Map<BlendOptions, readonly Judged[]>(tried.map((options) => [options, asked.map((one) => ({ asked: one, value: objective(one, options, paths) }))]));
  const text = asked.map((one) => ({ asked: one, value: objective(one, undefined, paths) }));
  const of = (judged: readonly Judged[] = [], items: ReadonlySet<Asked>): Judged[] => judged.filter((one) => items.has(one.asked));
  const fit = (items: readonly Asked[]): BlendOptions => {
    const chosen = new Set(items);
    const worth = (options: BlendOptions): number => worthOf(of(text, chosen), of(judgedBy.get(options), chosen));
    return tried.map((options) => ({ options, worth: worth(options) })).reduce((best, one) => (one.worth > best.worth ? one : best)).options;
  };
  const values = fit(asked);
  const held = crossValidate(asked, ({ judged }) => judged.name, fit, (options, items) => {
    report(`blend: a fold chose ${JSON.stringify(options)}`);
    return of(judgedBy.get(options), new Set(items));
  });
  const blended = judgedBy.get(values) ?? [];
  return { values, text: meanOf(text), after: meanOf(blended), crossValidated: meanOf(held), losses: lossesOf(text, blended).map(described), lossesElsewhere: lossesOf(text, held).map(described) };
}

/** The mean objective, where what a language loses against the text order counts more than what others gain. */
function worthOf(text: readonly Judged[], blended: readonly Judged[]): number {
  return meanOf(blended) - (LOSS_WEIGHT / blended.length) * lossesOf(text, blended).reduce((sum, { loss, queries }) => sum + queries * Math.max(0, loss - TOLERATED_LOSS), 0);
}

/** File level: nDCG@10; line level: the mean of MRR and nDCG@10. In text order without options. */
function objective(one: Asked, options: BlendOptions | undefined, paths: JudgedPaths): number {
  const ordered = options ? orderResults(one.results, 'blended', options, true) : one.results;
  const measures = judge(one.judged, one.set, one.set === 'semble' ? firstOfEachFile(ordered) : ordered, paths);
  return one.set === 'semble' ? (measures['ndcg@10'] ?? 0) : mean([measures['mrr'] ?? 0, measures['ndcg@10'] ?? 0]);
}

function meanOf(judged: readonly Judged[]): number {
  return mean(judged.map(({ value }) => value));
}

interface Loss {
  readonly language: string;
  readonly queries: number;
  /** Mean over them. */
  readonly loss: number;
}

function lossesOf(text: readonly Judged[], blended: readonly Judged[]): Loss[] {
  const meanIn = (judged: readonly Judged[], language: string): number => meanOf(judged.filter(({ asked }) => asked.judged.lang === language));
  const languages = [...new Set(text.map(({ asked }) => asked.judged.lang))].sort();
  return languages.flatMap((language) => {
    const queries = text.filter(({ asked }) => asked.judged.lang === language).length;
    const loss = meanIn(text, language) - meanIn(blended, language);
    return queries >= LEAST_QUERIES && loss > 0 ? [{ language, queries, loss }] : [];
  });
}

function described({ language, loss }: Loss): string {
  return `${language} -${loss.toFixed(3)}`;
}
