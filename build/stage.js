import { chmod, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { copyAssets } from './assets.js';

/** What a package holds beside code and its assets. Nothing goes in that is not named here or in assets.js. */
const documents = ['README.md', 'CHANGELOG.md', 'LICENSE', 'THIRD_PARTY_NOTICES.md', 'SUPPORT.md', 'PRIVACY.md'];
const folders = ['models', 'l10n'];

/** Fields of package.json that serve those who work on the extension, not the editor. */
const workFields = new Set(['private', 'scripts', 'devDependencies']);

/**
 * Lays one package out in a folder of its own, just as it will be installed.
 * @param {object} input
 * @param {import('./targets.js').Target} input.target
 * @param {string} input.bundles folder with the bundles, the same for every target
 * @param {string} input.stage the folder to lay it out in; emptied first
 * @param {string} [input.repository] address of the public repository: the manifest gets its links
 * @returns {Promise<object>} the packaged package.json
 */
export async function stagePackage({ target, bundles, stage, repository }) {
  await rm(stage, { recursive: true, force: true });
  await mkdir(stage, { recursive: true });
  await cp(bundles, path.join(stage, 'dist'), { recursive: true });
  const texts = (await readdir('.')).filter((name) => /^package\.nls\..*json$/.test(name));
  for (const name of [...documents, ...texts, ...folders]) await copyIfPresent(name, stage);
  await Promise.all((await packagedMedia()).map((name) => cp(name, path.join(stage, name))));
  await copyAssets(target, path.join(stage, 'dist'));
  const manifest = packagedManifest(JSON.parse(await readFile('package.json', 'utf8')), repository);
  await writeFile(path.join(stage, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  await settleModes(stage);
  return manifest;
}

/** Translations are there or not; what a release must not lack is tested on the finished package. */
async function copyIfPresent(name, stage) {
  try {
    await cp(name, path.join(stage, name), { recursive: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

/** Pictures that the editor shows: without those of the README, which a marketplace takes from the repository, and without the drawing that a PNG beside it was made from. */
async function packagedMedia() {
  const documentation = (await Promise.all(['README.md', 'CHANGELOG.md'].map((name) => readFile(name, 'utf8')))).join('\n');
  const names = (await readdir('media', { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => path.posix.join(entry.parentPath.replaceAll(path.sep, '/'), entry.name));
  return names.filter((name) => !documentation.includes(name) && !(name.endsWith('.svg') && names.includes(name.replace(/svg$/, 'png'))));
}

function packagedManifest(manifest, repository) {
  const kept = Object.fromEntries(Object.entries(manifest).filter(([name]) => !workFields.has(name)));
  const links = repository === undefined ? {} : { repository: { type: 'git', url: `${repository}.git` }, homepage: `${repository}#readme`, bugs: { url: `${repository}/issues` } };
  // vsce takes the list of files from here; all that lies in this folder is meant.
  return { ...kept, ...links, files: ['**'] };
}

/** A zip file records modes, and those of a checkout depend on who made it. */
async function settleModes(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const isProgram = path.basename(entry.parentPath) === 'bin';
    await chmod(path.join(entry.parentPath, entry.name), entry.isDirectory() || isProgram ? 0o755 : 0o644);
  }
}
