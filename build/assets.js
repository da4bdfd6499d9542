import { chmod, cp, mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Copies what is not code of a bundle into dist/: ripgrep, grammars and the model runtimes, native ones of one platform only.
 * src/node/assets.ts reads this layout.
 * @param {{ platform: string, arch: string }} target as in process.platform and process.arch
 */
export async function copyAssets({ platform, arch }) {
  await Promise.all([copyRipgrep(platform, arch), copyGrammars(), copyRuntime(platform, arch), copyWasmRuntime()]);
}

async function copyRipgrep(platform, arch) {
  const name = platform === 'win32' ? 'rg.exe' : 'rg';
  await copyFile(`node_modules/@vscode/ripgrep-${platform}-${arch}/bin/${name}`, `dist/bin/${name}`);
  await chmod(`dist/bin/${name}`, 0o755);
}

async function copyGrammars() {
  const from = 'node_modules/@vscode/tree-sitter-wasm/wasm';
  const names = (await readdir(from)).filter((name) => name.endsWith('.wasm'));
  await Promise.all(names.map((name) => copyFile(path.join(from, name), path.join('dist/grammars', name))));
}

/** For macOS x64, Alpine and others there is no native binary: dist/wasm does the work there. */
async function copyRuntime(platform, arch) {
  const from = `node_modules/onnxruntime-node/bin/napi-v6/${platform}/${arch}`;
  const names = await readdir(from).catch(() => []);
  await Promise.all(names.map((name) => copyFile(path.join(from, name), path.join('dist/runtime', name))));
}

/** Goes along everywhere (4 MB zipped): it is what remains where the native binary does not load, on an old C library for one. */
async function copyWasmRuntime() {
  const names = ['ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'];
  await Promise.all(names.map((name) => copyFile(`node_modules/onnxruntime-web/dist/${name}`, `dist/wasm/${name}`)));
}

/** Leaves a file that is there already as it is: a running process may have it open. */
async function copyFile(from, to) {
  const [source, copy] = await Promise.all([stat(from), stat(to).catch(() => undefined)]);
  if (copy?.size === source.size && copy.mtimeMs >= source.mtimeMs) return;
  await mkdir(path.dirname(to), { recursive: true });
  await cp(from, to);
}
