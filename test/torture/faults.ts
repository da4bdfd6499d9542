import { spawnSync } from 'node:child_process';
import { appendFile, chmod, mkdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { childrenNamed } from './processes.ts';

/** What a fault may touch. */
export interface Target {
  /** Folder that is searched. */
  readonly root: string;
  /** Relative paths of files in it, in an order of chance; a fault takes some from the front. */
  readonly files: readonly string[];
  /** Process that the model runs in, while it runs. */
  readonly modelPid: () => number | undefined;
}

/** One thing that goes wrong at a moment of chance. */
export interface Fault {
  readonly name: string;
  /** What the search is made with instead of the real parts, from its beginning. */
  readonly parts?: { readonly model?: string; readonly ripgrep?: 'missing' | 'garbage' | 'silent' | 'endless' };
  /** A second window, with parts of its own, searches the same folder at the same time; the worse end counts. */
  readonly isInTwoWindows?: boolean;
  /** Done while the search runs. */
  strike(target: Target): Promise<void>;
}

/** Files that one fault spoils. */
const SPOILED = 25;

const nothing = async (): Promise<void> => undefined;

function signalModel(signal: NodeJS.Signals): Fault['strike'] {
  return async ({ modelPid }) => {
    const pid = modelPid();
    if (pid !== undefined) kill(pid, signal);
  };
}

function signalRipgrep(signal: NodeJS.Signals): Fault['strike'] {
  return async () => {
    for (const pid of await childrenNamed('rg')) kill(pid, signal);
  };
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended by itself in the meantime.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** From now on every request for memory fails. */
const starveModel: Fault['strike'] = async ({ modelPid }) => {
  const pid = modelPid();
  if (pid !== undefined) spawnSync('prlimit', ['--data=1000000', '--pid', String(pid)]);
};

/** Does the same to some files, one after the other, while they are read. */
function spoil(how: (file: string) => Promise<unknown>): Fault['strike'] {
  return async ({ root, files }) => {
    for (const file of files.slice(0, SPOILED)) await how(path.join(root, file));
  };
}

/** Puts something else in the place of a file. */
function replace(put: (file: string) => Promise<unknown>): Fault['strike'] {
  return spoil(async (file) => {
    await rm(file, { force: true, recursive: true });
    await put(file);
  });
}

/** Everything that is done to searches, one at a time. */
export const faults: readonly Fault[] = [
  { name: 'none', strike: nothing },
  { name: 'model killed', strike: signalModel('SIGKILL') },
  { name: 'model ended', strike: signalModel('SIGTERM') },
  { name: 'model aborted', strike: signalModel('SIGABRT') },
  { name: 'model stopped', strike: signalModel('SIGSTOP') },
  { name: 'model gets no more memory', strike: starveModel },
  ...['garbage', 'twice', 'raw', 'endless', 'silent', 'deaf', 'quitting', 'killed', 'wrongVersion', 'late', 'tooLate', 'cramped'].map((model): Fault => ({ name: `model double: ${model}`, parts: { model }, strike: nothing })),
  { name: 'ripgrep killed', strike: signalRipgrep('SIGKILL') },
  { name: 'ripgrep stopped', strike: signalRipgrep('SIGSTOP') },
  { name: 'ripgrep missing', parts: { ripgrep: 'missing' }, strike: nothing },
  { name: 'ripgrep prints malformed lines', parts: { ripgrep: 'garbage' }, strike: nothing },
  { name: 'ripgrep prints without end', parts: { ripgrep: 'endless' }, strike: nothing },
  { name: 'ripgrep says nothing', parts: { ripgrep: 'silent' }, strike: nothing },
  { name: 'files deleted', strike: spoil((file) => rm(file, { force: true })) },
  { name: 'files cut off', strike: spoil((file) => truncate(file, 100)) },
  { name: 'files grow', strike: spoil((file) => appendFile(file, 'const download = retry(failed);\n'.repeat(3_000))) },
  { name: 'files become binary', strike: spoil((file) => writeFile(file, Buffer.alloc(5_000))) },
  { name: 'files become FIFOs', strike: replace(async (file) => spawnSync('mkfifo', ['--', file])) },
  { name: 'files become folders', strike: replace((file) => mkdir(file)) },
  { name: 'files become devices', strike: replace((file) => symlink('/dev/zero', file)) },
  { name: 'files become circles of links', strike: replace((file) => symlink(path.basename(file), file)) },
  { name: 'files become links out of the folder', strike: replace((file) => symlink('/etc/passwd', file)) },
  { name: 'files may not be read', strike: spoil((file) => chmod(file, 0)) },
  { name: 'folders may not be entered', strike: spoil((file) => chmod(path.dirname(file), 0)) },
  { name: 'folder removed', strike: async ({ root }) => rename(root, `${root}.gone`) },
  { name: 'two windows', isInTwoWindows: true, strike: nothing },
  { name: 'two windows, model killed in one', isInTwoWindows: true, strike: signalModel('SIGKILL') },
  { name: 'two windows, ripgrep killed in both', isInTwoWindows: true, strike: signalRipgrep('SIGKILL') },
  { name: 'two windows, files become FIFOs', isInTwoWindows: true, strike: replace(async (file) => spawnSync('mkfifo', ['--', file])) },
  { name: 'two windows, folder removed', isInTwoWindows: true, strike: async ({ root }) => rename(root, `${root}.gone`) },
];
