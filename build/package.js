/**
 * Makes packages, each with its bill of materials, in packages/: `node build/package.js [--all] [--target NAME]...`.
 * Without either: that of this machine.
 *
 *   --repository URL   address of the public repository (https://github.com/owner/name): links of the manifest and the README
 *   --revision NAME    branch or tag that the README's links and pictures are taken from; HEAD where absent
 *   --out FOLDER       where to instead of packages/
 *
 * The same commit gives the same bytes: entries are sorted, modes and times are fixed (SOURCE_DATE_EPOCH, or the time of the
 * commit), and compiler and compressor come from package-lock.json.
 */
import { createVSIX } from '@vscode/vsce';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildForRelease } from './bundled.js';
import { noticesText } from './notices.js';
import { billOfMaterials } from './sbom.js';
import { stagePackage } from './stage.js';
import { hostTarget, targetNamed, targets } from './targets.js';

const { values } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    target: { type: 'string', multiple: true, default: [] },
    repository: { type: 'string' },
    revision: { type: 'string', default: 'HEAD' },
    out: { type: 'string', default: 'packages' },
  },
});

/** Seconds since 1970, of the commit; where git does not know, the first moment that a zip file can name. */
function sourceTime() {
  const given = process.env.SOURCE_DATE_EPOCH;
  if (given) return Number(given);
  try {
    return Number(execFileSync('git', ['log', '-1', '--format=%ct'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  } catch {
    return Date.UTC(1980, 0, 1) / 1000;
  }
}

function chosenTargets() {
  if (values.all) return targets;
  return values.target.length > 0 ? values.target.map(targetNamed) : [hostTarget()];
}

/** Leaves a file that is right as it is: another run may be reading it. */
async function renewNotices(text) {
  const file = 'THIRD_PARTY_NOTICES.md';
  if ((await readFile(file, 'utf8')) !== text) await writeFile(file, text);
}

async function makePackage({ target, work, bundled, time }) {
  const stage = path.join(work, target.name);
  const { repository, revision, out } = values;
  const manifest = await stagePackage({ target, bundles: path.join(work, 'bundles'), stage, repository });
  const base = path.join(out, `${manifest.name}-${target.name}-${manifest.version}`);
  await createVSIX({
    cwd: stage,
    target: target.name,
    packagePath: path.resolve(`${base}.vsix`),
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: repository !== undefined,
    githubBranch: revision,
  });
  const vsix = await readFile(`${base}.vsix`);
  await writeFile(`${base}.cdx.json`, await billOfMaterials({ target, manifest, bundled, stage, vsix, time }));
  await rm(stage, { recursive: true });
}

const seconds = sourceTime();
// vsce writes this time into the zip file, in the local time zone.
Object.assign(process.env, { SOURCE_DATE_EPOCH: String(seconds), TZ: 'UTC' });
await mkdir(values.out, { recursive: true });
const work = await mkdtemp(path.join(values.out, '.work-'));
try {
  const bundled = await buildForRelease({ folder: path.join(work, 'bundles') });
  await renewNotices(await noticesText(bundled));
  for (const target of chosenTargets()) await makePackage({ target, work, bundled, time: new Date(seconds * 1000) });
} finally {
  await rm(work, { recursive: true });
}
