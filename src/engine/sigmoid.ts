/** 1 / (1 + e^-x), in 0..1, without overflow at either end: what FlagReranker calls normalize. */
export function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}
