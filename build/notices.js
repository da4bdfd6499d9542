import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { buildForRelease, packageName } from './bundled.js';
import { apacheSource, carried, mitText, withoutLicenceFile } from './carried.js';

const intro = `# Third-party notices

This extension contains the following works of others, under their own licences.
The file is written by \`npm run package\` from what the bundles hold.
`;

/**
 * The text of THIRD_PARTY_NOTICES.md: every package that the bundles hold, and what is carried along as files.
 * @param {readonly string[]} [folders] of the bundled packages, where the bundles have been made
 * @throws Error where a bundled package has no licence text
 */
export async function noticesText(folders) {
  const bundled = await Promise.all((folders ?? (await buildForRelease({ write: false }))).map(packageNotice));
  const texts = { MIT: mitText, 'Apache-2.0': await readFile(apacheSource, 'utf8') };
  const others = carried.map(({ name, licence, copyright, note }) => notice(name, licence, `${copyright.join('\n')}${note ? `\n${note}` : ''}\n\n${texts[licence]}`));
  const notices = [...bundled, ...others].toSorted((a, b) => a.localeCompare(b, 'en'));
  return [intro, ...notices].join('\n');
}

async function packageNotice(below) {
  const name = packageName(below);
  const folder = path.join('node_modules', below);
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
