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
 * Lines: objective 0.617 in text order, 0.637 blended; 0.625 on repositories that a fit had not seen.
 * Below the text order, of languages with 20 queries or more: kotlin -0.003, rust -0.019.
 * File rows: objective 0.870 in text order, 0.882 blended; 0.882 on repositories that a fit had not seen.
 * Below the text order, of languages with 20 queries or more: haskell -0.018, ruby -0.026, typescript -0.001.
 */
export const fittedBlend: Readonly<Record<RowKind, BlendOptions>> = {
  lines: { modelWeight: 12, midpoint: 6, temperature: 4, positionWeight: 0.8, isByFile: false },
  fileRows: { modelWeight: 1.2, midpoint: 0, temperature: 1, positionWeight: 0, isByFile: true },
};

/**
 * For code-reranker. Expected calibration error of the first ten rows, on repositories that a fit had not seen:
 * lines 0.017 (sigmoid 0.113), file rows 0.010 (sigmoid 0.132).
 */
export const fittedCalibration: Readonly<Record<RowKind, Calibration>> = {
  lines: { logit: 0.2157, textShare: 2.067, textRank: -0.8331, constant: -1.935 },
  fileRows: { logit: 0.1524, textShare: 4.171, textRank: -0.8917, constant: -2.956 },
};

/** For code-reranker. Flags 71.4 % of the questions of other repositories, 2.6 % of a repository's own. */
export const fittedAnswering: Answering = { coverage: 6.725, words: 2.124, flatness: -1.711, logit: 0.8812, constant: -5.3, leastChance: 0.1127 };

/** Where no model has read anything, or another one. Flags 54.3 % of the questions of other repositories, 2.3 % of a repository's own. */
export const fittedTextAnswering: Answering = { coverage: 9.615, words: 2.472, flatness: -2.508, logit: 0, constant: -8.393, leastChance: 0.1159 };
