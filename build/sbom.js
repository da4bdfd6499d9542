import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { packageName } from './bundled.js';
import { lockedPackages } from './npm.js';
import { ripgrepPackage } from './ripgrep.js';

/** Packages whose code lies inside another package's published file, which the bundler therefore does not see. */
const swallowed = ['@huggingface/jinja', '@huggingface/tokenizers'];

/** Folders of a package with files that are not text, by the npm package that they come from; the runtime and ripgrep stand apart, for they differ by platform. */
const grammarPackage = '@vscode/tree-sitter-wasm';
const wasmPackage = 'onnxruntime-web';
const nativePackage = 'onnxruntime-node';

/**
 * The bill of materials of one package, as CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/): every npm package with code or
 * files in it, with the version and hash of package-lock.json; the model; each binary file with its hash. Equal input, equal text.
 * @param {object} input
 * @param {import('./targets.js').Target} input.target
 * @param {object} input.manifest the packaged package.json
 * @param {readonly string[]} input.bundled folders below node_modules of the bundled packages
 * @param {string} input.stage folder with the packaged files
 * @param {Buffer} input.vsix the package itself
 * @param {Date} input.time of the commit
 * @returns {Promise<string>} JSON
 */
export async function billOfMaterials({ target, manifest, bundled, stage, vsix, time }) {
  const files = await carriedFiles(target, stage);
  const folders = [...new Set([...bundled, ...swallowed, ...files.keys()])].sort((a, b) => (a < b ? -1 : 1));
  const locked = await lockedPackages();
  const packages = folders.map((folder) => npmComponent(folder, locked.get(folder), files.get(folder)));
  const models = (await readdir(path.join(stage, 'models'))).sort();
  const components = [...packages, ...(await Promise.all(models.map((name) => modelComponent(stage, name))))];
  const root = `${manifest.name}@${manifest.version}-${target.name}`;
  const hash = hashOf(vsix);
  return `${JSON.stringify(
    {
      $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      serialNumber: `urn:uuid:${uuidFrom(hash.content)}`,
      version: 1,
      metadata: {
        timestamp: time.toISOString(),
        lifecycles: [{ phase: 'build' }],
        component: {
          type: 'application',
          'bom-ref': root,
          group: manifest.publisher,
          name: manifest.name,
          version: manifest.version,
          hashes: [hash],
          licenses: [{ license: { id: manifest.license } }],
          properties: [{ name: 'vscode:targetPlatform', value: target.name }],
        },
      },
      components,
      dependencies: [{ ref: root, dependsOn: components.map((component) => component['bom-ref']) }, ...components.map((component) => ({ ref: component['bom-ref'] }))],
    },
    undefined,
    2,
  )}\n`;
}

/** Binary files of the package by the folder below node_modules that they come from. */
async function carriedFiles(target, stage) {
  const from = new Map([
    [ripgrepPackage(target), 'dist/bin'],
    [grammarPackage, 'dist/grammars'],
    [wasmPackage, 'dist/wasm'],
  ]);
  if (target.runtime.length > 0) from.set(nativePackage, 'dist/runtime');
  const files = await Promise.all([...from].map(async ([name, folder]) => [name, await filesIn(stage, folder)]));
  return new Map(files);
}

async function filesIn(stage, folder) {
  const names = (await readdir(path.join(stage, folder))).sort();
  return Promise.all(names.map((name) => fileComponent(stage, `${folder}/${name}`)));
}

async function fileComponent(stage, name) {
  return { type: 'file', name, hashes: [hashOf(await readFile(path.join(stage, name)))] };
}

function npmComponent(folder, locked, files = []) {
  if (locked === undefined) throw new Error(`package-lock.json has no ${folder}`);
  const whole = packageName(folder);
  const [name, group] = whole.split('/').toReversed();
  const purl = `pkg:npm/${whole.replace('@', '%40')}@${locked.version}`;
  const [algorithm, digest] = locked.integrity.split('-');
  if (algorithm !== 'sha512') throw new Error(`the hash of ${folder} is not SHA-512`);
  return {
    type: 'library',
    'bom-ref': purl,
    ...(group !== undefined && { group }),
    name,
    version: locked.version,
    hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }],
    licenses: [{ license: { id: locked.license } }],
    purl,
    ...(files.length > 0 && { components: files }),
  };
}

/** Weights that ship, trained for this extension; what they were trained from stands in the README beside them. */
async function modelComponent(stage, name) {
  const folder = `models/${name}`;
  const weights = (await readdir(path.join(stage, folder, 'onnx'))).sort().map((file) => `${folder}/onnx/${file}`);
  return {
    type: 'machine-learning-model',
    'bom-ref': folder,
    name,
    licenses: [{ license: { id: 'Apache-2.0' } }],
    components: await Promise.all([...weights, `${folder}/tokenizer.json`].map((file) => fileComponent(stage, file))),
  };
}

function hashOf(content) {
  return { alg: 'SHA-256', content: createHash('sha256').update(content).digest('hex') };
}

/** A name-based UUID (version 8 of RFC 9562, where the bits are one's own): the same package, the same serial number. */
function uuidFrom(hex) {
  const variant = '89ab'[Number.parseInt(hex[16], 16) % 4];
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}
