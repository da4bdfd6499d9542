import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * What package-lock.json says of an installed package.
 * @typedef {object} LockedPackage
 * @property {string} version
 * @property {string} integrity of its npm archive, as `sha512-` and base64
 * @property {string | undefined} license
 */

/** @returns {Promise<ReadonlyMap<string, LockedPackage>>} packages of package-lock.json by their folder below node_modules, which for those at the top is their name */
export async function lockedPackages() {
  const { packages } = JSON.parse(await readFile('package-lock.json', 'utf8'));
  const prefix = 'node_modules/';
  return new Map(Object.entries(packages).filter(([folder]) => folder.startsWith(prefix)).map(([folder, entry]) => [folder.slice(prefix.length), entry]));
}

/**
 * Runs npm: the one that runs this script, where one does.
 * @param {readonly string[]} args
 * @returns {Promise<string>} what it prints
 * @throws Error where it fails
 */
export async function npm(args) {
  const script = process.env.npm_execpath;
  const [command, ...first] = script === undefined ? ['npm'] : [process.execPath, script];
  const { stdout } = await promisify(execFile)(command, [...first, ...args]);
  return stdout;
}
