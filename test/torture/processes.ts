import { readdir, readFile } from 'node:fs/promises';

/** Children of this process, by Linux's own lists. @returns process ids with the names of their programs */
async function children(): Promise<{ readonly pid: number; readonly name: string }[]> {
  const lists = await Promise.all((await readdir('/proc/self/task')).map((thread) => readOr(`/proc/self/task/${thread}/children`)));
  const pids = lists.flatMap((list) => list.split(' ').filter((pid) => pid !== '')).map(Number);
  return Promise.all(pids.map(async (pid) => ({ pid, name: (await readOr(`/proc/${pid}/comm`)).trim() })));
}

export async function childrenNamed(name: string): Promise<number[]> {
  return (await children()).filter((child) => child.name === name).map(({ pid }) => pid);
}

/** What a process holds and must give back. */
export interface Holdings {
  readonly processes: number;
  readonly files: number;
  readonly timers: number;
  readonly listeners: number;
}

export async function holdings(): Promise<Holdings> {
  const resources = process.getActiveResourcesInfo();
  return {
    processes: (await children()).length,
    files: (await readdir('/proc/self/fd')).length,
    timers: resources.filter((name) => name === 'Timeout').length,
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
  };
}

/** A list of a process that ends meanwhile is empty. */
async function readOr(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
