import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findByText } from '../../src/engine/firstStage.ts';
import { defaultSearchOptions } from '../../src/engine/options.ts';
import { queryOf } from '../../src/engine/search.ts';
import { percentile } from '../../src/engine/statistics.ts';
import type { SearchPorts } from '../../src/engine/types.ts';
import { searchArguments } from '../../src/node/ripgrepArguments.ts';
import { speedQuestions, warmUpQuestion } from './speedQuestions.ts';
import { scopeOfFolder } from './sizedTrees.ts';

const MEGABYTE = 1024 * 1024;
const { maxFileBytes } = defaultSearchOptions;

/** Milliseconds of one question: the bare ripgrep, and the first stage with its parts. */
interface Times {
  readonly bare: number;
  readonly pass: number;
  readonly rankFiles: number;
  readonly cut: number;
  readonly rankSnippets: number;
  readonly firstRows: number;
}

/** A figure for each question, in their order: of its first asking, when its files were not read before, and the median of the others. */
export interface TextSpeed {
  readonly asked: readonly Times[];
  readonly again: readonly Times[];
  /** Resident MB of the searching process with its threads, before the first search and at its highest. */
  readonly memory: { readonly before: number; readonly peak: number };
}

/** Asks all questions, round after round, each time ripgrep alone first. @param rounds 2 or more */
export async function textSpeed(folder: string, ripgrep: string, ports: SearchPorts, rounds: number): Promise<TextSpeed> {
  const before = process.memoryUsage.rss() / MEGABYTE;
  await timesOf(warmUpQuestion, folder, ripgrep, ports);
  const all: Times[][] = speedQuestions.map(() => []);
  for (let round = 0; round < rounds; round++) for (const [at, question] of speedQuestions.entries()) all[at]?.push(await timesOf(question, folder, ripgrep, ports));
  const again = all.map(([, ...later]) => medianOf(later));
  // Kilobytes on every system.
  return { asked: all.flatMap(([first]) => first ?? []), again, memory: { before, peak: process.resourceUsage().maxRSS / 1024 } };
}

function medianOf(times: readonly Times[]): Times {
  const median = (name: keyof Times): number => percentile(times.map((one) => one[name]), 0.5);
  return { bare: median('bare'), pass: median('pass'), rankFiles: median('rankFiles'), cut: median('cut'), rankSnippets: median('rankSnippets'), firstRows: median('firstRows') };
}

async function timesOf(question: string, folder: string, ripgrep: string, ports: SearchPorts): Promise<Times> {
  const query = queryOf(question, defaultSearchOptions);
  const scope = scopeOfFolder(folder);
  const bare = await timed(async () => {
    const child = spawn(ripgrep, searchArguments(query, scope, { path: folder }, maxFileBytes), { cwd: folder, stdio: 'ignore' });
    await once(child, 'close');
  });
  let pass = 0;
  const { textSearch } = ports;
  const timedSearch: SearchPorts['textSearch'] = {
    search: async (...asked) => {
      const start = performance.now();
      const stats = await textSearch.search(...asked);
      pass = performance.now() - start;
      return stats;
    },
  };
  const start = performance.now();
  const { stages } = await findByText(query, scope, defaultSearchOptions, { ...ports, textSearch: timedSearch }, new AbortController().signal);
  return { bare, pass, rankFiles: stages.find - pass, cut: stages.cut, rankSnippets: stages.rank, firstRows: performance.now() - start };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
