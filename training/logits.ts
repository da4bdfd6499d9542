/**
 * Logits of an ONNX graph by ONNX Runtime, for comparison with PyTorch.
 * usage: node logits.ts MODEL.onnx < INPUTS.json   INPUTS: {"ids", "mask", "types"}, each a list of equally long lists
 */
import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';

interface Inputs {
  readonly ids: readonly (readonly number[])[];
  readonly mask: readonly (readonly number[])[];
  readonly types: readonly (readonly number[])[];
}

const inputs = JSON.parse(readFileSync(0, 'utf8')) as Inputs;
const session = await InferenceSession.create(process.argv[2] ?? '');
const { logits } = await session.run({ input_ids: tensorOf(inputs.ids), attention_mask: tensorOf(inputs.mask), token_type_ids: tensorOf(inputs.types) });
process.stdout.write(JSON.stringify(Array.from(logits?.data as Float32Array)));

function tensorOf(rows: readonly (readonly number[])[]): Tensor {
  return new Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), [rows.length, rows[0]?.length ?? 0]);
}
