/** `+0.012` */
export function signed(value: number): string {
  return `${value >= 0 ? '+' : ''}${value.toFixed(3)}`;
}

/** `-0.004 to +0.021` */
export function interval(bounds: readonly [lower: number, upper: number]): string {
  return bounds.map(signed).join(' to ');
}
