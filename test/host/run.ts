import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { chromiumPath } from './chromium.ts';
import { SetupError, setUpCodeServer } from './setup.ts';
import { artifactFolder } from './workbench.ts';

const repository = path.resolve(import.meta.dirname, '../..');

/** What the host test of README's pictures makes, and its names in media/. */
const readmePictures = [['readme.png', 'screenshot.png'], ...['begin', 'why', 'terms', 'pins', 'live', 'recent'].map((name) => [`tour-${name}.png`, `tour-${name}.png`] as const)] as const;

const editorOption = '--editor=';

const help = `npm run test:host -- [name...] [options]

Runs the host tests (test/host/*.test.ts, or those whose file name contains a name) in a real VS Code.

  --test-name-pattern=P   only tests whose name matches (an option of node --test, as all others)
  --editor=VERSION        in an older editor: that of code-server VERSION (see olderEditor.ts)
  --update-screenshot     puts the pictures for the README into media/`;

async function testFiles(names: readonly string[]): Promise<string[]> {
  const files = (await readdir(import.meta.dirname)).filter((file) => file.endsWith('.test.ts'));
  const chosen = files.filter((file) => names.length === 0 || names.some((name) => file.includes(name)));
  if (chosen.length === 0) throw new SetupError(`No host test is named ${names.join(' or ')}.`);
  return chosen.toSorted().map((file) => path.join(import.meta.dirname, file));
}

/** The package that `npm run package` makes. */
async function packagedExtension(): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(repository, 'package.json'), 'utf8')) as { name: string; version: string };
  const { hostTarget } = (await import(path.join(repository, 'build/targets.js'))) as { hostTarget: () => { name: string } };
  const file = path.join(repository, 'packages', `${manifest.name}-${hostTarget().name}-${manifest.version}.vsix`);
  if (!existsSync(file)) throw new SetupError(`${file} is missing: run "npm run package" first.`);
  return file;
}

async function runTests(args: readonly string[]): Promise<number> {
  const names = args.filter((argument) => !argument.startsWith('--'));
  const options = args.filter((argument) => argument.startsWith('--') && argument !== '--update-screenshot' && !argument.startsWith(editorOption));
  const editor = args.find((argument) => argument.startsWith(editorOption))?.slice(editorOption.length);
  const files = await testFiles(names);
  if (editor !== undefined) process.env['SEMANTIC_SEARCH_EDITOR'] = editor;
  const environment = { ...process.env, SEMANTIC_SEARCH_VSIX: process.env['SEMANTIC_SEARCH_VSIX'] ?? (await packagedExtension()), CHROMIUM: await chromiumPath() };
  await setUpCodeServer((line) => console.log(line));
  await rm(artifactFolder, { recursive: true, force: true });

  // One after the other: each has a VS Code and a browser of its own.
  let code = 0;
  for (const file of files) code = Math.max(code, await runFile(['--test', '--test-timeout=300000', ...options, file], environment));
  if (args.includes('--update-screenshot')) for (const [made, kept] of readmePictures) await copyFile(path.join(artifactFolder, made), path.join(repository, 'media', kept));
  return code;
}

/**
 * A browser on a busy machine misses a moment now and then: a file that fails is run once more. What failed the first time is shown all the
 * same, behind a mark, so that it is not taken for the result.
 * @returns exit status of the last run
 */
async function runFile(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const first = await run(args, environment);
  if (first.code === 0) {
    process.stdout.write(first.output);
    return 0;
  }
  process.stdout.write(`${first.output.replace(/^/gm, '1st try | ')}\n`);
  const second = await run(args, environment);
  process.stdout.write(second.output);
  return second.code;
}

async function run(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env: environment });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? 1, output };
}

try {
  const args = process.argv.slice(2);
  if (args.includes('--help')) console.log(help);
  else process.exitCode = await runTests(args);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
