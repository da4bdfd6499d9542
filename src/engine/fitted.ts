/** Numbers fitted on development queries. Made by `npm run fit`: change them there, not here. docs/ranking.md says what each is for. */
import type { Answering } from './answering.ts';
import type { BlendOptions } from './blend.ts';
import type { Calibration } from './calibration.ts';
import type { RankOptions, RowKind } from './rankOptions.ts';

/**
 * Text order where each row is a piece of a file.
 * Objective of both kinds of rows 0.793; 0.793 on repositories that a fit from plain weights had not seen.
 */
export const defaultRankOptions: RankOptions = {
  k1: 2.2,
  b: 0.3,
  nameHits: 5,
  fileNameHits: 6,
  folderHits: 2,
  expansion: 0.75,
  coverage: 0.4,
  neighbours: 0.4,
  wholeFile: 0.3,
  definition: 2.5,
  namedDefinition: 1,
  sameCase: 1.15,
  loose: 0.9,
  functions: 1.2,
  namedFile: 0,
  tests: 0.7,
  docs: 0.45,
  config: 0.4,
  generated: 0.5,
  vendored: 0.4,
  declarations: 0.6,
  examples: 0.6,
};

/**
 * Text order where one row stands for each file. Then the file counts more than one snippet, and repetition hardly saturates: a file that
 * is about the question says its words again and again.
 */
export const fileRowRankOptions: RankOptions = { ...defaultRankOptions, k1: 10, coverage: 0.15, neighbours: 2, wholeFile: 0.6, functions: 1, namedFile: 0.5 };

/** The model that all below was fitted for. */
export const fittedModelId = 'code-reranker';

/**
 * For code-reranker.
 * Lines: objective 0.617 in text order, 0.628 blended; 0.625 on repositories that a fit had not seen.
 * Below the text order, of languages with 20 queries or more: kotlin -0.001, rust -0.011.
 * File rows: objective 0.870 in text order, 0.872 blended; 0.870 on repositories that a fit had not seen.
 * Below the text order, of languages with 20 queries or more: python -0.002, ruby -0.001, rust -0.002, typescript -0.003.
 */
export const fittedBlend: Readonly<Record<RowKind, BlendOptions>> = {
  lines: { modelWeight: 0.8, positionWeight: 0.8, isByFile: false },
  fileRows: { modelWeight: 1, positionWeight: 1.3, isByFile: true },
};

/**
 * For code-reranker. Expected calibration error of the first ten rows, on repositories that a fit had not seen:
 * lines 0.011 (sigmoid 0.229), file rows 0.007 (sigmoid 0.290).
 */
export const fittedCalibration: Readonly<Record<RowKind, Calibration>> = {
  lines: { logit: 0.1682, textShare: 2.226, textRank: -0.8674, constant: -2.294 },
  fileRows: { logit: 0.1322, textShare: 4.195, textRank: -0.9034, constant: -3.182 },
};

/** For code-reranker. Flags 71.4 % of the questions of other repositories, 2.5 % of a repository's own. */
export const fittedAnswering: Answering = { coverage: 7.117, words: 2.09, flatness: -1.913, logit: 0.7838, constant: -6.751, leastChance: 0.1452 };

/** Where no model has read anything, or another one. Flags 54.3 % of the questions of other repositories, 2.3 % of a repository's own. */
export const fittedTextAnswering: Answering = { coverage: 9.615, words: 2.472, flatness: -2.508, logit: 0, constant: -8.393, leastChance: 0.1159 };
