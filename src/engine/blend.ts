import { sigmoid } from './sigmoid.ts';
import type { Order, RankedResult } from './types.ts';

export interface BlendOptions {
  /** What a logit far above 0 adds to a score in which the best text score counts 1. */
  readonly modelWeight: number;
}

/** Fitted on development queries: docs/ranking.md has the curve. */
export const defaultBlendOptions: BlendOptions = { modelWeight: 0.5 };

/**
 * Puts results in the order asked for: by text score; by logit; or blended, by text score as a share of the best plus the logit's sigmoid times a
 * weight, so that a model of any spread moves a row by no more than that. Those that the model has not read stand behind those it has, in
 * text order; while it still reads (`isFinal` false) they keep their place, as if their sigmoid were the mean.
 * @param results in text order, with `logit` where known
 * @returns new results with `score` set, best first
 */
export function orderResults(results: readonly RankedResult[], order: Order, options: BlendOptions, isFinal: boolean): RankedResult[] {
  const logits = results.flatMap(({ logit }) => (logit === undefined ? [] : [logit]));
  if (order === 'text' || logits.length === 0) return results.map((result) => ({ ...result, score: result.textScore }));
  const expected = { logit: meanOf(logits), sigmoid: meanOf(logits.map(sigmoid)) };
  const bestText = Math.max(...results.map(({ textScore }) => textScore), 1e-9);
  const scoreOf = ({ logit, textScore }: RankedResult): number => {
    if (order === 'reranked') return logit ?? expected.logit;
    return textScore / bestText + options.modelWeight * (logit === undefined ? expected.sigmoid : sigmoid(logit));
  };
  const isRead = (result: RankedResult): boolean => result.logit !== undefined || (!isFinal && order === 'blended');
  return results
    .map((result) => ({ ...result, score: scoreOf(result) }))
    .sort((a, b) => Number(isRead(b)) - Number(isRead(a)) || (isRead(a) ? b.score - a.score : 0) || a.textRank - b.textRank);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
