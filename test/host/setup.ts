import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { access, cp, mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chosenOlderEditor } from './olderEditor.ts';
import type { OlderEditor } from './olderEditor.ts';

const here = import.meta.dirname;

/** A half-made installation older than this belongs to a run that died. */
const abandonedAfterMs = 60 * 60 * 1000;

/** An installed code-server. */
export interface Editor {
  /** Absolute path of its entry script. */
  readonly entry: string;
  /** The Node that runs it. */
  readonly node: string;
}

/** What a person can mend: shown as it is, without a stack. */
export class SetupError extends Error {}

/** The folder for whatever is downloaded or started by `npm start` and the host tests. */
export function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache');
  return path.join(base, 'semantic-search-host');
}

/**
 * Makes sure that the pinned code-server, or the older one that is chosen, is installed, below the cache folder.
 *
 * The installation is made under a temporary name and renamed when it is complete, so an interrupted run leaves
 * nothing that looks usable and runs at the same time do not meet.
 * @param report told once per step that takes long; never where the installation stands already
 * @throws SetupError with one sentence and the next step
 */
export async function setUpCodeServer(report: (line: string) => void): Promise<Editor> {
  const cache = cacheFolder();
  const older = chosenOlderEditor();
  const target = path.join(cache, await installationName(older));
  const editor: Editor = {
    entry: path.join(target, 'node_modules', 'code-server', 'out', 'node', 'entry.js'),
    node: older === undefined ? process.execPath : path.join(target, 'node_modules', older.nodePackage, 'bin', 'node'),
  };
  if (existsSync(target)) return editor;

  await mkdir(cache, { recursive: true });
  await removeAbandoned(cache);
  const partial = `${target}.${String(process.pid)}.partial`;
  const log = path.join(cache, 'setup.log');
  try {
    await install(partial, older, log, report);
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    // Another run may have been faster: its installation is as good as ours.
    if (!existsSync(target)) throw error;
  }
  return editor;
}

/** Version, platform and lock file decide whether an installation can be used again. */
async function installationName(older: OlderEditor | undefined): Promise<string> {
  if (older !== undefined) return `code-server-${older.codeServer}-${process.platform}-${process.arch}`;
  const manifest = JSON.parse(await readFile(path.join(here, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  const lock = await readFile(path.join(here, 'package-lock.json'));
  const lockHash = createHash('sha256').update(lock).digest('hex').slice(0, 8);
  return `code-server-${manifest.dependencies['code-server'] ?? ''}-${process.platform}-${process.arch}-${lockHash}`;
}

async function removeAbandoned(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!name.endsWith('.partial')) continue;
    const folder = path.join(cache, name);
    const { mtimeMs } = await stat(folder);
    if (Date.now() - mtimeMs > abandonedAfterMs) await rm(folder, { recursive: true, force: true });
  }
}

async function install(folder: string, older: OlderEditor | undefined, log: string, report: (line: string) => void): Promise<void> {
  report(`Setting up a VS Code for the browser in ${path.dirname(folder)} (once; about a minute, 750 MB).`);
  await mkdir(folder, { recursive: true });
  if (older === undefined) {
    await cp(path.join(here, 'package.json'), path.join(folder, 'package.json'));
    await cp(path.join(here, 'package-lock.json'), path.join(folder, 'package-lock.json'));
  } else {
    await writeFile(path.join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: { 'code-server': older.codeServer, [older.nodePackage]: older.node } }));
  }
  const vscode = path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode');

  // Scripts are skipped because some of them build what the server does without (kerberos needs a system library).
  report('  1/4 the server');
  await npm([older === undefined ? 'ci' : 'install', '--ignore-scripts'], folder, log);
  report('  2/4 the workbench');
  // The editors of the past were locked by yarn, which did not mind peers.
  const peers = older === undefined ? [] : ['--legacy-peer-deps'];
  await npm(['install', '--omit=dev', '--ignore-scripts', ...peers], vscode, log);
  report('  3/4 the built-in extensions');
  await npm(['install', '--omit=dev', '--ignore-scripts', ...peers], path.join(vscode, 'extensions'), log);
  report('  4/4 its native modules');
  if (older !== undefined) {
    await npm(['rebuild', 'argon2'], folder, log);
    // The editor's own file search; its package would fetch this from elsewhere when it is installed.
    await cp(path.join(here, '../../node_modules/@vscode', `ripgrep-${process.platform}-${process.arch}`, 'bin'), path.join(vscode, 'node_modules/@vscode/ripgrep/bin'), { recursive: true });
  }
  try {
    await npm(['rebuild', '@vscode/spdlog', 'node-pty'], vscode, log);
  } catch {
    // The server runs without them: it only writes no log files of its own.
    report(`  They could not be built (g++, make and python3 build them); going on without. Details: ${log}`);
  }
}

/** Runs npm in `cwd` and adds what it prints to the file `log`. */
async function npm(args: readonly string[], cwd: string, log: string): Promise<void> {
  const script = process.env['npm_execpath'];
  const [command, ...first] = script ? [process.execPath, script] : ['npm'];
  const environment: NodeJS.ProcessEnv = { ...process.env };
  // Set by the npm that runs this script; it would point the inner one at this project.
  delete environment['npm_config_local_prefix'];
  const headers = await nodeHeaders();
  if (headers) environment['npm_config_nodedir'] = headers;

  const output = createWriteStream(log, { flags: 'a' });
  output.write(`\n> npm ${args.join(' ')} (${cwd})\n`);
  const child = spawn(command ?? 'npm', [...first, ...args, '--no-audit', '--no-fund'], { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const code = await new Promise<number | string | null>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (exitCode) => resolve(exitCode));
  });
  output.end();
  if (code !== 0) {
    throw new SetupError(`Setting up the browser VS Code failed at "npm ${args.join(' ')}" (${String(code)}): see ${log}, check that the npm registry can be reached, and run it again.`);
  }
}

/** Folder that holds include/node of an installed Node, so that building needs no download; undefined where there is none. */
async function nodeHeaders(): Promise<string | undefined> {
  if (process.env['npm_config_nodedir']) return process.env['npm_config_nodedir'];
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    try {
      const prefix = path.dirname(path.dirname(await realpath(path.join(folder, 'node'))));
      await access(path.join(prefix, 'include', 'node', 'node_api.h'));
      return prefix;
    } catch {
      continue;
    }
  }
  return undefined;
}
