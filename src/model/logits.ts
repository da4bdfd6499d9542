/** What a tensor of the runtime holds; half precision comes as raw 16-bit patterns where the platform has no such array. */
export interface LogitTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: ArrayLike<number | bigint>;
}

/**
 * One logit per row, from any type of number.
 * @returns undefined where the tensor is not one logit per row
 */
export function logitsOf(tensor: LogitTensor, rows: number): number[] | undefined {
  const [first, ...others] = tensor.dims;
  if (first !== rows || others.some((size) => size !== 1) || tensor.data.length !== rows) return undefined;
  const isRawHalf = tensor.type === 'float16' && tensor.data instanceof Uint16Array;
  return Array.from(tensor.data, (value) => (isRawHalf ? halfToNumber(Number(value)) : Number(value)));
}

/** IEEE 754 half precision: 1 sign bit, 5 exponent bits (bias 15), 10 fraction bits. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
