import { mean } from '../../src/engine/statistics.ts';

/** A predicted chance and what came true. */
export interface Prediction {
  readonly chance: number;
  readonly isTrue: boolean;
}

/** Predictions of one tenth of the scale. */
export interface Bin {
  readonly from: number;
  readonly count: number;
  readonly meanChance: number;
  /** Share that came true. */
  readonly shareTrue: number;
}

/** Tenths of 0..1 that hold predictions. */
export function reliability(predictions: readonly Prediction[]): Bin[] {
  return Array.from({ length: 10 }, (_, tenth) => tenth).flatMap((tenth) => {
    const inside = predictions.filter(({ chance }) => Math.min(9, Math.floor(chance * 10)) === tenth);
    return inside.length === 0 ? [] : [{ from: tenth / 10, count: inside.length, meanChance: mean(inside.map(({ chance }) => chance)), shareTrue: mean(inside.map(({ isTrue }) => Number(isTrue))) }];
  });
}

/** Expected calibration error: how far, on average over all predictions, the chance lies from what comes true in its tenth. 0 is best. */
export function calibrationError(predictions: readonly Prediction[]): number {
  return reliability(predictions).reduce((sum, { count, meanChance, shareTrue }) => sum + (count / predictions.length) * Math.abs(meanChance - shareTrue), 0);
}
