import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fittedModelId } from '../../src/engine/fitted.ts';
import { modelDigest } from '../bench/logitFile.ts';

/** Parts of the fit whose numbers hang on the model. */
export type ModelPart = 'blend' | 'calibration';

const file = path.join(import.meta.dirname, 'fittedModel.json');

/** Digest of the files that ship as the model now. */
export function shippedDigest(): Promise<string> {
  return modelDigest(path.join(import.meta.dirname, '../../models', fittedModelId));
}

/** By part of the fit, the digest of the model that it was last fitted for: another model may come under the same id. */
export async function readFittedModel(): Promise<Readonly<Record<ModelPart, string>>> {
  return JSON.parse(await readFile(file, 'utf8')) as Record<ModelPart, string>;
}

/** Records that a part was fitted for the model that ships now. */
export async function recordFittedModel(part: ModelPart): Promise<void> {
  await writeFile(file, `${JSON.stringify({ ...(await readFittedModel()), [part]: await shippedDigest() }, null, 2)}\n`);
}
