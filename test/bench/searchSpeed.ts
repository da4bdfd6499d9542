import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { defaultSearchOptions } from '../../src/engine/options.ts';
import { searchRerankOptions } from '../../src/engine/rerankOptions.ts';
import { search } from '../../src/engine/search.ts';
import type { SearchUpdate } from '../../src/engine/types.ts';
import { benchPorts, type BenchPorts } from './ports.ts';
import { speedQuestions, warmUpQuestion } from './speedQuestions.ts';
import { scopeOfFolder } from './sizedTrees.ts';

/** Rows of the first page. */
const TOP = 10;

/** Milliseconds from the question on. */
export interface SearchTimes {
  readonly firstRows: number;
  /** When the first ten rows stood as they do at the end. */
  readonly topTen: number;
  /** When the search ended. */
  readonly settled: number;
}

export interface SearchSpeed {
  /** Threads and processes not started, disk cache warm. */
  readonly cold: readonly SearchTimes[];
  /** Questions one after another, each for the first time. */
  readonly warm: readonly SearchTimes[];
  /** Resident MB after all of them; the model's is 0 where the system has no `ps`. */
  readonly memory: { readonly host: number; readonly model: number };
}

/** Whole searches of a folder. @param coldQuestions how many of the questions are asked cold */
export async function searchSpeed(folder: string, dist: string, coldQuestions: number): Promise<SearchSpeed> {
  const cold: SearchTimes[] = [];
  for (const question of speedQuestions.slice(0, coldQuestions)) cold.push(await withPorts(dist, (ports) => timesOf(question, folder, ports)));
  return withPorts(dist, async (ports) => {
    await timesOf(warmUpQuestion, folder, ports);
    const warm: SearchTimes[] = [];
    for (const question of speedQuestions) warm.push(await timesOf(question, folder, ports));
    return { cold, warm, memory: { host: process.memoryUsage.rss() / 2 ** 20, model: await modelMemory() } };
  });
}

async function withPorts<Result>(dist: string, work: (ports: BenchPorts) => Promise<Result>): Promise<Result> {
  const ports = await benchPorts(dist);
  try {
    return await work(ports);
  } finally {
    await ports.dispose();
  }
}

async function timesOf(question: string, folder: string, ports: BenchPorts): Promise<SearchTimes> {
  const asked = { ...ports, reranker: ports.freshReranker(searchRerankOptions) };
  const start = performance.now();
  const seen: { readonly at: number; readonly top: string }[] = [];
  for await (const update of search(question, scopeOfFolder(folder), defaultSearchOptions, asked, new AbortController().signal)) {
    if (update.fallback !== undefined) throw update.fallback;
    seen.push({ at: performance.now() - start, top: topOf(update) });
  }
  return timesIn(seen);
}

function topOf({ results }: SearchUpdate): string {
  return JSON.stringify(results.slice(0, TOP).map(({ id }) => id));
}

/** @param seen what each update showed and when; one at least */
export function timesIn(seen: readonly { readonly at: number; readonly top: string }[]): SearchTimes {
  const [first, last] = [seen[0], seen.at(-1)];
  if (!first || !last) throw new Error('the search ended without an answer');
  const other = seen.findLastIndex(({ top }) => top !== last.top);
  return { firstRows: first.at, topTen: seen[other + 1]?.at ?? last.at, settled: last.at };
}

/** Resident MB of the model process. */
async function modelMemory(): Promise<number> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=,args=', '--ppid', String(process.pid)]);
    const line = stdout.split('\n').find((one) => one.includes('model.js'));
    return Number.parseInt(line ?? '0', 10) / 1024;
  } catch {
    return 0;
  }
}
