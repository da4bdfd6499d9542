import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { filesOf, packageFile, root, targets } from './packages.ts';

/** What a package may hold. A source, a test, a map or a lock file matches none of them. */
const allowed = [
  /^(readme|changelog)\.md$|^LICENSE\.txt$|^(THIRD_PARTY_NOTICES|SUPPORT|PRIVACY)\.md$/,
  /^package(\.nls(\.[\w-]+)?)?\.json$/,
  /^dist\/(extension\.cjs|(cli|cutter|mcp|model|modelWasm)\.js)$/,
  /^dist\/extension\/(mainParts|seldomParts|chunk)-[A-Z0-9]{8}\.cjs$/,
  /^dist\/grammars\/tree-sitter[\w-]*\.wasm$/,
  /^dist\/wasm\/ort-wasm-simd-threaded\.(mjs|wasm)$/,
  /^dist\/(bin|runtime)\/[\w.]+$/,
  /^media\/[\w/-]+\.(png|svg|gif|md)$/,
  /^l10n\/bundle\.l10n(\.[\w-]+)?\.json$/,
  /^models\/code-reranker\/(README\.md|[\w]+\.json|onnx\/\w+\.onnx)$/,
];

const required = `
  readme.md changelog.md LICENSE.txt THIRD_PARTY_NOTICES.md SUPPORT.md PRIVACY.md package.json package.nls.json media/icon.png
  package.nls.es.json package.nls.zh-cn.json l10n/bundle.l10n.es.json l10n/bundle.l10n.zh-cn.json
  dist/extension.cjs dist/cli.js dist/cutter.js dist/mcp.js dist/model.js dist/modelWasm.js
  dist/grammars/tree-sitter.wasm dist/wasm/ort-wasm-simd-threaded.mjs dist/wasm/ort-wasm-simd-threaded.wasm
  models/code-reranker/config.json models/code-reranker/tokenizer.json models/code-reranker/onnx/model_quantized.onnx
`.trim().split(/\s+/);

/** In bytes: https://code.visualstudio.com/api/working-with-extensions/publishing-extension names no limit; this one is ours. */
const sizeLimit = (target: string): number => (target === 'linux-x64' ? 50e6 : 60e6);

for (const { name, platform, runtime } of targets) {
  describe(`the package for ${name}`, () => {
    const files = filesOf(name);
    const names = [...files.keys()];
    const inFolder = (folder: string): string[] => names.filter((file) => file.startsWith(`${folder}/`)).map((file) => file.slice(folder.length + 1)).sort();

    it('holds nothing but what an extension needs', () => {
      assert.deepEqual(names.filter((file) => !allowed.some((pattern) => pattern.test(file))), []);
    });

    it('holds all that an extension needs', () => {
      assert.deepEqual(required.filter((file) => !files.has(file)), []);
    });

    it('holds its own ripgrep and runtime, and no other', () => {
      assert.deepEqual(inFolder('dist/bin'), [platform === 'win32' ? 'rg.exe' : 'rg']);
      assert.deepEqual(inFolder('dist/runtime'), [...runtime].sort());
    });

    it('names no source map, and no path of the machine that built it', () => {
      for (const file of names.filter((one) => /\.c?js$/.test(one))) {
        const code = files.get(file)?.content().toString() ?? '';
        assert.doesNotMatch(code, /sourceMappingURL=\S+\.map/, file);
        assert.ok(!code.includes(root), file);
      }
    });

    it('can be started by whoever installs it, and written by nobody else', () => {
      for (const [file, { mode }] of files) assert.deepEqual([mode & 0o111, mode & 0o002], [file.startsWith('dist/bin/') ? 0o111 : 0, 0], file);
    });

    it('is small enough', () => {
      assert.ok(statSync(packageFile(name, 'vsix')).size <= sizeLimit(name));
    });

    it('says for which platform it is, without what only developers need', () => {
      const manifest = JSON.parse(files.get('package.json')?.content().toString() ?? '') as Record<string, unknown>;
      assert.deepEqual(['scripts', 'devDependencies', 'dependencies'].filter((field) => field in manifest), []);
    });
  });
}
