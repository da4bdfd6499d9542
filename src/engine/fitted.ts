/** Numbers fitted on development queries. Made by `npm run fit`: change them there, not here. docs/ranking.md says what each is for. */
import type { Answering } from './answering.ts';
import type { BlendOptions } from './blend.ts';
import type { Calibration } from './calibration.ts';
import type { RankOptions, RowKind } from './rankOptions.ts';

/** Where each row is a piece of a file. */
export const defaultRankOptions: RankOptions = {
  k1: 2.2,
  b: 0.3,
  nameHits: 5,
  fileNameHits: 8,
  folderHits: 2,
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
 * Where one row stands for each file. Then the file's evidence counts more than one snippet's, and repetition hardly saturates: a file that
 * is about the question says its words again and again.
 */
export const fileRowRankOptions: RankOptions = { ...defaultRankOptions, k1: 10, coverage: 0.15, neighbours: 2, wholeFile: 0.6, functions: 1, namedFile: 0.5 };

/** The model that all below was fitted for. */
export const fittedModelId = 'code-reranker';

export const fittedBlend: Readonly<Record<RowKind, BlendOptions>> = {
  lines: { modelWeight: 0.4, positionWeight: 0.4, isByFile: false },
  fileRows: { modelWeight: 0.3, positionWeight: 0.4, isByFile: true },
};

/**
 * For code-reranker. Expected calibration error of the first ten rows, on repositories that a fit had not seen:
 * lines 0.015 (sigmoid 0.213), file rows 0.008 (sigmoid 0.281).
 */
export const fittedCalibration: Readonly<Record<RowKind, Calibration>> = {
  lines: { logit: 0.1769, textShare: 2.251, textRank: -0.844, constant: -2.34 },
  fileRows: { logit: 0.1356, textShare: 4.113, textRank: -0.9035, constant: -3.108 },
};

/** For code-reranker. Flags 71.2 % of the questions of other repositories, 2.6 % of a repository's own. */
export const fittedAnswering: Answering = { coverage: 7.007, words: 2.029, flatness: -1.926, logit: 0.7762, constant: -6.662, leastChance: 0.1323 };

/** Where no model has read anything, or another one. Flags 54.8 % of the questions of other repositories, 2.3 % of a repository's own. */
export const fittedTextAnswering: Answering = { coverage: 9.593, words: 2.468, flatness: -2.524, logit: 0, constant: -8.372, leastChance: 0.1153 };
