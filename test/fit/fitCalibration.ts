import { orderResults } from '../../src/engine/blend.ts';
import { calibrationFeatures, relevanceOf, type Calibration, type CalibratedSignals } from '../../src/engine/calibration.ts';
import { fittedBlend } from '../../src/engine/fitted.ts';
import type { JudgedPaths } from '../bench/judgedQueries.ts';
import { firstOfEachFile } from '../bench/rankRecord.ts';
import { isRelevant, type Asked } from './asked.ts';
import { crossValidate } from './folds.ts';
import { fitLogistic } from './logistic.ts';
import { calibrationError, reliability, type Bin, type Prediction } from './reliability.ts';

export interface CalibrationFit {
  readonly values: Calibration;
  /** Expected calibration error of the plain sigmoid, and of fits on other repositories: over all rows that the model has read, and over the first ten. */
  readonly sigmoid: { readonly all: number; readonly firstTen: number };
  readonly crossValidated: { readonly all: number; readonly firstTen: number };
  /** Of the cross-validated chances. */
  readonly bins: readonly Bin[];
}

/** A row as it is shown. */
interface ShownRow {
  readonly repository: string;
  readonly signals: CalibratedSignals;
  readonly bestTextScore: number;
  /** 0-based, in blended order. */
  readonly place: number;
  readonly isTrue: boolean;
}

/** The first rows that people look at. */
const FIRST_ROWS = 10;

/** @param asked questions at home, of one set: its rows are all of one kind */
export function fitCalibration(asked: readonly Asked[], paths: JudgedPaths): CalibrationFit {
  const rows = asked.flatMap((one) => shownRows(one, paths));
  const held = crossValidate(rows, ({ repository }) => repository, fitTo, (calibration, items) => items.map((row) => predict(row, calibration)));
  const plain = rows.map((row) => predict(row, undefined));
  return { values: fitTo(rows), sigmoid: errorsOf(plain), crossValidated: errorsOf(held), bins: reliability(held) };
}

function shownRows(one: Asked, paths: JudgedPaths): ShownRow[] {
  const bestTextScore = Math.max(...one.results.map(({ textScore }) => textScore), 1e-9);
  const ordered = orderResults(one.results, 'blended', fittedBlend[one.set === 'semble' ? 'fileRows' : 'lines'], true);
  return (one.set === 'semble' ? firstOfEachFile(ordered) : ordered).flatMap(({ logit, ...row }, place) => {
    const isTrue = isRelevant(one, row, paths);
    return logit === undefined || isTrue === undefined ? [] : [{ repository: one.judged.name, signals: { textScore: row.textScore, textRank: row.textRank, logit }, bestTextScore, place, isTrue }];
  });
}

function fitTo(rows: readonly ShownRow[]): Calibration {
  const fit = (usesLogit: boolean): number[] =>
    fitLogistic(rows.map(({ signals, bestTextScore, isTrue }) => {
      const { logit, textShare, textRank } = calibrationFeatures(signals, bestTextScore);
      return { features: [usesLogit ? logit : 0, textShare, textRank], isTrue, weight: 1 };
    }));
  const free = fit(true);
  // A model that is of no use must not lower what it likes.
  const [logit = 0, textShare = 0, textRank = 0, constant = 0] = (free[0] ?? 0) < 0 ? fit(false) : free;
  return { logit, textShare, textRank, constant };
}

function predict(row: ShownRow, calibration: Calibration | undefined): Prediction & { readonly place: number } {
  return { chance: relevanceOf(row.signals, row.bestTextScore, calibration), isTrue: row.isTrue, place: row.place };
}

function errorsOf(predictions: readonly (Prediction & { readonly place: number })[]): { all: number; firstTen: number } {
  return { all: calibrationError(predictions), firstTen: calibrationError(predictions.filter(({ place }) => place < FIRST_ROWS)) };
}
