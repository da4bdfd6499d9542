import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { chosenOlderEditor } from './olderEditor.ts';
import { SetupError, setUpCodeServer } from './setup.ts';
import type { Editor } from './setup.ts';

/** A server that says nothing for so long will not start. */
const startLimitMs = 60_000;
/** Time to close its extension hosts after a polite signal. */
const stopLimitMs = 5000;

/** What one server is started with. */
export interface CodeServerOptions {
  /** Packaged extensions to install, as a user would. */
  readonly packages?: readonly string[];
  /** Folders of unpacked extensions to load as they lie there. */
  readonly extensionFolders?: readonly string[];
  /** User settings to begin with, above those that keep the window quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Settings that only a machine may have. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /** Leaves the question "do you trust the authors" on. */
  readonly asksForTrust?: boolean;
  /** Display language, such as `es`. The editor's own texts stay English: its language packs come from a marketplace. */
  readonly language?: string;
  /** Added to the environment of the extension host. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Ends the server after so many seconds (60 at least) without an open window: for runs that nobody watches. */
  readonly idleSeconds?: number;
  /** Where the logs of the window and its extensions are kept after the end. */
  readonly logFolder?: string;
  /** Told what takes long. */
  readonly report?: (line: string) => void;
}

/** One running code-server with a profile of its own. */
export interface CodeServer {
  /** Address of a window on a folder, on a `.code-workspace` file, or on nothing. */
  address(folderOrWorkspace?: string): string;
  /** Settles when the server has ended by itself or by dispose(). */
  readonly closed: Promise<void>;
  /** Ends the server and removes its profile. */
  dispose(): Promise<void>;
}

/** Settings that leave only the folder and our view on the screen. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'workbench.editor.useModal': 'off',
};

/**
 * Starts code-server on a free port of this machine, sets it up first where that has not been done.
 * @throws SetupError where it cannot be set up, will not take an extension, or does not start
 */
export async function startCodeServer(options: CodeServerOptions = {}): Promise<CodeServer> {
  const editor = await setUpCodeServer(options.report ?? (() => undefined));
  const profile = await mkdtemp(path.join(os.tmpdir(), 'semantic-search-host-'));
  try {
    const settingsFile = path.join(profile, 'user', 'User', 'settings.json');
    await mkdir(path.dirname(settingsFile), { recursive: true });
    await writeFile(settingsFile, JSON.stringify({ ...quietSettings, ...options.settings }, undefined, 2));
    const machineFile = path.join(profile, 'user', 'Machine', 'settings.json');
    await mkdir(path.dirname(machineFile), { recursive: true });
    await writeFile(machineFile, JSON.stringify(options.machineSettings ?? {}));
    if (options.language !== undefined) await addLanguagePack(path.join(profile, 'user'), options.language);
    await addExtensions(editor, profile, options);
    const child = spawn(editor.node, [editor.entry, ...serverArguments(profile, options)], {
      env: { ...environment(), ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that its extension hosts can be ended with it.
      detached: true,
    });
    const killGroup = (): void => signalGroup(child.pid ?? 0, 'SIGKILL');
    // Whatever way this process ends, nothing of the server stays behind.
    process.once('exit', killGroup);
    const closed = once(child, 'close').then(() => void process.off('exit', killGroup));
    const base = await listening(child).catch(async (error: unknown) => {
      await stop(child, closed);
      throw error;
    });
    return {
      address: (folderOrWorkspace) => windowAddress(base, folderOrWorkspace),
      closed,
      dispose: async () => {
        await stop(child, closed);
        if (options.logFolder !== undefined) await cp(path.join(profile, 'user', 'logs'), options.logFolder, { recursive: true });
        await rm(profile, { recursive: true, force: true, maxRetries: 3 });
      },
    };
  } catch (error) {
    await rm(profile, { recursive: true, force: true, maxRetries: 3 });
    throw error;
  }
}

function profileArguments(profile: string): string[] {
  return ['--config', path.join(profile, 'config.yaml'), '--user-data-dir', path.join(profile, 'user'), '--extensions-dir', path.join(profile, 'extensions')];
}

function serverArguments(profile: string, options: CodeServerOptions): string[] {
  const trust = options.asksForTrust === true ? [] : ['--disable-workspace-trust'];
  // Older ones do not know it.
  const idle = options.idleSeconds === undefined || chosenOlderEditor() !== undefined ? [] : ['--idle-timeout-seconds', String(options.idleSeconds)];
  const locale = options.language === undefined ? [] : ['--locale', options.language];
  return ['--auth', 'none', '--bind-addr', '127.0.0.1:0', ...profileArguments(profile), '--disable-telemetry', '--disable-update-check', ...trust, ...idle, ...locale];
}

/** In a terminal of VS Code these would send the folder to that VS Code and start nothing. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VSCODE_') && !name.startsWith('ELECTRON_')));
}

/** The record of an installed language pack that translates nothing: without one the editor, and with it all extensions, speaks English. */
async function addLanguagePack(userFolder: string, language: string): Promise<void> {
  const texts = path.join(userFolder, 'editor.i18n.json');
  await writeFile(texts, JSON.stringify({ version: '1.0.0', contents: {} }));
  const extensions = [{ extensionIdentifier: { id: 'semantic-search.language-pack' }, version: '1.0.0' }];
  await writeFile(path.join(userFolder, 'languagepacks.json'), JSON.stringify({ [language]: { hash: language, label: language, extensions, translations: { vscode: texts } } }));
}

async function addExtensions({ entry, node }: Editor, profile: string, options: CodeServerOptions): Promise<void> {
  const extensions = path.join(profile, 'extensions');
  await mkdir(extensions, { recursive: true });
  // Links first: a folder that the server has not yet seen is scanned as a whole, later only what it installed itself counts.
  for (const folder of options.extensionFolders ?? []) await symlink(path.resolve(folder), path.join(extensions, path.basename(folder)), 'dir');
  for (const file of options.packages ?? []) {
    try {
      await promisify(execFile)(node, [entry, ...profileArguments(profile), '--install-extension', file], { env: environment() });
    } catch (error) {
      throw new SetupError(`code-server would not install ${file}; package it again with "npm run package".`, { cause: error });
    }
  }
}

/** Address of the server, once it prints it. */
function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    const fail = (what: string): void => reject(new SetupError(`code-server ${what}:\n${lines.join('\n')}`));
    const timer = setTimeout(() => fail('did not start'), startLimitMs);
    child.once('close', () => {
      clearTimeout(timer);
      fail('ended at its start');
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        const address = /HTTP server listening on (http:\S+?)\/?$/.exec(line)?.[1];
        // What it says later is read, so that the pipe does not fill, and dropped.
        if (lines.length < 100) lines.push(line);
        if (!address) return;
        clearTimeout(timer);
        resolve(address);
      });
    }
  });
}

function windowAddress(base: string, folderOrWorkspace: string | undefined): string {
  const url = new URL(base);
  if (folderOrWorkspace === undefined) url.searchParams.set('ew', 'true');
  else if (folderOrWorkspace.endsWith('.code-workspace')) url.searchParams.set('workspace', folderOrWorkspace);
  else url.searchParams.set('folder', folderOrWorkspace);
  return url.href.replaceAll('%2F', '/');
}

async function stop(child: ChildProcess, closed: Promise<void>): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  signalGroup(child.pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child.pid ?? 0, 'SIGKILL'), stopLimitMs);
  await closed;
  clearTimeout(timer);
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  // Group 0 would be our own.
  if (pid === 0) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // Gone already: what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
