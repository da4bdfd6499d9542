/** Resamples of a bootstrap; enough for two digits of an interval. */
const RESAMPLES = 2_000;

/** Seeded random numbers 0..1 (mulberry32, public domain algorithm by Tommy Ettinger), so that intervals repeat. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * 95 % interval of a mean by resampling (Efron, Bootstrap methods, 1979). Give differences of pairs for a paired comparison.
 * @returns lower and upper bound; both 0 for no values
 */
export function bootstrapInterval(values: readonly number[]): readonly [lower: number, upper: number] {
  if (values.length === 0) return [0, 0];
  const random = seededRandom(values.length);
  const means = Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[Math.floor(random() * values.length)] ?? 0;
    return sum / values.length;
  }).sort((a, b) => a - b);
  return [means[Math.floor(RESAMPLES * 0.025)] ?? 0, means[Math.floor(RESAMPLES * 0.975)] ?? 0];
}

/** `+0.012` */
export function signed(value: number): string {
  return `${value >= 0 ? '+' : ''}${value.toFixed(3)}`;
}

/** `-0.004 to +0.021` */
export function interval(bounds: readonly [lower: number, upper: number]): string {
  return bounds.map(signed).join(' to ');
}
