/** Weights of the text order. Fitted by hand on development queries; docs/ranking.md says what each one gains. */
export interface RankOptions {
  /** BM25: how soon more hits of one term stop to count, and how much length counts (Robertson and Zaragoza, 2009). */
  readonly k1: number;
  readonly b: number;
  /** Hits that a match in the snippet's own name, its path's last part, and its folders count for. */
  readonly nameHits: number;
  readonly fileNameHits: number;
  readonly folderHits: number;
  /** Share of the score that hangs on covering all words of the query. */
  readonly coverage: number;
  /** Score of the whole file, added to each of its snippets, as a share of the best file's. */
  readonly file: number;
  /** Factor for the definition of an identifier that the query names. */
  readonly definition: number;
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
  k1: 1.2,
  b: 0.6,
  nameHits: 2,
  fileNameHits: 1,
  folderHits: 0.5,
  coverage: 0.5,
  file: 0.5,
  definition: 2.5,
  tests: 0.5,
  docs: 0.45,
  config: 0.4,
  generated: 0.5,
  vendored: 0.4,
  declarations: 0.6,
  examples: 0.6,
};
