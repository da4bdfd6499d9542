import type { MinedQuestion } from './calibrationQuestions.ts';
import { bootstrapInterval, mean, percentile } from './statistics.ts';
import type { Order } from './types.ts';

/** A way to put results in order. */
export interface Way {
  readonly order: Order;
  /** Undefined for text order, and where a server scores. */
  readonly model: string | undefined;
}

/** How one way answered one question. */
export interface Outcome extends Way {
  /** Place in the list of questions. */
  readonly question: number;
  /** Over the rows that are judged; 0 where none of them answers. */
  readonly reciprocalRank: number;
  /** Until these rows stood, in milliseconds. */
  readonly ms: number;
}

/** A model that could not be measured. */
export interface CalibrationFailure {
  readonly model: string;
  readonly error: unknown;
}

/** A difference in mean reciprocal rank with its 95 % interval. */
export interface Gain {
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
}

/** One way, as it answered the questions. */
export interface CalibrationRow extends Way {
  /** Questions that it was asked: fewer than all where the time ran out. */
  readonly questions: number;
  /** Mean reciprocal rank over the first ten rows, 0..1. */
  readonly mrr: number;
  /** Share (0..1) of the questions with an answer among the first five rows. */
  readonly hitAt5: number;
  /** Median time of a search, in seconds. */
  readonly seconds: number;
  /** Against text order on the same questions. Absent for text order itself. */
  readonly gain?: Gain;
}

export interface CalibrationReport {
  readonly questions: readonly MinedQuestion[];
  readonly rows: readonly CalibrationRow[];
  /** What was in force. */
  readonly present: Way;
  /** Surely better here than what was in force; undefined: keep that. */
  readonly better: CalibrationRow | undefined;
  /** Too few questions to recommend anything. */
  readonly isTooLittle: boolean;
  readonly failures: readonly CalibrationFailure[];
}

/** With fewer questions an interval is as wide as any difference between two orders. */
export const LEAST_QUESTIONS = 30;
/** A reciprocal rank of at least this is a hit among the first five. */
const FIFTH = 1 / 5;

/**
 * @param all in the order in which they were asked
 * @param outcomes those of text order for all questions first, then those of each model for as many as there was time for
 */
export function reportOf(all: readonly MinedQuestion[], outcomes: readonly Outcome[], present: Way, failures: readonly CalibrationFailure[]): CalibrationReport {
  // What no model had time for compares nothing.
  const compared = Math.max(0, ...outcomes.filter(({ order }) => order !== 'text').map(({ question }) => question + 1));
  const questions = compared > 0 ? all.slice(0, compared) : all;
  const ways = new Map<string, Outcome[]>();
  for (const outcome of outcomes.filter(({ question }) => question < questions.length)) ways.set(keyOf(outcome), [...(ways.get(keyOf(outcome)) ?? []), outcome]);
  const byText = ways.get(keyOf({ order: 'text', model: undefined })) ?? [];
  const rows = [...ways.values()].map((own) => rowOf(own, byText));
  return { questions, rows, present, better: betterThan(present, rows, ways), isTooLittle: questions.length < LEAST_QUESTIONS, failures };
}

function keyOf({ order, model = '' }: Way): string {
  return `${order}\0${order === 'text' ? '' : model}`;
}

export function isSameWay(a: Way, b: Way): boolean {
  return keyOf(a) === keyOf(b);
}

function rowOf(outcomes: readonly Outcome[], byText: readonly Outcome[]): CalibrationRow {
  const [{ order, model } = { order: 'text' as const, model: undefined }] = outcomes;
  const ranks = outcomes.map(({ reciprocalRank }) => reciprocalRank);
  // The first search also pays for starting the model.
  const times = outcomes.slice(outcomes.length > 1 ? 1 : 0).map(({ ms }) => ms / 1000);
  return {
    order,
    model,
    questions: outcomes.length,
    mrr: mean(ranks),
    hitAt5: mean(ranks.map((rank) => Number(rank >= FIFTH))),
    seconds: percentile(times, 0.5),
    ...(order === 'text' ? {} : { gain: gainOf(differences(outcomes, byText)) }),
  };
}

/** In reciprocal rank, of the questions that both were asked. */
function differences(outcomes: readonly Outcome[], others: readonly Outcome[]): number[] {
  const ranks = new Map(others.map(({ question, reciprocalRank }) => [question, reciprocalRank]));
  return outcomes.flatMap(({ question, reciprocalRank }) => {
    const other = ranks.get(question);
    return other === undefined ? [] : [reciprocalRank - other];
  });
}

function gainOf(values: readonly number[]): Gain {
  const [lower, upper] = bootstrapInterval(values);
  return { mean: mean(values), lower, upper };
}

/** The way with the largest gain over the present one among those that surely gain. */
function betterThan(present: Way, rows: readonly CalibrationRow[], ways: ReadonlyMap<string, readonly Outcome[]>): CalibrationRow | undefined {
  const now = ways.get(keyOf(present));
  if (!now) return undefined;
  const gains = rows.flatMap((row) => {
    const values = isSameWay(row, present) ? [] : differences(ways.get(keyOf(row)) ?? [], now);
    const gain = gainOf(values);
    return values.length >= LEAST_QUESTIONS && gain.lower > 0 ? [{ row, gain }] : [];
  });
  return gains.toSorted((a, b) => b.gain.mean - a.gain.mean)[0]?.row;
}
