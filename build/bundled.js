import { build } from 'esbuild';
import { bundleOptions } from './bundles.js';

/**
 * Makes the bundles as they ship.
 * @param {{ folder?: string, write?: boolean }} options where to; `write: false` only finds out what would be in them
 * @returns {Promise<readonly string[]>} folders below node_modules of the packages with code in any bundle: mostly their names, sorted
 */
export async function buildForRelease({ folder = 'dist', write = true } = {}) {
  const results = await Promise.all(bundleOptions({ isProduction: true, folder }).map((options) => build({ ...options, write })));
  const folders = results.flatMap(({ metafile }) => Object.keys(metafile.inputs)).map(packageFolder);
  return [...new Set(folders)].filter((one) => one !== undefined).sort();
}

/** `node_modules/@scope/name/file` -> `@scope/name`, `node_modules/a/node_modules/b/file` -> `a/node_modules/b`; undefined for the project's own files. */
function packageFolder(input) {
  return /node_modules\/((?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
}

/** @param {string} folder as from buildForRelease @returns {string} the name of the package there */
export function packageName(folder) {
  return folder.split('node_modules/').at(-1) ?? folder;
}
