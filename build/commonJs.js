import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { transform } from 'esbuild';

/**
 * Bundles that are split into chunks, as CommonJS: the bundler splits ES modules only, and editors before VS Code 1.100 load extensions
 * by `require`. Each output is turned into CommonJS by itself; `import()` becomes a `require` at that moment.
 * @param {string} chunks folder of the chunks; emptied first, for their names change with their content
 */
export const commonJs = (chunks) => ({
  name: 'common-js',
  setup(build) {
    const { write = true, target, minify, sourcemap } = build.initialOptions;
    build.initialOptions.write = false;
    build.onEnd(async ({ outputFiles = [] }) => {
      if (!write) return;
      await rm(chunks, { recursive: true, force: true });
      await mkdir(chunks, { recursive: true });
      const options = { format: 'cjs', platform: 'node', target, minify, sourcemap, supported: { 'dynamic-import': false } };
      await Promise.all(outputFiles.map(async (file) => writeFile(file.path, (await transform(file.text, { ...options, sourcefile: path.basename(file.path) })).code)));
    });
  },
});
