import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lockedPackages, npm } from './npm.js';
import { fileOfTarball } from './tarball.js';

/** Outside of what git sees; `npm ci` empties it. */
const cache = 'node_modules/.cache/semantic-search';

/** @param {import('./targets.js').Target} target @returns {string} the npm package with ripgrep for a platform; those for Linux are linked statically and serve Alpine, too */
export function ripgrepPackage({ platform, arch }) {
  return `@vscode/ripgrep-${platform}-${arch}`;
}

/**
 * The ripgrep of a platform: the installed one, or that of another platform out of the npm registry, at the version and with the hash of package-lock.json.
 * @param {import('./targets.js').Target} target
 * @returns {Promise<string>} path of the binary
 * @throws Error where the registry cannot be reached, or sends what the lock file does not know
 */
export async function ripgrepBinary(target) {
  const name = ripgrepPackage(target);
  const binary = target.platform === 'win32' ? 'rg.exe' : 'rg';
  const installed = path.join('node_modules', name, 'bin', binary);
  if (existsSync(installed)) return installed;
  const { version, integrity } = (await lockedPackages()).get(name) ?? {};
  if (integrity === undefined) throw new Error(`package-lock.json has no ${name}`);
  const kept = path.join(cache, `${path.basename(name)}-${version}`, binary);
  if (!existsSync(kept)) await keep(fileOfTarball(await packed(`${name}@${version}`, integrity), `package/bin/${binary}`), kept);
  return kept;
}

async function packed(specifier, integrity) {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, 'pack-'));
  try {
    const [{ filename }] = JSON.parse(await npm(['pack', '--json', '--silent', '--prefer-offline', '--pack-destination', folder, specifier]));
    const archive = await readFile(path.join(folder, filename));
    const hash = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
    if (hash !== integrity) throw new Error(`${specifier} is not what package-lock.json names: ${hash}, not ${integrity}`);
    return archive;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Renamed when it is complete, so that an interrupted run leaves no half of it. */
async function keep(content, file) {
  await mkdir(path.dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}.partial`;
  await writeFile(partial, content, { mode: 0o755 });
  await rename(partial, file);
}
