import { dataTypes, modelBytes } from './onnxWriter.ts';
import type { Attribute, Bytes, DataType, Node, Tensor } from './onnxWriter.ts';

/** Sizes of an XLM-RoBERTa classifier. */
export interface RerankerShape {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly intermediate: number;
  readonly vocabulary: number;
  readonly positions: number;
}

/** BAAI/bge-reranker-base by its config.json: 278 million parameters. */
export const bgeBase: RerankerShape = { layers: 12, hidden: 768, heads: 12, intermediate: 3072, vocabulary: 250_002, positions: 514 };

export type WeightType = 'fp32' | 'fp16' | 'q8';

const OPSET = 17;
const PADDING = 1;

/** Weights are drawn once and used again and again: their values do not matter for time and memory. */
const POOL = 1 << 20;

/** Half of the range that weights are drawn from, about what training leaves. */
const SPREAD = 0.035;

/**
 * A model of this shape with RANDOM weights: for time and memory, never for ranking. The same every time.
 * @returns the ONNX file
 */
export function randomReranker(shape: RerankerShape, type: WeightType): Bytes {
  return new GraphBuilder(shape, type).build();
}

class GraphBuilder {
  readonly #shape: RerankerShape;
  readonly #type: WeightType;
  /** What numbers are computed in. */
  readonly #float: DataType;
  readonly #nodes: Node[] = [];
  readonly #weights: Tensor[] = [];
  readonly #pools: Readonly<Record<'int8' | 'float', Uint8Array>>;

  constructor(shape: RerankerShape, type: WeightType) {
    this.#shape = shape;
    this.#type = type;
    this.#float = type === 'fp16' ? 'float16' : 'float';
    const random = randomNumbers(1);
    const numbers = Float32Array.from({ length: POOL }, () => (random() * 2 - 1) * SPREAD);
    this.#pools = { int8: Uint8Array.from(numbers, (value) => Math.round((value / SPREAD) * 127) & 0xff), float: bytesOf(numbers, this.#float) };
  }

  build(): Bytes {
    const { layers, hidden } = this.#shape;
    const mask = this.#mask();
    let state = this.#embeddings();
    for (let layer = 0; layer < layers; layer += 1) state = this.#layer(`layer${layer}`, state, mask);
    const first = this.#add('Gather', [state, this.#integers('firstToken', [0], [])], { axis: 1 });
    const dense = this.#add('Tanh', [this.#linear('classifier.dense', first, hidden, hidden)]);
    const logits = this.#linear('classifier.out', dense, hidden, 1);
    this.#nodes.push({ operator: 'Cast', inputs: [logits], outputs: ['logits'], attributes: { to: dataTypes.float } });
    const sizes = ['batch', 'sequence'];
    return modelBytes({
      nodes: this.#nodes,
      weights: this.#weights,
      inputs: [{ name: 'input_ids', type: 'int64', shape: sizes }, { name: 'attention_mask', type: 'int64', shape: sizes }],
      outputs: [{ name: 'logits', type: 'float', shape: ['batch', 1] }],
    }, OPSET);
  }

  /** Zero where there is a token, very negative where there is padding. */
  #mask(): string {
    const wide = this.#add('Unsqueeze', ['attention_mask', this.#integers('maskAxes', [1, 2])]);
    const present = this.#add('Cast', [wide], { to: dataTypes[this.#float] });
    return this.#add('Mul', [this.#add('Sub', [this.#number('one', 1), present]), this.#number('lowest', -60_000)]);
  }

  #embeddings(): string {
    const { hidden, vocabulary, positions } = this.#shape;
    const padding = this.#integers('padding', [PADDING], []);
    const isPadding = this.#add('Equal', ['input_ids', padding]);
    const isToken = this.#add('Cast', [this.#add('Not', [isPadding])], { to: dataTypes.int64 });
    // RoBERTa counts positions from behind the padding id.
    const counted = this.#add('CumSum', [isToken, this.#integers('sequenceAxis', [1], [])]);
    const place = this.#add('Add', [this.#add('Mul', [counted, isToken]), padding]);
    const words = this.#lookUp('words', 'input_ids', vocabulary);
    const sum = this.#add('Add', [words, this.#lookUp('positions', place, positions)]);
    return this.#normalize('embeddings', this.#add('Add', [sum, this.#floats('tokenType', [hidden])]));
  }

  #layer(name: string, state: string, mask: string): string {
    const { hidden, heads, intermediate } = this.#shape;
    const split = (part: string, order: readonly number[]): string => {
      const parts = this.#add('Reshape', [this.#linear(`${name}.${part}`, state, hidden, hidden), this.#integers('splitHeads', [0, 0, heads, hidden / heads])]);
      return this.#add('Transpose', [parts], { perm: order });
    };
    const scores = this.#add('MatMul', [split('query', [0, 2, 1, 3]), split('key', [0, 2, 3, 1])]);
    const scaled = this.#add('Div', [scores, this.#number('scale', Math.sqrt(hidden / heads))]);
    const weights = this.#add('Softmax', [this.#add('Add', [scaled, mask])], { axis: -1 });
    const mixed = this.#add('Transpose', [this.#add('MatMul', [weights, split('value', [0, 2, 1, 3])])], { perm: [0, 2, 1, 3] });
    const joined = this.#add('Reshape', [mixed, this.#integers('joinHeads', [0, 0, hidden])]);
    const attended = this.#normalize(`${name}.attention`, this.#add('Add', [this.#linear(`${name}.output`, joined, hidden, hidden), state]));
    const inner = this.#gelu(this.#linear(`${name}.up`, attended, hidden, intermediate));
    return this.#normalize(`${name}.final`, this.#add('Add', [this.#linear(`${name}.down`, inner, intermediate, hidden), attended]));
  }

  /** x/2 * (1 + erf(x / sqrt 2)), spelled out as exporters do, so that the runtime fuses it as it does theirs. */
  #gelu(input: string): string {
    const bent = this.#add('Erf', [this.#add('Div', [input, this.#number('rootOfTwo', Math.SQRT2)])]);
    const gate = this.#add('Add', [bent, this.#number('one', 1)]);
    return this.#add('Mul', [this.#add('Mul', [input, gate]), this.#number('half', 0.5)]);
  }

  #normalize(name: string, input: string): string {
    const { hidden } = this.#shape;
    return this.#add('LayerNormalization', [input, this.#floats(`${name}.gain`, [hidden]), this.#floats(`${name}.shift`, [hidden])], { axis: -1, epsilon: { float: 1e-5 } });
  }

  /** In eight bits as dynamic quantisation writes it: activations are quantised as they come. */
  #linear(name: string, input: string, from: number, to: number): string {
    const bias = this.#floats(`${name}.bias`, [to]);
    if (this.#type !== 'q8') return this.#add('Add', [this.#add('MatMul', [input, this.#floats(`${name}.weight`, [from, to])]), bias]);
    const [quantized, scale, zero] = this.#addAll('DynamicQuantizeLinear', [input], ['quantized', 'scale', 'zero']);
    const product = this.#add('MatMulInteger', [quantized ?? '', this.#integers8(`${name}.weight`, [from, to]), zero ?? '', this.#zero8()]);
    const scales = this.#add('Mul', [scale ?? '', this.#number('weightScale', SPREAD / 127)]);
    return this.#add('Add', [this.#add('Mul', [this.#add('Cast', [product], { to: dataTypes.float }), scales]), bias]);
  }

  #lookUp(name: string, places: string, rows: number): string {
    const { hidden } = this.#shape;
    if (this.#type !== 'q8') return this.#add('Gather', [this.#floats(name, [rows, hidden]), places]);
    return this.#add('DequantizeLinear', [this.#add('Gather', [this.#integers8(name, [rows, hidden]), places]), this.#number('weightScale', SPREAD / 127), this.#zero8()]);
  }

  #add(operator: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): string {
    return this.#addAll(operator, inputs, ['out'], attributes)[0] ?? '';
  }

  #addAll(operator: string, inputs: readonly string[], names: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): string[] {
    const outputs = names.map((name) => `${operator}${this.#nodes.length}.${name}`);
    this.#nodes.push({ operator, inputs, outputs, attributes });
    return outputs;
  }

  #floats(name: string, shape: readonly number[]): string {
    return this.#weight({ name, type: this.#float, shape, data: repeated(this.#pools.float, productOf(shape) * (this.#float === 'float' ? 4 : 2)) });
  }

  #integers8(name: string, shape: readonly number[]): string {
    return this.#weight({ name, type: 'int8', shape, data: repeated(this.#pools.int8, productOf(shape)) });
  }

  #zero8(): string {
    return this.#weight({ name: 'zero8', type: 'int8', shape: [], data: [new Uint8Array(1)] });
  }

  #number(name: string, value: number): string {
    return this.#weight({ name, type: this.#float, shape: [], data: [bytesOf(Float32Array.of(value), this.#float)] });
  }

  #integers(name: string, values: readonly number[], shape: readonly number[] = [values.length]): string {
    return this.#weight({ name, type: 'int64', shape, data: [new Uint8Array(BigInt64Array.from(values, BigInt).buffer)] });
  }

  /** A weight of the same name is the same. */
  #weight(tensor: Tensor): string {
    if (!this.#weights.some(({ name }) => name === tensor.name)) this.#weights.push(tensor);
    return tensor.name;
  }
}

function repeated(pool: Uint8Array, size: number): Bytes {
  const whole = Array.from({ length: Math.floor(size / pool.byteLength) }, () => pool);
  return [...whole, pool.subarray(0, size % pool.byteLength)];
}

function productOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function bytesOf(numbers: Float32Array, type: DataType): Uint8Array {
  return type === 'float16' ? new Uint8Array(Uint16Array.from(numbers, halfOf).buffer) : new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

/** Bits of the half-precision number next to `value`; the smallest ones become zero. */
function halfOf(value: number): number {
  const sign = value < 0 ? 0x8000 : 0;
  const size = Math.abs(value);
  const exponent = Math.floor(Math.log2(size));
  if (size === 0 || exponent < -14) return sign;
  return sign | ((exponent + 15) * 1024 + Math.round((size / 2 ** exponent - 1) * 1024));
}

/** Mulberry32: small, and the same everywhere. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
