import type { Clock } from './types.ts';

/** Longest time, in milliseconds, that work holds the event loop before others get their turn. */
const TURN_MS = 4;

/** Work in portions: it yields where it may be interrupted, and returns its result. */
export type Portions<Result> = Generator<undefined, Result, undefined>;

/**
 * Runs work without holding the event loop: the editor's other extensions share it.
 * @param nextTurn resolves when the others had their turn
 */
export async function inTurns<Result>(work: Portions<Result>, clock: Clock, nextTurn: () => Promise<void>): Promise<Result> {
  let start = clock();
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (clock() - start < TURN_MS) continue;
    await nextTurn();
    start = clock();
  }
}

/** Runs work at one go. */
export function atOnce<Result>(work: Portions<Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
