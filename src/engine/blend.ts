import { sigmoid } from './sigmoid.ts';
import type { Order, RankedResult } from './types.ts';

/** How text order and model are put together. Values are in fitted.ts, docs/ranking.md has the curves. */
export interface BlendOptions {
  /** How many times e the model may multiply a text score by, from a logit far below the midpoint to one far above. */
  readonly modelWeight: number;
  /** The logit that counts half. */
  readonly midpoint: number;
  /** Logits that the model's opinion takes from half to 0.73 (1 / (1 + 1 / e)): with more, it grows over a wider range. Above 0. */
  readonly temperature: number;
  /** The same for the first place of the text order against places far down: what stands first needs more to be overtaken. */
  readonly positionWeight: number;
  /** The model's opinion of a file is the mean over its snippets that were read, and places are those of files: for one row per file. */
  readonly isByFile: boolean;
}

/** For models that nothing was fitted for. */
export const defaultBlendOptions: BlendOptions = { modelWeight: 0.4, midpoint: 0, temperature: 1, positionWeight: 0.4, isByFile: false };

/**
 * Puts results in the order asked for: by text score; by logit; or blended:
 *
 *     score = text score / best text score * e ^ (positionWeight / log2(place + 1) + modelWeight * sigmoid((logit - midpoint) / temperature))
 *
 * where the place is the 1-based one of the text order (the discount is that of DCG: Jarvelin and Kekalainen, 2002). The sigmoid bounds what
 * a model of any spread can do. Results that the model has not read stand behind those it has, in text order; while it still reads
 * (`isFinal` false) they keep their place, as if their sigmoid were the mean.
 * @param results in text order, with `logit` where known
 * @returns new results with `score` set, best first
 */
export function orderResults(results: readonly RankedResult[], order: Order, options: BlendOptions, isFinal: boolean): RankedResult[] {
  const logits = results.flatMap(({ logit }) => (logit === undefined ? [] : [logit]));
  if (order === 'text' || logits.length === 0) return results.map((result) => ({ ...result, score: result.textScore }));
  const scoreOf = order === 'reranked' ? ({ logit }: RankedResult): number => logit ?? meanOf(logits) : blendedScore(results, options);
  const isRead = (result: RankedResult): boolean => result.logit !== undefined || (!isFinal && order === 'blended');
  return results
    .map((result) => ({ ...result, score: scoreOf(result) }))
    .sort((a, b) => Number(isRead(b)) - Number(isRead(a)) || (isRead(a) ? b.score - a.score : 0) || a.textRank - b.textRank);
}

/** What is known of the rows that share a key: those of one file, or one row alone. */
interface Evidence {
  readonly place: number;
  readonly sigmoids: number[];
}

function blendedScore(results: readonly RankedResult[], options: BlendOptions): (result: RankedResult) => number {
  const keyOf = (result: RankedResult): string => (options.isByFile ? `${result.folder}\0${result.path}` : result.id);
  const evidence = new Map<string, Evidence>();
  for (const result of results) {
    const known = evidence.get(keyOf(result)) ?? { place: evidence.size + 1, sigmoids: [] };
    evidence.set(keyOf(result), known);
    if (result.logit !== undefined) known.sigmoids.push(sigmoid((result.logit - options.midpoint) / options.temperature));
  }
  const expected = meanOf([...evidence.values()].flatMap(({ sigmoids }) => sigmoids));
  const bestText = Math.max(results[0]?.textScore ?? 0, 1e-9);
  return (result) => {
    const { place = results.length, sigmoids = [] } = evidence.get(keyOf(result)) ?? {};
    const opinion = sigmoids.length > 0 ? meanOf(sigmoids) : expected;
    return (result.textScore / bestText) * Math.exp(options.positionWeight / Math.log2(place + 1) + options.modelWeight * opinion);
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
