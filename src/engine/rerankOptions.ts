/** What the reranker is offered of each snippet. Lengths are in tokens of the model. */
export interface RerankOptions {
  /** Longest (query, passage) pair, special tokens included. */
  readonly maxLength: number;
  /** Share of `maxLength` that the query may take; what is above is cut off. */
  readonly maxQueryShare: number;
  /** Overlapping windows that a passage too long for one pair is scored in, the best one counting; 1 truncates instead. */
  readonly maxWindows: number;
  /** Tokens that a window shares with the one before it. */
  readonly windowOverlap: number;
  /** Longest query in tokens, instead of its share. */
  readonly maxQuery?: number;
  /** Pairs of one batch; chosen by their tokens where absent. */
  readonly batchPairs?: number;
}

/** For a search: the shipped model was trained on pairs of up to 160 tokens, and its time grows with every token. */
export const searchRerankOptions: RerankOptions = { maxLength: 192, maxQueryShare: 0.5, maxWindows: 2, windowOverlap: 24 };

/** For plain reranking: what FlagEmbedding's FlagReranker does by default, so that scores compare. */
export const plainRerankOptions: RerankOptions = { maxLength: 512, maxQueryShare: 0.75, maxWindows: 1, windowOverlap: 0 };
