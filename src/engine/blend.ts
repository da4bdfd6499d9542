import type { Order, RankedResult } from './types.ts';

export interface BlendOptions {
  /** Weight of the model beside the text score, which counts 1. */
  readonly modelWeight: number;
  /** Logits are divided by this spread before they are weighed; that of the shipped model over mixed candidates. */
  readonly logitSpread: number;
}

export const defaultBlendOptions: BlendOptions = { modelWeight: 0.3, logitSpread: 2.5 };

/** 1 / (1 + e^-x), in 0..1: what FlagReranker calls normalize. For display; it saturates, so nothing is sorted by it. */
export function relevanceOf(logit: number): number {
  return logit >= 0 ? 1 / (1 + Math.exp(-logit)) : Math.exp(logit) / (1 + Math.exp(logit));
}

/**
 * Puts results in the order asked for. Those that the model has not read stand behind those it has, in text order; while it still reads
 * (`isFinal` false) they keep their place by text, as if their logit were the mean.
 * @param results in text order, with `logit` where known
 * @returns new results with `score` set, best first
 */
export function orderResults(results: readonly RankedResult[], order: Order, options: BlendOptions, isFinal: boolean): RankedResult[] {
  const logits = results.flatMap(({ logit }) => (logit === undefined ? [] : [logit]));
  if (order === 'text' || logits.length === 0) return results.map((result) => ({ ...result, score: result.textScore }));
  const mean = logits.reduce((sum, logit) => sum + logit, 0) / logits.length;
  const bestText = Math.max(...results.map(({ textScore }) => textScore), 1e-9);
  const scoreOf = (result: RankedResult): number => {
    const logit = result.logit ?? mean;
    return order === 'reranked' ? logit : result.textScore / bestText + (options.modelWeight * (logit - mean)) / options.logitSpread;
  };
  const isRead = (result: RankedResult): boolean => result.logit !== undefined || (!isFinal && order === 'blended');
  return results
    .map((result) => ({ ...result, score: scoreOf(result) }))
    .sort((a, b) => Number(isRead(b)) - Number(isRead(a)) || (isRead(a) ? b.score - a.score : 0) || a.textRank - b.textRank);
}
