import { open, rm, stat, utimes } from 'node:fs/promises';
import { throwIfAborted } from '../engine/errors.ts';
import type { HubConnection } from './hubConnection.ts';

/** A lock that nobody has touched for so long was left by a process that has ended. Milliseconds. */
const STALE_MS = 30_000;
const TOUCH_MS = 5_000;
const LOOK_AGAIN_MS = 1_000;

export interface DownloadLock {
  /** Absolute path; its folder exists. */
  readonly file: string;
  readonly wait: HubConnection['wait'];
  /** Told each time that it looks, and somebody else still has the lock. */
  readonly onWait: () => Promise<void>;
}

/**
 * Runs work while no other window or program holds the lock; waits until that is so.
 * @throws AbortError while it waits, and what `work` throws
 */
export async function withLock<Result>({ file, wait, onWait }: DownloadLock, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  while (!(await take(file))) {
    throwIfAborted(signal);
    await onWait();
    await wait(LOOK_AGAIN_MS, signal);
  }
  const timer = setInterval(() => void touch(file), TOUCH_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await (await open(file, 'wx')).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const touchedAt = await stat(file).then(({ mtimeMs }) => mtimeMs, () => undefined);
  // A time in the future is stale too: the clock was set back.
  if (touchedAt !== undefined && Math.abs(Date.now() - touchedAt) > STALE_MS) await rm(file, { force: true });
  return false;
}

/** Where it fails, the lock is taken for stale in the end: two then write one file, and its hash shows that. */
async function touch(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now).catch(() => undefined);
}
