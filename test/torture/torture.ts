import { chmod, cp, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { isAbort, isSearchError } from '../../src/engine/errors.ts';
import { defaultSearchOptions } from '../../src/engine/options.ts';
import { searchRerankOptions } from '../../src/engine/rerankOptions.ts';
import { search } from '../../src/engine/search.ts';
import type { Logger, SearchPorts, SearchScope, SearchUpdate } from '../../src/engine/types.ts';
import { assetsOf } from '../../src/node/assets.ts';
import { CutterPool } from '../../src/node/cutterPool.ts';
import { ModelProcess } from '../../src/node/modelProcess.ts';
import { RipgrepTextSearch } from '../../src/node/ripgrep.ts';
import { seededRandom } from '../../src/engine/statistics.ts';
import { type Fault, faults } from './faults.ts';
import { holdings, type Holdings } from './processes.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const assets = assetsOf(path.join(repository, 'dist'));
/** A library whose version the lock file pins: a hundred files of real code. */
const sources = path.join(repository, 'node_modules/@huggingface/transformers/src');

const questions = ['where is a failed download retried or resumed', 'mel filter bank of an audio signal', 'how are tokens of a sequence generated', 'getModelFile'];

/** Short, so that what hangs is found to hang; the product's own are a minute and more. In milliseconds. */
const timeLimits = { hello: 8_000, answer: 8_000, accelerator: 8_000, cancel: 500 };
const RIPGREP_LIMIT_MS = 8_000;
/** No search of these may take longer, whatever goes wrong: two starts of a model that answers nothing. */
const ROUND_LIMIT_MS = 60_000;
/** Faults strike within so many milliseconds of the question. */
const STRIKE_WITHIN_MS = 900;

const silence = (): void => undefined;
const log: Logger = { debug: silence, info: silence, warn: silence };

/** How a search ended. */
export interface Outcome {
  readonly fault: string;
  /** `results`: in the order asked for. `text`: results in text order, and why. `error`: one message. `stopped`: as it was told to. */
  readonly kind: 'results' | 'text' | 'error' | 'stopped' | 'hang' | 'bug';
  /** Code of the message, or what was thrown that has none. */
  readonly detail: string;
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
 */
export async function torture(rounds: number, seed: number, onRound: (outcome: Outcome) => void = silence): Promise<TortureReport> {
  const bench = await Bench.open(seededRandom(seed));
  const outcomes: Outcome[] = [];
  const afterwards: Outcome[] = [];
  try {
    await bench.round(bench.calm);
    const before = await holdings();
    for (let round = 0; round < rounds; round++) {
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
  readonly #snippets = new CutterPool({ entry: assets.cutterEntry, grammars: assets.grammars, threads: 2, log });
  readonly #reranker: ModelProcess;

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
    this.#reranker = reranker(assets.modelEntry);
  }

  /** Every fault once, then every one again. */
  faultAt(round: number): Fault {
    return this.#order[round % this.#order.length] ?? this.calm;
  }

  async round(fault: Fault): Promise<Outcome> {
    await this.#restore();
    const model = fault.parts?.model === undefined ? this.#reranker : reranker(path.join(repository, 'test/fixtures/modelDoubles', `${fault.parts.model}.mjs`));
    const executable = fault.parts?.ripgrep === undefined ? assets.ripgrep : path.join(this.#home, fault.parts.ripgrep);
    const textSearch = new RipgrepTextSearch({ executable, maxFileBytes: defaultSearchOptions.maxFileBytes, timeLimitMs: RIPGREP_LIMIT_MS, log });
    const ports: SearchPorts = { textSearch, snippets: this.#snippets, reranker: model, clock: () => performance.now(), nextTurn: () => setImmediate(), log };
    const isStopped = fault === this.calm ? false : this.#random() < 0.15;
    const strikeAt = this.#random() * STRIKE_WITHIN_MS;
    const stop = new AbortController();
    const started = performance.now();
    const striking = sleep(strikeAt).then(() => fault.strike({ root: this.#root, files: this.#shuffled(this.#files), modelPid: () => this.#reranker.pid }));
    const stopping = isStopped ? sleep(this.#random() * STRIKE_WITHIN_MS * 1.5).then(() => stop.abort()) : undefined;
    const end = await Promise.race([this.#search(ports, stop.signal), sleep(ROUND_LIMIT_MS, { kind: 'hang', detail: '' } as const, { ref: false })]);
    const ms = performance.now() - started;
    if (end.kind === 'hang') stop.abort();
    // What a removed folder or a changed tree makes of a late strike is no matter.
    await Promise.allSettled([striking, stopping]);
    if (model !== this.#reranker) model.dispose();
    return { fault: fault.name, ...end, ms };
  }

  /** Waits until what was started for the last search alone has ended. */
  async idle(): Promise<void> {
    await this.#restore();
    await sleep(1_000);
  }

  async close(): Promise<void> {
    this.#reranker.dispose();
    await this.#snippets.dispose();
    await rm(this.#home, { recursive: true, force: true });
  }

  async #search(ports: SearchPorts, signal: AbortSignal): Promise<Pick<Outcome, 'kind' | 'detail'>> {
    const scope: SearchScope = { folders: [{ path: this.#root }], include: [], exclude: [], useIgnoreFiles: true, overlays: new Map() };
    const question = questions[Math.floor(this.#random() * questions.length)] ?? '';
    let last: SearchUpdate | undefined;
    try {
      for await (const update of search(question, scope, defaultSearchOptions, ports, signal)) last = update;
      if (last?.stage !== 'final') return { kind: 'bug', detail: 'ended without a final update' };
      if (last.fallback === undefined) return { kind: 'results', detail: `${last.results.length} rows` };
      return isSearchError(last.fallback) ? { kind: 'text', detail: last.fallback.code } : { kind: 'bug', detail: inspect(last.fallback) };
    } catch (error) {
      if (isAbort(error)) return signal.aborted ? { kind: 'stopped', detail: '' } : { kind: 'bug', detail: 'stopped by itself' };
      return isSearchError(error) ? { kind: 'error', detail: error.code } : { kind: 'bug', detail: String(error) };
    }
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

function reranker(entry: string): ModelProcess {
  return new ModelProcess({ entry, wasmEntry: assets.wasmModelEntry, models: assets.models, settings: { model: 'code-reranker', device: 'cpu', precision: 'auto', rerank: searchRerankOptions, idleMs: 0 }, timeLimits, log });
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
