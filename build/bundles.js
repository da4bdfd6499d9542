import { readFile } from 'node:fs/promises';

/** ESM bundles hold CommonJS packages, which ask for `require`. */
const requireForEsm = "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);";
/** The parser asks for `__filename` to know that it runs on Node. */
const filenameForEsm = "import { fileURLToPath as makePath } from 'node:url'; const __filename = makePath(import.meta.url);";

/** Media and browser parts of the model library that a text model on Node never touches. */
const emptyPackages = {
  name: 'empty-packages',
  setup(build) {
    build.onResolve({ filter: /^(sharp|onnxruntime-web)(\/|$)/ }, ({ path }) => ({ path, namespace: 'empty' }));
    build.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'export default {};' }));
  },
};

/**
 * The model library asks for ONNX Runtime in a way that no bundler sees, and ONNX Runtime for its native half beside its
 * own sources. In the extension the one is in the bundle and the other in dist/runtime.
 */
const nativeRuntime = {
  name: 'native-runtime',
  setup(build) {
    const binary = './runtime/onnxruntime_binding.node';
    build.onResolve({ filter: /onnxruntime_binding\.node$/ }, () => ({ path: binary, external: true }));
    build.onLoad({ filter: /transformers\.node\.mjs$/ }, ({ path }) => replaced(path, 'requireFromHere("onnxruntime-node")', 'require("onnxruntime-node")'));
    build.onLoad({ filter: /onnxruntime-node[\\/]dist[\\/]binding\.js$/ }, ({ path }) =>
      replaced(path, 'require(`../bin/napi-v6/${process.platform}/${process.arch}/onnxruntime_binding.node`)', `require('${binary}')`),
    );
  },
};

async function replaced(path, from, to) {
  const source = await readFile(path, 'utf8');
  if (!source.includes(from)) throw new Error(`${path} has no ${from} any more`);
  return { contents: source.replace(from, to) };
}

const bundles = [
  // Only the extension may import `vscode`: anywhere else the missing module fails the build.
  { entry: 'src/extension.ts', out: 'extension.cjs', format: 'cjs', external: ['vscode'] },
  { entry: 'src/cli.ts', out: 'cli.js', format: 'esm', banner: `#!/usr/bin/env node\n${requireForEsm}` },
  { entry: 'src/node/cutter.ts', out: 'cutter.js', format: 'esm', banner: `${requireForEsm}\n${filenameForEsm}` },
  { entry: 'src/model/main.ts', out: 'model.js', format: 'esm', banner: requireForEsm, plugins: [emptyPackages, nativeRuntime] },
];

/**
 * esbuild's options for each bundle of the extension.
 * @param {{ isProduction: boolean }} options production: minified, without source maps
 */
export function bundleOptions({ isProduction }) {
  return bundles.map(({ entry, out, format, banner = '', external = [], plugins = [] }) => ({
    entryPoints: [entry],
    outfile: `dist/${out}`,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format,
    external,
    plugins,
    banner: { js: banner },
    minify: isProduction,
    sourcemap: !isProduction,
    metafile: true,
    // THIRD_PARTY_NOTICES.md holds every licence whole.
    legalComments: 'none',
    logLevel: 'warning',
    logOverride: { 'empty-import-meta': 'error' },
  }));
}
