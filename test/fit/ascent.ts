/** Values to try of each number that is fitted, ascending. */
export type Grid<Values> = { readonly [Name in keyof Values]?: readonly number[] };

export interface Fit<Values> {
  readonly values: Values;
  readonly score: number;
}

/** Rounds over all numbers; the fits of this project end after three or four. */
const MAX_ROUNDS = 8;

/**
 * Coordinate ascent: one number at a time steps to the next lower or higher value of its grid for as long as that gains; a round that moves
 * none ends it. No randomness.
 * @param leastGain gain of the score below which a number stays where it is: what is within the noise is not worth a change
 */
export function coordinateAscent<Values extends object>(start: Values, grid: Grid<Values>, scoreOf: (values: Values) => number, leastGain: number): Fit<Values> {
  let best: Fit<Values> = { values: start, score: scoreOf(start) };
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = best;
    for (const name of Object.keys(grid) as (keyof Values)[]) {
      for (const step of [-1, 1] as const) best = walk(best, name, grid[name] ?? [], step, scoreOf, leastGain);
    }
    if (best === before) break;
  }
  return best;
}

function walk<Values extends object>(from: Fit<Values>, name: keyof Values, tried: readonly number[], step: -1 | 1, scoreOf: (values: Values) => number, leastGain: number): Fit<Values> {
  let best = from;
  for (;;) {
    const next = nextValue(tried, Number(best.values[name]), step);
    if (next === undefined) return best;
    const values = { ...best.values, [name]: next };
    const score = scoreOf(values);
    if (score <= best.score + leastGain) return best;
    best = { values, score };
  }
}

function nextValue(tried: readonly number[], value: number, step: -1 | 1): number | undefined {
  return step === 1 ? tried.find((other) => other > value) : tried.findLast((other) => other < value);
}
