import { sigmoid } from './sigmoid.ts';
import type { Query, RankedResult } from './types.ts';

/** What tells a question that the workspace can answer from one about something that it does not contain. */
export interface AnsweringSignals {
  /** Most of the query's weight (0..1) that one result holds. */
  readonly coverage: number;
  /** Natural logarithm of the number of words: of a long question, one result holds a smaller part. */
  readonly words: number;
  /** Text score of the 20th result as a share (0..1) of the best: where nothing answers, many are about as near. 0 where there are fewer. */
  readonly flatness: number;
  /** The best logit; 0 where the text alone decides. */
  readonly logit: number;
}

/** What each signal adds to the log odds that the workspace answers the query. */
export interface Answering extends AnsweringSignals {
  readonly constant: number;
  /** Below this chance (0..1) nothing seems to answer. Chosen so that it is rarely said where something does. */
  readonly leastChance: number;
}

/** Results that are looked at, best first by text: as many as the model reads unless told otherwise. Far down, something always holds many words. */
const CONSIDERED = 60;
/** Place (1-based) of the result whose text score is compared with the best. */
const FLATNESS_PLACE = 20;

/** @param results in text order, at least one; with logits where the model has read them */
export function answeringSignals(query: Query, results: readonly RankedResult[]): AnsweringSignals {
  const considered = results.slice(0, CONSIDERED);
  const logits = considered.flatMap(({ logit }) => (logit === undefined ? [] : [logit]));
  return {
    coverage: Math.max(...considered.map(({ explain }) => explain.share)),
    words: Math.log(Math.max(1, new Set(query.terms.map(({ group }) => group)).size)),
    flatness: (considered[FLATNESS_PLACE - 1]?.textScore ?? 0) / Math.max(considered[0]?.textScore ?? 0, 1e-9),
    logit: logits.length > 0 ? Math.max(...logits) : 0,
  };
}

/** @returns chance (0..1) that the workspace answers the query, where as many queries are answered as are not */
export function answeringChance(signals: AnsweringSignals, answering: Omit<Answering, 'leastChance'>): number {
  const { coverage, words, flatness, logit, constant } = answering;
  return sigmoid(coverage * signals.coverage + words * signals.words + flatness * signals.flatness + logit * signals.logit + constant);
}

/** Whether something that was found seems to answer the query. Where nothing was found, nothing does. */
export function isAnswered(query: Query, results: readonly RankedResult[], answering: Answering): boolean {
  return results.length > 0 && answeringChance(answeringSignals(query, results), answering) >= answering.leastChance;
}
