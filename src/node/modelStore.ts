import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { SearchError } from '../engine/errors.ts';
import type { DeviceSetting } from '../model/protocol.ts';

/** A model on disk, ready to be loaded. */
export interface StoredModel {
  readonly id: string;
  /** Absolute path. */
  readonly folder: string;
  readonly precision: string;
}

/** Precision setting: `auto`, or which ONNX file to take. */
export type PrecisionSetting = 'auto' | Precision;

export type Precision = 'fp32' | 'fp16' | 'q8' | 'int8' | 'uint8' | 'q4' | 'q4f16' | 'bnb4';

/** File names in the layout of ONNX models for transformers.js, below the model's folder. */
const onnxFiles: Readonly<Record<Precision, string>> = {
  fp32: 'onnx/model.onnx',
  fp16: 'onnx/model_fp16.onnx',
  q8: 'onnx/model_quantized.onnx',
  int8: 'onnx/model_int8.onnx',
  uint8: 'onnx/model_uint8.onnx',
  q4: 'onnx/model_q4.onnx',
  q4f16: 'onnx/model_q4f16.onnx',
  bnb4: 'onnx/model_bnb4.onnx',
};

/** What `auto` takes, the first that is there: on processors 8-bit integers are fastest, elsewhere floating point is. */
const processorOrder: readonly Precision[] = ['q8', 'int8', 'uint8', 'fp32', 'fp16', 'q4', 'q4f16', 'bnb4'];
const acceleratorOrder: readonly Precision[] = ['fp16', 'fp32', 'q4f16', 'q4', 'q8', 'int8', 'uint8', 'bnb4'];

/**
 * Finds a model on disk.
 * @param model id of a model that ships, or the absolute path of a folder
 * @param shipped folder of the models that ship
 * @throws SearchError `modelMissing` where there is no such folder or file; `modelInvalid` where it is no classifier
 */
export async function findModel(model: string, device: DeviceSetting, precision: PrecisionSetting, shipped: string): Promise<StoredModel> {
  const folder = path.isAbsolute(model) ? path.normalize(model) : shippedFolder(model, shipped);
  for (const name of ['config.json', 'tokenizer.json']) {
    if (!(await isFile(path.join(folder, name)))) throw new SearchError('modelMissing', `${folder} has no ${name}`);
  }
  await checkConfig(path.join(folder, 'config.json'));
  return { id: model, folder, precision: await choosePrecision(folder, device, precision) };
}

function shippedFolder(id: string, shipped: string): string {
  // An id names a folder beside the others; it never leads out of theirs.
  if (!/^[\w][\w.-]*$/.test(id)) throw new SearchError('modelMissing', `${id} is neither a model that ships nor an absolute path`);
  return path.join(shipped, id);
}

async function checkConfig(file: string): Promise<void> {
  let config: unknown;
  try {
    config = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new SearchError('modelInvalid', `${file} cannot be read`, { cause: error });
  }
  if (typeof config !== 'object' || config === null || !('model_type' in config)) {
    throw new SearchError('modelInvalid', `${file} names no model_type`);
  }
}

async function choosePrecision(folder: string, device: DeviceSetting, setting: PrecisionSetting): Promise<Precision> {
  const order = device === 'auto' || device === 'cpu' ? processorOrder : acceleratorOrder;
  const wanted = setting === 'auto' ? order : [setting];
  for (const precision of wanted) {
    if (await isFile(path.join(folder, onnxFiles[precision]))) return precision;
  }
  const names = setting === 'auto' ? 'ONNX file' : onnxFiles[setting];
  throw new SearchError('modelMissing', `${folder} has no ${names}`);
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then((stats) => stats.isFile(), () => false);
}
