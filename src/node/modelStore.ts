import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { SearchError } from '../engine/errors.ts';
import { modelSourceOf, onnxFiles } from '../engine/modelCatalogue.ts';
import type { Precision } from '../engine/modelCatalogue.ts';
import type { PrecisionSetting } from '../engine/models.ts';
import type { DeviceSetting } from '../model/protocol.ts';
import { checkClassifier } from './modelConfig.ts';
import { isFile, precisionsIn, snapshotsOf } from './modelFolders.ts';

/** A model on disk, ready to be loaded. */
export interface StoredModel {
  readonly id: string;
  /** Absolute path. */
  readonly folder: string;
  readonly precision: Precision;
  /** All forms that are there. */
  readonly precisions: readonly Precision[];
}

/** Where models are looked for. */
export interface ModelFolders {
  /** Folder of the models that ship. */
  readonly shipped: string;
  /** Folders in the layout of the Hugging Face cache. The first is ours to write to. */
  readonly caches: readonly string[];
}

/** What `auto` takes, the first that is there: on processors 8-bit integers are fastest, elsewhere floating point is. */
const processorOrder: readonly Precision[] = ['q8', 'int8', 'uint8', 'fp32', 'fp16', 'q4', 'q4f16', 'bnb4'];
const acceleratorOrder: readonly Precision[] = ['fp16', 'fp32', 'q4f16', 'q4', 'q8', 'int8', 'uint8', 'bnb4'];

/** The forms that suit a device and a setting, best first. */
export function wantedPrecisions(device: DeviceSetting, setting: PrecisionSetting): readonly Precision[] {
  if (setting === 'auto') return device === 'auto' || device === 'cpu' || device === 'wasm' ? processorOrder : acceleratorOrder;
  // Repositories call their 8-bit form by different names.
  return setting === 'q8' ? ['q8', 'int8', 'uint8'] : [setting];
}

/**
 * Finds a model on disk; asks no one else.
 * @param model id of a model that ships, repository on the hub, or the absolute path of a folder
 * @throws SearchError `modelMissing` where there is no such folder or file; `modelInvalid`, `modelUnsupported` where it is no reranker
 */
export async function findModel(model: string, device: DeviceSetting, precision: PrecisionSetting, folders: ModelFolders): Promise<StoredModel> {
  const wanted = wantedPrecisions(device, precision);
  let lacks = '';
  for (const folder of await candidatesOf(model, folders)) {
    const precisions = await precisionsIn(folder);
    const chosen = wanted.find((one) => precisions.includes(one));
    if (chosen !== undefined) {
      const config = path.join(folder, 'config.json');
      checkClassifier(await readFile(config, 'utf8'), config);
      return { id: model, folder, precision: chosen, precisions };
    }
    lacks ||= `${folder} has no ${await missingFile(folder, wanted)}`;
  }
  throw new SearchError('modelMissing', lacks || `${model} is not on disk`);
}

/** Folders that may hold the model, best first. */
async function candidatesOf(model: string, { shipped, caches }: ModelFolders): Promise<string[]> {
  if (path.isAbsolute(model)) return [path.normalize(model)];
  // A plain id names a folder beside the others; it never leads out of theirs.
  if (/^\w[\w.-]*$/.test(model)) return [path.join(shipped, model)];
  const source = modelSourceOf(model);
  if (source === undefined) throw new SearchError('modelMissing', `${model} is neither a model that ships, nor a repository, nor an absolute path`);
  return (await Promise.all(caches.map((cache) => snapshotsOf(cache, source)))).flat();
}

async function missingFile(folder: string, wanted: readonly Precision[]): Promise<string> {
  for (const name of ['config.json', 'tokenizer.json']) if (!(await isFile(path.join(folder, name)))) return name;
  return wanted.length > 3 ? 'ONNX file' : wanted.map((precision) => onnxFiles[precision]).join(' or ');
}
