import { build } from 'esbuild';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { bundleOptions } from './bundles.js';
import { apacheSource, carried, mitText, withoutLicenceFile } from './carried.js';

const intro = `# Third-party notices

This extension contains the following works of others, under their own licences.
The file is written by the build (\`node esbuild.js --production\`) from what the bundles hold.
`;

/**
 * The text of THIRD_PARTY_NOTICES.md: every package that the bundles hold, and what is carried along as files.
 * @throws Error where a bundled package has no licence text
 */
export async function noticesText() {
  const bundled = await Promise.all((await bundledPackages()).map(packageNotice));
  const texts = { MIT: mitText, 'Apache-2.0': await readFile(apacheSource, 'utf8') };
  const others = carried.map(({ name, licence, copyright, note }) => notice(name, licence, `${copyright.join('\n')}${note ? `\n${note}` : ''}\n\n${texts[licence]}`));
  const notices = [...bundled, ...others].toSorted((a, b) => a.localeCompare(b, 'en'));
  return [intro, ...notices].join('\n');
}

/** Names of the packages with code in any bundle. */
async function bundledPackages() {
  const results = await Promise.all(bundleOptions({ isProduction: true }).map((options) => build({ ...options, write: false })));
  const names = results.flatMap(({ metafile }) => Object.keys(metafile.inputs)).map(packageOf);
  return [...new Set(names)].filter((name) => name !== undefined);
}

/** `node_modules/@scope/name/file` -> `@scope/name`; undefined for the project's own files. */
function packageOf(input) {
  return /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
}

async function packageNotice(name) {
  const folder = path.join('node_modules', name);
  const { version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file !== undefined) return notice(`${name} ${version}`, license, await readFile(path.join(folder, file), 'utf8'));
  const copyright = withoutLicenceFile[name];
  if (copyright === undefined) throw new Error(`${name} brings no licence text: add it to build/carried.js`);
  return notice(`${name} ${version}`, license, `${copyright}\n\n${mitText}`);
}

function notice(title, licence, text) {
  const lines = text.replaceAll('\r\n', '\n').trim().split('\n').map((line) => line.trimEnd());
  return `## ${title} (${licence})\n\n\`\`\`text\n${lines.join('\n')}\n\`\`\`\n`;
}
