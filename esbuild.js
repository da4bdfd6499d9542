/**
 * Builds dist/: `node esbuild.js [--production] [--watch]`.
 * --production minifies, leaves source maps out and writes THIRD_PARTY_NOTICES.md anew; --watch builds again on every change.
 */
import { build, context } from 'esbuild';
import { rm, writeFile } from 'node:fs/promises';
import { copyAssets } from './build/assets.js';
import { bundleOptions } from './build/bundles.js';
import { noticesText } from './build/notices.js';

const isProduction = process.argv.includes('--production');
const isWatching = process.argv.includes('--watch');

if (isProduction) {
  await rm('dist', { recursive: true, force: true });
  await writeFile('THIRD_PARTY_NOTICES.md', await noticesText());
}
await copyAssets({ platform: process.platform, arch: process.arch });

const options = bundleOptions({ isProduction });
if (isWatching) {
  const contexts = await Promise.all(options.map((one) => context({ ...one, logLevel: 'info' })));
  await Promise.all(contexts.map((one) => one.watch()));
} else {
  await Promise.all(options.map((one) => build(one)));
}
