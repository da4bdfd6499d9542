import type { Pair } from './pairs.ts';

/** One pair of one passage of a request. */
export interface PassagePair extends Pair {
  /** Place of the passage in the request. */
  readonly index: number;
}

/**
 * Groups pairs of like length, so that little is padded.
 * @param maxTokens most tokens of a batch, padding included; a single longer pair still makes a batch
 * @param maxPairs most pairs of a batch; where it is given the tokens do not count
 * @returns batches, shortest pairs first
 */
export function batchesOf(pairs: readonly PassagePair[], maxTokens: number, maxPairs?: number): PassagePair[][] {
  const batches: PassagePair[][] = [];
  let batch: PassagePair[] = [];
  for (const pair of pairs.toSorted((a, b) => a.ids.length - b.ids.length)) {
    const isFull = maxPairs === undefined ? (batch.length + 1) * pair.ids.length > maxTokens : batch.length >= maxPairs;
    if (batch.length > 0 && isFull) {
      batches.push(batch);
      batch = [];
    }
    batch.push(pair);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
