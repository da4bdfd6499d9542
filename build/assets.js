import { chmod, cp, mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { ripgrepBinary } from './ripgrep.js';

/**
 * Copies what is not code of a bundle: ripgrep, grammars and the model runtimes, native ones of one platform only.
 * src/node/assets.ts reads this layout.
 * @param {import('./targets.js').Target} target
 * @param {string} folder that the bundles lie in
 */
export async function copyAssets(target, folder) {
  await Promise.all([copyRipgrep(target, folder), copyGrammars(folder), copyRuntime(target, folder), copyWasmRuntime(folder)]);
}

async function copyRipgrep(target, folder) {
  const binary = await ripgrepBinary(target);
  const copy = path.join(folder, 'bin', path.basename(binary));
  await copyFile(binary, copy);
  await chmod(copy, 0o755);
}

async function copyGrammars(folder) {
  const from = 'node_modules/@vscode/tree-sitter-wasm/wasm';
  const names = (await readdir(from)).filter((name) => name.endsWith('.wasm'));
  await Promise.all(names.map((name) => copyFile(path.join(from, name), path.join(folder, 'grammars', name))));
}

async function copyRuntime({ platform, arch, runtime }, folder) {
  const from = `node_modules/onnxruntime-node/bin/napi-v6/${platform}/${arch}`;
  await Promise.all(runtime.map((name) => copyFile(path.join(from, name), path.join(folder, 'runtime', name))));
}

/** Goes along everywhere (4 MB zipped): it is what remains where the native binary does not load, on an old C library for one. */
async function copyWasmRuntime(folder) {
  const names = ['ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'];
  await Promise.all(names.map((name) => copyFile(`node_modules/onnxruntime-web/dist/${name}`, path.join(folder, 'wasm', name))));
}

/** Leaves a file that is there already as it is: a running process may have it open. */
async function copyFile(from, to) {
  const [source, copy] = await Promise.all([stat(from), stat(to).catch(() => undefined)]);
  if (copy?.size === source.size && copy.mtimeMs >= source.mtimeMs) return;
  await mkdir(path.dirname(to), { recursive: true });
  await cp(from, to);
}
