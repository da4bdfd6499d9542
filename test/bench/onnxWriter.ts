/**
 * Writes ONNX models: the few messages of onnx.proto3 that a plain graph needs.
 * Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
 */

/** Pieces of a message, not joined: weights are large. */
export type Bytes = readonly Uint8Array[];

/** Numbers of TensorProto.DataType. */
export const dataTypes = { float: 1, uint8: 2, int8: 3, int64: 7, float16: 10 } as const;
export type DataType = keyof typeof dataTypes;

export interface Tensor {
  readonly name: string;
  readonly type: DataType;
  readonly shape: readonly number[];
  /** Little-endian, as in memory. */
  readonly data: Bytes;
}

export type Attribute = number | readonly number[] | { readonly float: number };

export interface Node {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A named input or output; text in a shape is a size known only at run time. */
export interface Value {
  readonly name: string;
  readonly type: DataType;
  readonly shape: readonly (number | string)[];
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly weights: readonly Tensor[];
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

/** @param opset version of the operators */
export function modelBytes(graph: Graph, opset: number): Bytes {
  const nodes = graph.nodes.flatMap((node) => message(1, nodeBytes(node)));
  const weights = graph.weights.flatMap((tensor) => message(5, tensorBytes(tensor)));
  const values = [...graph.inputs.flatMap((value) => message(11, valueBytes(value))), ...graph.outputs.flatMap((value) => message(12, valueBytes(value)))];
  return [...integer(1, 8), ...message(7, [...nodes, ...text(2, 'main'), ...weights, ...values]), ...message(8, integer(2, opset))];
}

export function sizeOf(bytes: Bytes): number {
  return bytes.reduce((sum, piece) => sum + piece.byteLength, 0);
}

function nodeBytes({ operator, inputs, outputs, attributes }: Node): Bytes {
  const named = Object.entries(attributes).flatMap(([name, value]) => message(5, attributeBytes(name, value)));
  return [...inputs.flatMap((name) => text(1, name)), ...outputs.flatMap((name) => text(2, name)), ...text(4, operator), ...named];
}

function attributeBytes(name: string, value: Attribute): Bytes {
  if (typeof value === 'number') return [...text(1, name), ...integer(3, value), ...integer(20, 2)];
  if ('float' in value) return [...text(1, name), tag(2, 5), new Uint8Array(new Float32Array([value.float]).buffer), ...integer(20, 1)];
  return [...text(1, name), ...value.flatMap((one) => integer(8, one)), ...integer(20, 7)];
}

function tensorBytes({ name, type, shape, data }: Tensor): Bytes {
  return [...shape.flatMap((size) => integer(1, size)), ...integer(2, dataTypes[type]), ...text(8, name), ...message(9, data)];
}

function valueBytes({ name, type, shape }: Value): Bytes {
  const sizes = shape.flatMap((size) => message(1, typeof size === 'number' ? integer(1, size) : text(2, size)));
  return [...text(1, name), ...message(2, message(1, [...integer(1, dataTypes[type]), ...message(2, sizes)]))];
}

function text(field: number, value: string): Bytes {
  return message(field, [new TextEncoder().encode(value)]);
}

function message(field: number, content: Bytes): Bytes {
  return [tag(field, 2), varint(sizeOf(content)), ...content];
}

function integer(field: number, value: number): Bytes {
  return [tag(field, 0), varint(value)];
}

function tag(field: number, wire: number): Uint8Array {
  return varint(field * 8 + wire);
}

/** Negative numbers take ten bytes, as 64-bit integers do. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
    const low = Number(rest & 0x7fn);
    if (rest < 0x80n) return Uint8Array.from([...bytes, low]);
    bytes.push(low | 0x80);
  }
}
