import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { installed, root } from './packages.ts';

/** That of VS Code 1.90, the oldest that package.json allows: https://code.visualstudio.com/updates/v1_90 */
const oldest = '20.9.0';
const run = promisify(execFile);

/** The Node binary out of the npm registry, kept where `npm ci` empties it. */
async function oldestNode(): Promise<string> {
  const { npm } = (await import(path.join(root, 'build/npm.js'))) as { npm: (args: readonly string[]) => Promise<string> };
  const folder = path.join(root, 'node_modules/.cache/semantic-search', `node-${oldest}`);
  const name = `node-${process.platform}-${process.arch}`;
  const binary = path.join(folder, 'node_modules', name, 'bin/node');
  if (!existsSync(binary)) await npm(['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${oldest}`]);
  return binary;
}

test(`the package works on Node ${oldest}, in which the oldest editor runs extensions`, async (context) => {
  const [folder, node] = await Promise.all([installed(context, 'linux-x64'), oldestNode()]);
  const cli = path.join(folder, 'dist/cli.js');
  const { stdout: version } = await run(node, [cli, '--version']);
  assert.match(version, /\d/);
  const { stdout } = await run(node, [cli, 'search', 'read bytes from a zip archive', path.join(root, 'test/package'), '--json']);
  const { results } = JSON.parse(stdout) as { results: { path: string; symbol: string | null; logit?: number }[] };
  assert.deepEqual([results[0]?.path, typeof results[0]?.symbol, typeof results[0]?.logit], ['zip.ts', 'string', 'number']);
});
