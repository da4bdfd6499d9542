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
 * Lines: objective 0.617 in text order, 0.632 blended; 0.623 on repositories that a fit had not seen.
 * Below the text order, of languages with 20 queries or more: rust -0.007.
 * File rows: objective 0.870 in text order, 0.879 blended; 0.875 on repositories that a fit had not seen.
 * Below the text order, of languages with 20 queries or more: cpp -0.010, ruby -0.030, typescript -0.006.
 */
export const fittedBlend: Readonly<Record<RowKind, BlendOptions>> = {
  lines: { modelWeight: 3, midpoint: 3, temperature: 2, positionWeight: 0.4, isByFile: false },
  fileRows: { modelWeight: 1.6, midpoint: 3, temperature: 2, positionWeight: 0, isByFile: true },
};

/**
 * For code-reranker. Expected calibration error of the first ten rows, on repositories that a fit had not seen:
 * lines 0.013 (sigmoid 0.141), file rows 0.010 (sigmoid 0.177).
 */
export const fittedCalibration: Readonly<Record<RowKind, Calibration>> = {
  lines: { logit: 0.2345, textShare: 2.017, textRank: -0.8301, constant: -1.979 },
  fileRows: { logit: 0.1497, textShare: 4.18, textRank: -0.8915, constant: -3.059 },
};

/** For code-reranker. Flags 69.6 % of the questions of other repositories, 2.5 % of a repository's own. */
export const fittedAnswering: Answering = { coverage: 6.707, words: 2.202, flatness: -1.895, logit: 0.8141, constant: -5.87, leastChance: 0.112 };

/** Where no model has read anything, or another one. Flags 54.3 % of the questions of other repositories, 2.3 % of a repository's own. */
export const fittedTextAnswering: Answering = { coverage: 9.615, words: 2.472, flatness: -2.508, logit: 0, constant: -8.393, leastChance: 0.1159 };
