import { chmod, cp, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../src/engine/statistics.ts';
import { type Fault, faults } from './faults.ts';
import { holdings, type Holdings } from './processes.ts';
import { type SearchEnd, TortureWindow } from './tortureWindow.ts';

const repository = path.resolve(import.meta.dirname, '../..');
/** A library whose version the lock file pins: some 450 files of real code. */
const sources = path.join(repository, 'node_modules/@huggingface/transformers/src');

const questions = ['where is a failed download retried or resumed', 'mel filter bank of an audio signal', 'how are tokens of a sequence generated', 'getModelFile'];

/** No search of these may take longer, whatever goes wrong: two starts of a model that answers nothing. In milliseconds. */
const ROUND_LIMIT_MS = 60_000;
/** Faults strike within so many milliseconds of the question. */
const STRIKE_WITHIN_MS = 900;

/** From the best end to the worst. */
const kinds: readonly SearchEnd['kind'][] = ['results', 'stopped', 'text', 'error', 'hang', 'bug'];

export interface Outcome extends SearchEnd {
  readonly fault: string;
  readonly ms: number;
}

export interface TortureReport {
  readonly outcomes: readonly Outcome[];
  /** Searches without a fault, after each round, that did not give results. */
  readonly afterwards: readonly Outcome[];
  readonly before: Holdings;
  readonly after: Holdings;
}

/**
 * Searches again and again while things go wrong at moments of chance, one at a time; after each, the fault is mended and the same parts must
 * search as if nothing had been. Linux only.
 * @param rounds each takes the next fault; the order and the moments are those of the seed
 * @param end begins no more rounds; what has come out so far is returned
 */
export async function torture(rounds: number, seed: number, end: AbortSignal, onRound: (outcome: Outcome) => void = () => undefined): Promise<TortureReport> {
  const bench = await Bench.open(seededRandom(seed));
  const outcomes: Outcome[] = [];
  const afterwards: Outcome[] = [];
  try {
    await bench.round(bench.calm);
    const before = await holdings();
    for (let round = 0; round < rounds && !end.aborted; round++) {
      const fault = bench.faultAt(round);
      const outcome = await bench.round(fault);
      outcomes.push(outcome);
      onRound(outcome);
      const next = await bench.round(bench.calm);
      if (next.kind !== 'results') afterwards.push({ ...next, fault: `after ${fault.name}` });
    }
    await bench.idle();
    return { outcomes, afterwards, before, after: await holdings() };
  } finally {
    await bench.close();
  }
}

/** The folder that is searched, and the parts that search it, used for all rounds. */
class Bench {
  readonly calm: Fault = { name: 'none', strike: async () => undefined };
  readonly #random: () => number;
  readonly #home: string;
  readonly #root: string;
  readonly #files: readonly string[];
  readonly #order: readonly Fault[];
  readonly #window = new TortureWindow();

  static async open(random: () => number): Promise<Bench> {
    const home = await realpath(await mkdtemp(path.join(os.tmpdir(), 'semantic-search-torture-')));
    await writeDoubles(home);
    const files = (await readdir(sources, { recursive: true })).filter((file) => file.endsWith('.js'));
    return new Bench(random, home, files);
  }

  private constructor(random: () => number, home: string, files: readonly string[]) {
    this.#random = random;
    this.#home = home;
    this.#root = path.join(home, 'tree');
    this.#files = files;
    this.#order = this.#shuffled(faults);
  }

  /** Every fault once, then every one again. */
  faultAt(round: number): Fault {
    return this.#order[round % this.#order.length] ?? this.calm;
  }

  async round(fault: Fault): Promise<Outcome> {
    await this.#restore();
    const windows = fault.isInTwoWindows === true ? [this.#window, new TortureWindow()] : [this.#window];
    const isStopped = fault === this.calm ? false : this.#random() < 0.15;
    const strikeAt = this.#random() * STRIKE_WITHIN_MS;
    const stop = new AbortController();
    const started = performance.now();
    const striking = sleep(strikeAt).then(() => fault.strike({ root: this.#root, files: this.#shuffled(this.#files), modelPid: () => this.#window.modelPid }));
    const stopping = isStopped ? sleep(this.#random() * STRIKE_WITHIN_MS * 1.5).then(() => stop.abort()) : undefined;
    const end = await Promise.race([this.#searchIn(windows, fault, stop.signal), sleep(ROUND_LIMIT_MS, { kind: 'hang', detail: '' } as const, { ref: false })]);
    const ms = performance.now() - started;
    if (end.kind === 'hang') stop.abort();
    // What a removed folder or a changed tree makes of a late strike is no matter.
    await Promise.allSettled([striking, stopping]);
    await Promise.all(windows.slice(1).map((window) => window.dispose()));
    return { fault: fault.name, ...end, ms };
  }

  /** Waits until what was started for the last search alone has ended. */
  async idle(): Promise<void> {
    await this.#restore();
    await sleep(1_000);
  }

  async close(): Promise<void> {
    await this.#window.dispose();
    await rm(this.#home, { recursive: true, force: true });
  }

  /** Asks the same in all windows at once. @returns the worst end */
  async #searchIn(windows: readonly TortureWindow[], { parts }: Fault, signal: AbortSignal): Promise<SearchEnd> {
    const question = questions[Math.floor(this.#random() * questions.length)] ?? '';
    const others = { model: parts?.model, ripgrep: parts?.ripgrep === undefined ? undefined : path.join(this.#home, parts.ripgrep) };
    const ends = await Promise.all(windows.map((window) => window.search(this.#root, question, others, signal)));
    return ends.reduce((worst, end) => (kinds.indexOf(end.kind) > kinds.indexOf(worst.kind) ? end : worst));
  }

  /** The folder as it was, whatever has become of it. */
  async #restore(): Promise<void> {
    for (const folder of [this.#root, `${this.#root}.gone`]) if (existsSync(folder)) await removeAll(folder);
    await cp(sources, this.#root, { recursive: true });
  }

  #shuffled<Item>(items: readonly Item[]): Item[] {
    const keyed = items.map((item) => [this.#random(), item] as const);
    return keyed.sort(([a], [b]) => a - b).map(([, item]) => item);
  }
}

/** Also where folders may not be entered. */
async function removeAll(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) if (entry.isDirectory()) await openUp(path.join(folder, entry.name));
  await rm(folder, { recursive: true, force: true });
}

async function openUp(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) if (entry.isDirectory()) await openUp(path.join(folder, entry.name));
}

/** Programs in the place of ripgrep. */
async function writeDoubles(home: string): Promise<void> {
  const doubles: Readonly<Record<string, string>> = {
    garbage: "printf './src\\0\\0download\\n\\377\\376\\n\\n./a\\0retry\\0\\n%0100000d\\n./../../etc/passwd\\0\\nfailed\\n' 7\n",
    silent: 'exec sleep 600\n',
    endless: "exec yes './src/utils/hub.js\nretry'\n",
  };
  for (const [name, script] of Object.entries(doubles)) {
    await writeFile(path.join(home, name), `#!/bin/sh\n${script}`);
    await chmod(path.join(home, name), 0o755);
  }
}
