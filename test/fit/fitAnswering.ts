import { answeringChance, answeringSignals, type Answering } from '../../src/engine/answering.ts';
import { mean } from '../../src/engine/statistics.ts';
import type { Asked } from './asked.ts';
import { crossValidate } from './folds.ts';
import { fitLogistic } from './logistic.ts';

/** Share of answerable questions that may be flagged: below the 3 % that are allowed, for it is met on average and not in every workspace. */
const FLAGGED_BY_MISTAKE = 0.023;

export interface AnsweringFit {
  readonly values: Answering;
  /** Shares flagged by fits on other repositories. */
  readonly flagged: { readonly answerable: number; readonly unanswerable: number };
}

/** @param withModel false: from the text order alone */
export function fitAnswering(asked: readonly Asked[], withModel: boolean): AnsweringFit {
  const questions = asked.map((one) => ({ ...one, results: prepared(one, withModel) })).filter(({ results }) => results.length > 0);
  const held = crossValidate(questions, ({ judged }) => judged.name, (items) => fitTo(items, withModel), (answering, items) =>
    items.map((one) => ({ isAnswerable: one.isAnswerable, isFlagged: chance(one, answering) < answering.leastChance })));
  const share = (isAnswerable: boolean): number => mean(held.filter((one) => one.isAnswerable === isAnswerable).map(({ isFlagged }) => Number(isFlagged)));
  return { values: fitTo(questions, withModel), flagged: { answerable: share(true), unanswerable: share(false) } };
}

function prepared({ results }: Asked, withModel: boolean): Asked['results'] {
  return withModel ? results : results.map(({ logit: _logit, ...row }) => row);
}

function fitTo(questions: readonly Asked[], withModel: boolean): Answering {
  const count = (isAnswerable: boolean): number => questions.filter((one) => one.isAnswerable === isAnswerable).length;
  const [coverage = 0, words = 0, flatness = 0, ...rest] = fitLogistic(questions.map((one) => {
    const signals = answeringSignals(one.query, one.results);
    // Both kinds count the same, so that the chance means the same whatever their numbers.
    return { features: [signals.coverage, signals.words, signals.flatness, ...(withModel ? [signals.logit] : [])], isTrue: one.isAnswerable, weight: questions.length / 2 / count(one.isAnswerable) };
  }));
  const weights = { coverage, words, flatness, logit: withModel ? (rest[0] ?? 0) : 0, constant: rest.at(-1) ?? 0 };
  const chances = questions.filter(({ isAnswerable }) => isAnswerable).map((one) => answeringChance(answeringSignals(one.query, one.results), weights)).sort((a, b) => a - b);
  return { ...weights, leastChance: chances[Math.floor(chances.length * FLAGGED_BY_MISTAKE)] ?? 0 };
}

function chance(one: Asked, answering: Answering): number {
  return answeringChance(answeringSignals(one.query, one.results), answering);
}
