import path from 'node:path';
import { isFile } from './modelFolders.ts';

/** What the runtime needs of a folder to run on CUDA: itself, and its provider, which is not in the package. */
const needed = ['onnxruntime_binding.node', 'libonnxruntime.so.1', 'libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'] as const;

/** The version of the packaged runtime: the library and its provider must be of one build. */
export const runtimePackage = 'onnxruntime-node@1.30.0';

/**
 * How to come by them: the npm package's own install script fetches the provider on Linux x64. Source: README and
 * script/install-metadata.js of onnxruntime-node 1.30 (https://www.npmjs.com/package/onnxruntime-node).
 */
const remedy =
  `run "npm install ${runtimePackage}" in any folder of a machine with network, and give its node_modules/onnxruntime-node/bin/napi-v6/linux/x64 as the setting cudaFolder (--cuda-folder); CUDA 12 and cuDNN 9 must be installed beside the driver`;

/**
 * @param folder the setting; empty for none
 * @returns what CUDA lacks here and how to get it; undefined where the libraries are there
 */
export async function missingForCuda(folder: string): Promise<string | undefined> {
  if (folder === '') return `the CUDA libraries of the runtime are not in this package: ${remedy}`;
  const isThere = await Promise.all(needed.map((name) => isFile(path.join(folder, name))));
  const missing = needed.filter((_, place) => !isThere[place]);
  return missing.length === 0 ? undefined : `${folder} has no ${missing.join(', ')}: ${remedy}`;
}
