import { defaultRankOptions, fileRowRankOptions } from '../../src/engine/fitted.ts';
import type { RankOptions } from '../../src/engine/rankOptions.ts';
import { type Collection, collectionOf } from '../../src/engine/scorer.ts';
import { mean } from '../../src/engine/statistics.ts';
import type { QueryRecord } from '../bench/collect.ts';
import type { JudgedPaths, SetName } from '../bench/judgedQueries.ts';
import { fileMeasures, lineMeasures } from '../bench/metrics.ts';
import { firstOfEachFile, rankRecord } from '../bench/rankRecord.ts';
import { coordinateAscent, type Fit, type Grid } from './ascent.ts';
import { crossValidate } from './folds.ts';

/** Weights of both kinds of rows: those of lines, and where file rows differ from them. */
export interface TextWeights extends RankOptions {
  readonly fileRowK1: number;
  readonly fileRowCoverage: number;
  readonly fileRowNeighbours: number;
  readonly fileRowWholeFile: number;
  readonly fileRowFunctions: number;
  readonly fileRowNamedFile: number;
}

/**
 * What is tried. Factors for configuration, examples, generated, vendored and declaration files and for definitions are not fitted: the
 * judged repositories hold too few such files and queries to tell.
 */
const grid: Grid<TextWeights> = {
  k1: [1.2, 1.6, 2.2, 3, 4, 6],
  b: [0, 0.15, 0.3, 0.45, 0.6, 0.75],
  nameHits: [0, 1, 2, 3, 5, 8],
  fileNameHits: [0, 1, 2, 3, 4, 6, 8, 12],
  folderHits: [0, 0.5, 1, 1.5, 2, 3],
  expansion: [0, 0.38, 0.56, 0.75, 1.13],
  coverage: [0, 0.15, 0.25, 0.4, 0.6, 0.8],
  neighbours: [0, 0.2, 0.4, 0.8, 1.2],
  wholeFile: [0, 0.15, 0.3, 0.6, 1],
  loose: [0.7, 0.8, 0.9, 1],
  functions: [1, 1.1, 1.2, 1.35, 1.5, 1.8],
  namedFile: [0, 0.25, 0.5, 0.8],
  tests: [0.5, 0.6, 0.7, 0.85, 1],
  docs: [0.3, 0.45, 0.6, 0.8, 1],
  fileRowK1: [2.2, 4, 6, 8, 10, 14, 20],
  fileRowCoverage: [0, 0.15, 0.25, 0.4],
  fileRowNeighbours: [0, 0.4, 0.8, 1.4, 2, 3],
  fileRowWholeFile: [0, 0.3, 0.6, 1, 1.5],
  fileRowFunctions: [1, 1.1, 1.2, 1.35, 1.5],
  fileRowNamedFile: [0, 0.25, 0.5, 0.8, 1.2],
};

/** Where the folds begin, so that nothing that was seen before leaks into them: the textbook's k1 and b, every other signal weak. */
const plainStart: TextWeights = {
  ...defaultRankOptions,
  k1: 1.2, b: 0.75, nameHits: 1, fileNameHits: 1, folderHits: 0.5, expansion: 0.38, coverage: 0.25, neighbours: 0.2, wholeFile: 0.15, loose: 1, functions: 1, namedFile: 0, tests: 0.7, docs: 0.6,
  fileRowK1: 2.2, fileRowCoverage: 0.25, fileRowNeighbours: 0.4, fileRowWholeFile: 0.3, fileRowFunctions: 1, fileRowNamedFile: 0,
};

/** One query of so many is cross-validated: five fits from plain weights take long, and the figure need not be fine. */
const CROSS_VALIDATED = 3;

/** Gain of the objective that a step must bring. */
const LEAST_GAIN = 0.001;

export interface TextFit {
  readonly lines: RankOptions;
  readonly fileRows: RankOptions;
  /** Mean objective of the weights as they were, of the new ones on the same queries, and of fits on other repositories. */
  readonly before: number;
  readonly after: number;
  readonly crossValidated: number;
}

/** Objectives by set, 0..1. */
interface Scored {
  readonly set: SetName;
  readonly value: number;
}

export function linesOf(weights: TextWeights): RankOptions {
  const { fileRowK1: _k1, fileRowCoverage: _coverage, fileRowNeighbours: _neighbours, fileRowWholeFile: _wholeFile, fileRowFunctions: _functions, fileRowNamedFile: _namedFile, ...lines } = weights;
  return lines;
}

export function fileRowsOf(weights: TextWeights): RankOptions {
  return { ...linesOf(weights), k1: weights.fileRowK1, coverage: weights.fileRowCoverage, neighbours: weights.fileRowNeighbours, wholeFile: weights.fileRowWholeFile, functions: weights.fileRowFunctions, namedFile: weights.fileRowNamedFile };
}

/** Fits the weights of the text order, from those as they stand; both sets count the same, whatever their sizes. */
export function fitText(records: readonly QueryRecord[], paths: JudgedPaths, report: (line: string) => void): TextFit {
  const objective = objectiveOf(paths);
  const scoreOf = (weights: TextWeights, items: readonly QueryRecord[]): Scored[] => items.map((record) => ({ set: setOf(record), value: objective(record, weights) }));
  const ascend = (items: readonly QueryRecord[], start: TextWeights): Fit<TextWeights> => coordinateAscent(start, grid, (weights) => meanOfSets(scoreOf(weights, items)), LEAST_GAIN);
  const { k1: fileRowK1, coverage: fileRowCoverage, neighbours: fileRowNeighbours, wholeFile: fileRowWholeFile, functions: fileRowFunctions, namedFile: fileRowNamedFile } = fileRowRankOptions;
  const current: TextWeights = { ...defaultRankOptions, fileRowK1, fileRowCoverage, fileRowNeighbours, fileRowWholeFile, fileRowFunctions, fileRowNamedFile };
  const before = meanOfSets(scoreOf(current, records));
  const fit = ascend(records, current);
  report(`text: ${before.toFixed(4)} before, ${fit.score.toFixed(4)} after: ${changesOf(fit.values)}`);
  const held = crossValidate(records.filter((_, at) => at % CROSS_VALIDATED === 0), ({ judged }) => judged.name, (items) => ascend(items, plainStart), ({ values, score }, items) => {
    const judged = scoreOf(values, items);
    report(`text: a fold's fit ${score.toFixed(4)}, on the repositories left out ${meanOfSets(judged).toFixed(4)}: ${changesOf(values)}`);
    return judged;
  });
  return { lines: linesOf(fit.values), fileRows: fileRowsOf(fit.values), before, after: fit.score, crossValidated: meanOfSets(held) };
}

/** Per record and weights, remembered: many steps change the weights of one kind of rows alone, and folds begin alike. */
function objectiveOf(paths: JudgedPaths): (record: QueryRecord, weights: TextWeights) => number {
  const known = new Map<string, Map<QueryRecord, number>>();
  const collections = new Map<QueryRecord, Collection>();
  return (record, weights) => {
    const isFileLevel = setOf(record) === 'semble';
    const effective = isFileLevel ? fileRowsOf(weights) : linesOf(weights);
    const key = JSON.stringify(effective);
    const ofKey = known.get(key) ?? new Map<QueryRecord, number>();
    known.set(key, ofKey);
    const collection = collections.get(record) ?? collectionOf(record.candidates, record.query, record.filesSearched);
    collections.set(record, collection);
    const value = ofKey.get(record) ?? measure(record, collection, effective, isFileLevel, paths);
    ofKey.set(record, value);
    return value;
  };
}

/** File level: nDCG@10. Line level: the mean of MRR, nDCG@10 and recall@100, for the model can only lift what is among its candidates. */
function measure(record: QueryRecord, collection: Collection, weights: RankOptions, isFileLevel: boolean, paths: JudgedPaths): number {
  const rows = rankRecord(record, weights, collection);
  if (isFileLevel) return fileMeasures(record.judged, firstOfEachFile(rows))['ndcg@10'] ?? 0;
  const found = lineMeasures(record.judged, rows, paths);
  return mean([found['mrr'] ?? 0, found['ndcg@10'] ?? 0, found['recall@100'] ?? 0]);
}

function setOf({ judged }: QueryRecord): SetName {
  return judged.qid.startsWith('semble') ? 'semble' : 'history';
}

export function meanOfSets(scored: readonly Scored[]): number {
  return mean((['semble', 'history'] as const).map((set) => mean(scored.filter((one) => one.set === set).map(({ value }) => value))));
}

function changesOf(values: TextWeights): string {
  return Object.keys(grid).map((name) => `${name} ${values[name as keyof TextWeights]}`).join(', ');
}
