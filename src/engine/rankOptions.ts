/** Weights of the text order. Fitted on development queries; docs/ranking.md says what each one gains. */
export interface RankOptions {
  /** BM25: how soon more hits of one term stop to count, and how much length counts (Robertson and Zaragoza, 2009). */
  readonly k1: number;
  readonly b: number;
  /** Hits that a match in the snippet's own name, its file's name, and its folders count for. */
  readonly nameHits: number;
  readonly fileNameHits: number;
  readonly folderHits: number;
  /** Share of a snippet's score that hangs on covering all words of the query. */
  readonly coverage: number;
  /** Added to a snippet, as shares of the best snippet's score: what its file's best snippets have together, and what its file has as a whole. */
  readonly neighbours: number;
  readonly wholeFile: number;
  /** Factors for the definition of an identifier that the query consists of, and of one that it names among other words. */
  readonly definition: number;
  readonly namedDefinition: number;
  /** Further factor where that definition is spelled in the same case. */
  readonly sameCase: number;
  /** Factor for loose code between definitions. */
  readonly loose: number;
  /** Factors for what is rarely meant. */
  readonly tests: number;
  readonly docs: number;
  readonly config: number;
  readonly generated: number;
  readonly vendored: number;
  readonly declarations: number;
  readonly examples: number;
}

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
