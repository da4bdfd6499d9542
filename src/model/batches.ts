import type { Pair } from './pairs.ts';

/** Most tokens of a batch, padding included. Twice as many cost 15 % more time on a processor, for they leave its cache. */
export const BATCH_TOKENS = 1024;

/** Passages that are scored first, in a slice of their own: the first page settles early, at no measurable cost in padding. */
const FIRST_SLICE = 16;

/** Passages of every later slice; sorting by length inside a slice is what keeps padding low. */
const SLICE = 64;

/** One pair of one passage of a request. */
export interface PassagePair extends Pair {
  /** Place of the passage in the request. */
  readonly index: number;
}

/** What a batch costs besides its tokens, in tokens: starting it and handing its scores out takes about a millisecond, a token 50 µs. */
const BATCH_COST = 24;

/**
 * Groups pairs of like length, so that batches and padding together cost the least.
 * @param maxTokens most tokens of a batch, padding included; a single longer pair still makes a batch
 * @param maxPairs most pairs of a batch; where it is given the tokens do not count
 * @returns batches, shortest pairs first
 */
export function batchesOf(pairs: readonly PassagePair[], maxTokens: number, maxPairs?: number): PassagePair[][] {
  const sorted = pairs.toSorted((a, b) => a.ids.length - b.ids.length);
  if (maxPairs !== undefined) return Array.from({ length: Math.ceil(sorted.length / maxPairs) }, (_, place) => sorted.slice(place * maxPairs, (place + 1) * maxPairs));
  const starts = cheapestStarts(sorted.map(({ ids }) => ids.length), maxTokens);
  return starts.map((start, place) => sorted.slice(start, starts[place + 1]));
}

/**
 * Where the batches begin that cost the least, by dynamic programming: the cheapest way to the first n pairs is the cheapest way to
 * the first m and a batch of the others, for the best m.
 * @param lengths ascending
 */
function cheapestStarts(lengths: readonly number[], maxTokens: number): number[] {
  const costs = [0];
  const starts = [0];
  for (const [last, width] of lengths.entries()) {
    let cost = Infinity;
    for (let start = last; start >= 0 && (start === last || (last + 1 - start) * width <= maxTokens); start -= 1) {
      const total = (costs[start] ?? 0) + BATCH_COST + (last + 1 - start) * width;
      if (total >= cost) continue;
      cost = total;
      starts[last + 1] = start;
    }
    costs.push(cost);
  }
  const way: number[] = [];
  for (let end = lengths.length; end > 0; end = starts[end] ?? 0) way.unshift(starts[end] ?? 0);
  return way;
}

/** Runs of passages that are scored one after the other: `start` inclusive, `end` exclusive. */
export function* slicesOf(count: number): Generator<readonly [start: number, end: number]> {
  for (let start = 0; start < count; ) {
    const end = Math.min(count, start + (start === 0 ? FIRST_SLICE : SLICE));
    yield [start, end];
    start = end;
  }
}
