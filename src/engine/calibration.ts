import { sigmoid } from './sigmoid.ts';
import type { RankedResult } from './types.ts';

/**
 * What each signal adds to the log odds that a result answers the query. A model knows little of how often it is right; where a result
 * stands in the text order says much, so that both count (after Platt, Probabilistic outputs for support vector machines, 1999).
 */
export interface Calibration {
  /** Per unit of the model's logit; not negative, so that a higher logit never means less. */
  readonly logit: number;
  /** For the text score as a share (0..1) of the best. */
  readonly textShare: number;
  /** Per unit of the natural logarithm of the place in the text order, from 1. */
  readonly textRank: number;
  readonly constant: number;
}

/** What a calibration reads of a result. */
export type CalibratedSignals = Pick<RankedResult, 'textScore' | 'textRank'> & { readonly logit: number };

/**
 * @param bestTextScore of all results of the search, above 0
 * @param calibration undefined for a model without one: then the sigmoid of its logit
 * @returns chance, 0..1, that the result answers the query
 */
export function relevanceOf(signals: CalibratedSignals, bestTextScore: number, calibration: Calibration | undefined): number {
  if (!calibration) return sigmoid(signals.logit);
  const { logit, textShare, textRank } = calibrationFeatures(signals, bestTextScore);
  return sigmoid(calibration.logit * logit + calibration.textShare * textShare + calibration.textRank * textRank + calibration.constant);
}

/** The signals as a calibration weighs them; what it is fitted on too. */
export function calibrationFeatures({ logit, textScore, textRank }: CalibratedSignals, bestTextScore: number): Omit<Calibration, 'constant'> {
  return { logit, textShare: textScore / bestTextScore, textRank: Math.log(textRank) };
}
