/**
 * Proves that an unpacked package works on this machine: `node build/tryPackage.js FOLDER`, where FOLDER holds its package.json.
 * Searches this folder by its command line, and fails unless ripgrep found, a parser cut and the model judged something.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';

const [folder = '.'] = process.argv.slice(2);
const cli = path.resolve(folder, 'dist/cli.js');
const run = (...args) => execFileSync(process.execPath, [cli, ...args], { encoding: 'utf8' });

console.log(run('doctor'));
const { results } = JSON.parse(run('search', 'which platforms get a package', import.meta.dirname, '--json'));
console.log(results.slice(0, 3));
assert.ok(results.length > 0, 'nothing was found');
assert.equal(typeof results[0].symbol, 'string', 'the parser named no symbol');
assert.equal(typeof results[0].logit, 'number', 'no model judged the first row');
