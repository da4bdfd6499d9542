/**
 * Builds dist/ for development: `node esbuild.js [--watch]`.
 * --watch builds again on every change. Packages are made by build/package.js, in folders of their own.
 */
import { build, context } from 'esbuild';
import { copyAssets } from './build/assets.js';
import { bundleOptions } from './build/bundles.js';
import { hostTarget } from './build/targets.js';

await copyAssets(hostTarget(), 'dist');

const options = bundleOptions({ isProduction: false });
if (process.argv.includes('--watch')) {
  const contexts = await Promise.all(options.map((one) => context({ ...one, logLevel: 'info' })));
  await Promise.all(contexts.map((one) => one.watch()));
} else {
  await Promise.all(options.map((one) => build(one)));
}
