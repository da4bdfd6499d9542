import { stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onnxFiles } from '../engine/modelCatalogue.ts';
import type { PrecisionSetting } from '../engine/models.ts';

/** A model on disk, and how it is wanted. */
export interface TriedModel {
  readonly id: string;
  readonly folder: string;
  readonly precision: PrecisionSetting;
  /** Folder of another native runtime, for CUDA; empty for none. */
  readonly cudaFolder: string;
}

/** Findings hold for one machine and one state of the model's files. */
export async function keyOf({ id, folder, precision, cudaFolder }: TriedModel): Promise<string> {
  const files = await Promise.all(
    Object.values(onnxFiles).map(async (file) => {
      const stats = await stat(path.join(folder, file)).catch(() => undefined);
      return stats === undefined ? [] : [`${file}:${stats.size}:${Math.round(stats.mtimeMs)}`];
    }),
  );
  return JSON.stringify([os.hostname(), process.platform, process.arch, os.cpus()[0]?.model ?? '', id, precision, cudaFolder, ...files.flat()]);
}
