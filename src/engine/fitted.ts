/** Numbers fitted on development queries. Made by `npm run fit`: change them there, not here. docs/ranking.md says what each is for. */
import type { ModelFit } from './modelFit.ts';
import type { RankOptions } from './rankOptions.ts';

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
export const fileRowRankOptions: RankOptions = { ...defaultRankOptions, k1: 10, coverage: 0.15, neighbours: 2, wholeFile: 0.6 };

/** By model id. Other models get what modelFit.ts has for any. */
export const fittedModels: Readonly<Record<string, ModelFit>> = {
  'code-reranker': { blend: { modelWeight: 0.5 } },
};
