import { readFile } from 'node:fs/promises';
import { commonJs } from './commonJs.js';

/** ESM bundles hold CommonJS packages, which ask for `require`. */
const requireForEsm = "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);";
/** The parser asks for `__filename` to know that it runs on Node. */
const filenameForEsm = "import { fileURLToPath as makePath } from 'node:url'; const __filename = makePath(import.meta.url);";

/** The native half of ONNX Runtime: in dist/runtime, or in the folder that the process gets as its argument (one that has the libraries of CUDA beside it). */
const runtimeBinaryForEsm =
  "import { join as joinPath } from 'node:path'; const runtimeBinary = process.argv[2] === undefined ? './runtime/onnxruntime_binding.node' : joinPath(process.argv[2], 'onnxruntime_binding.node');";

/** Parts of the model library that a text model on Node never touches. */
const emptyPackages = (filter) => ({
  name: 'empty-packages',
  setup(build) {
    build.onResolve({ filter }, () => ({ path: 'nothing', namespace: 'empty' }));
    build.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'module.exports = {};' }));
  },
});

/** The model library asks for ONNX Runtime in a way that no bundler sees. */
const askForRuntime = (name) => ({ path }) => replaced(path, 'requireFromHere("onnxruntime-node")', `require("${name}")`);

/** ONNX Runtime asks for its native half beside its own sources, which in a bundle are nowhere. */
const nativeRuntime = {
  name: 'native-runtime',
  setup(build) {
    build.onLoad({ filter: /transformers\.node\.mjs$/ }, askForRuntime('onnxruntime-node'));
    build.onLoad({ filter: /onnxruntime-node[\\/]dist[\\/]binding\.js$/ }, ({ path }) =>
      replaced(
        path,
        'require(`../bin/napi-v6/${process.platform}/${process.arch}/onnxruntime_binding.node`)',
        'require(runtimeBinary)',
      ),
    );
  },
};

/** Where there is no native binary, ONNX Runtime compiled to WebAssembly takes its place; its other half lies in dist/wasm. */
const wasmRuntime = {
  name: 'wasm-runtime',
  setup(build) {
    build.onLoad({ filter: /transformers\.node\.mjs$/ }, askForRuntime('onnxruntime-web'));
  },
};

async function replaced(path, from, to) {
  const source = await readFile(path, 'utf8');
  if (!source.includes(from)) throw new Error(`${path} has no ${from} any more`);
  return { contents: source.replace(from, to) };
}

/** Parts of the hub client that only uploads use: packages, and all that it imports while it runs. */
const noUploads = {
  name: 'no-uploads',
  setup(build) {
    emptyPackages(/^@huggingface\/(xetchunk-wasm|blake3-jit)(\/|$)/).setup(build);
    build.onResolve({ filter: /^\.\// }, ({ kind, importer, path }) => (kind === 'dynamic-import' && /@huggingface[\\/]hub[\\/]/.test(importer) ? { path, external: true } : undefined));
  },
};

const bundles = [
  { entry: 'src/cli.ts', out: 'cli.js', format: 'esm', banner: `#!/usr/bin/env node\n${requireForEsm}`, plugins: [noUploads] },
  // The protocol's library is larger than the rest of the command line, and only one command needs it.
  { entry: 'src/cli/mcp/server.ts', out: 'mcp.js', format: 'esm', banner: requireForEsm },
  { entry: 'src/node/cutter.ts', out: 'cutter.js', format: 'esm', banner: `${requireForEsm}\n${filenameForEsm}` },
  { entry: 'src/model/main.ts', out: 'model.js', format: 'esm', banner: `${requireForEsm}\n${runtimeBinaryForEsm}`, plugins: [emptyPackages(/^(sharp|onnxruntime-web)(\/|$)/), nativeRuntime] },
  { entry: 'src/model/main.ts', out: 'modelWasm.js', format: 'esm', banner: requireForEsm, plugins: [emptyPackages(/^(sharp|onnxruntime-web\/.+)$/), wasmRuntime] },
];

/** Only the extension may import `vscode`: anywhere else the missing module fails the build. What activation needs is in extension.cjs and what that asks for; all else is loaded on first use (docs/architecture.md). */
const extensionOptions = (folder, isProduction) => ({
  entryPoints: ['src/extension.ts'],
  outdir: folder,
  outExtension: { '.js': '.cjs' },
  chunkNames: 'extension/[name]-[hash]',
  splitting: true,
  format: 'esm',
  external: ['vscode'],
  plugins: [noUploads, commonJs(`${folder}/extension`)],
  // A map beside each file would not survive the second step.
  sourcemap: isProduction ? false : 'inline',
});

/**
 * esbuild's options for each bundle of the extension.
 * @param {{ isProduction: boolean, folder?: string }} options production: minified, without source maps; the folder that the bundles go to
 */
export function bundleOptions({ isProduction, folder = 'dist' }) {
  const single = bundles.map(({ entry, out, format, banner, plugins = [] }) => ({
    entryPoints: [entry],
    outfile: `${folder}/${out}`,
    format,
    plugins,
    banner: { js: banner },
    sourcemap: !isProduction,
  }));
  return [extensionOptions(folder, isProduction), ...single].map((options) => ({
    ...options,
    bundle: true,
    platform: 'node',
    target: 'node20',
    minify: isProduction,
    metafile: true,
    // THIRD_PARTY_NOTICES.md holds every licence whole.
    legalComments: 'none',
    logLevel: 'warning',
    logOverride: { 'empty-import-meta': 'error' },
  }));
}
