import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
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

const repository = path.resolve(import.meta.dirname, '../..');
const assets = assetsOf(path.join(repository, 'dist'));

/** Short, so that what hangs is found to hang; the product's own are a minute and more. In milliseconds. */
const timeLimits = { hello: 8_000, answer: 8_000, accelerator: 8_000, cancel: 500 };
const RIPGREP_LIMIT_MS = 8_000;

/** Characters of a detail that are told. */
const MAX_DETAIL = 100;

const silence = (): void => undefined;
const log: Logger = { debug: silence, info: silence, warn: silence };

/** How a search ended. */
export interface SearchEnd {
  /** `results`: in the order asked for. `text`: results in text order, and why. `error`: one message. `stopped`: as it was told to. */
  readonly kind: 'results' | 'text' | 'error' | 'stopped' | 'hang' | 'bug';
  /** Code of the message and the beginning of its detail, or what was thrown that has none. */
  readonly detail: string;
}

/** What a search is made with instead of the window's own parts. */
export interface OtherParts {
  /** A double of the model process, by the name of its file. */
  readonly model?: string | undefined;
  /** Absolute path of a program in the place of ripgrep. */
  readonly ripgrep?: string | undefined;
}

/** The parts that one window of the editor searches with. */
export class TortureWindow {
  readonly #snippets = new CutterPool({ entry: assets.cutterEntry, grammars: assets.grammars, threads: 2, log });
  readonly #reranker = rerankerOf(assets.modelEntry);

  /** Of the model process, while it runs. */
  get modelPid(): number | undefined {
    return this.#reranker.pid;
  }

  /** Searches a folder; throws nothing. */
  async search(root: string, question: string, { model, ripgrep = assets.ripgrep }: OtherParts, signal: AbortSignal): Promise<SearchEnd> {
    const reranker = model === undefined ? this.#reranker : rerankerOf(path.join(repository, 'test/fixtures/modelDoubles', `${model}.mjs`));
    const textSearch = new RipgrepTextSearch({ executable: ripgrep, maxFileBytes: defaultSearchOptions.maxFileBytes, timeLimitMs: RIPGREP_LIMIT_MS, log });
    const ports: SearchPorts = { textSearch, snippets: this.#snippets, reranker, clock: () => performance.now(), nextTurn: () => setImmediate(), log };
    try {
      return await endOf(root, question, ports, signal);
    } finally {
      if (model !== undefined) reranker.dispose();
    }
  }

  async dispose(): Promise<void> {
    this.#reranker.dispose();
    await this.#snippets.dispose();
  }
}

function rerankerOf(entry: string): ModelProcess {
  return new ModelProcess({ entry, wasmEntry: assets.wasmModelEntry, models: assets.models, settings: { model: 'code-reranker', device: 'cpu', precision: 'auto', rerank: searchRerankOptions, idleMs: 0 }, timeLimits, log });
}

async function endOf(root: string, question: string, ports: SearchPorts, signal: AbortSignal): Promise<SearchEnd> {
  const scope: SearchScope = { folders: [{ path: root }], include: [], exclude: [], useIgnoreFiles: true, overlays: new Map() };
  let last: SearchUpdate | undefined;
  try {
    for await (const update of search(question, scope, defaultSearchOptions, ports, signal)) last = update;
    if (last?.stage !== 'final') return { kind: 'bug', detail: 'ended without a final update' };
    if (last.fallback === undefined) return { kind: 'results', detail: `${last.results.length} rows` };
    return isSearchError(last.fallback) ? { kind: 'text', detail: `${last.fallback.code}: ${last.fallback.detail}`.slice(0, MAX_DETAIL) } : { kind: 'bug', detail: inspect(last.fallback) };
  } catch (error) {
    if (isAbort(error)) return signal.aborted ? { kind: 'stopped', detail: '' } : { kind: 'bug', detail: 'stopped by itself' };
    return isSearchError(error) ? { kind: 'error', detail: `${error.code}: ${error.detail}`.slice(0, MAX_DETAIL) } : { kind: 'bug', detail: String(error) };
  }
}
