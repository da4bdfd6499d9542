import { abortError, isSearchError, throwIfAborted } from '../engine/errors.ts';
import type { RerankOptions } from '../engine/rerankOptions.ts';
import type { PrecisionSetting } from '../engine/models.ts';
import type { Logger, Passage, PassageScore, Reranker, RerankerModel } from '../engine/types.ts';
import type { DeviceSetting, LoadMessage, PairLimits } from '../model/protocol.ts';
import { ModelSession, modelTimeLimits } from './modelSession.ts';
import type { ModelTimeLimits } from './modelSession.ts';
import { findModel } from './modelStore.ts';
import type { StoredModel } from './modelStore.ts';
import { ScoreRequest } from './scoreRequest.ts';

/** What may change while the extension runs; it holds from the next score() on. */
export interface ModelSettings {
  /** Id of a model that ships, repository on the hub, or the absolute path of a folder. */
  readonly model: string;
  /** Folders in which models of the hub are looked for. */
  readonly caches?: readonly string[];
  /** Id of the model that does the work while the chosen one is not on disk; where absent, that is an error. */
  readonly standIn?: string;
  readonly device: DeviceSetting;
  readonly precision: PrecisionSetting;
  readonly rerank: RerankOptions;
  /** Milliseconds without work after which the process ends; 0 for never. */
  readonly idleMs: number;
  /** Threads on the processor; chosen by the process where absent. */
  readonly threads?: number;
}

export interface ModelProcessOptions {
  /** Absolute path of the bundle of the process (assets.modelEntry). */
  readonly entry: string;
  /** Absolute path of the folder of the models that ship (assets.models). */
  readonly models: string;
  readonly settings: ModelSettings;
  readonly log: Logger;
  readonly timeLimits?: ModelTimeLimits;
}

/** Times that a process is started for one request: a crash is forgiven once. */
const MAX_ATTEMPTS = 2;

/** Reranker in a process of its own, started with the first request and ended when idle. */
export class ModelProcess implements Reranker {
  readonly #options: ModelProcessOptions;
  readonly #stop = new AbortController();
  #settings: ModelSettings;
  #current: { readonly key: string; readonly session: ModelSession } | undefined;
  #model: RerankerModel | undefined;
  #active = 0;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(options: ModelProcessOptions) {
    this.#options = options;
    this.#settings = options.settings;
  }

  get model(): RerankerModel | undefined {
    return this.#model;
  }

  /** Of the running process, for diagnosis; undefined while there is none. */
  get pid(): number | undefined {
    return this.#current?.session.hasEnded === false ? this.#current.session.pid : undefined;
  }

  /** Takes new settings; requests under way end with the ones they began with. */
  configure(settings: ModelSettings): void {
    this.#settings = settings;
    this.#scheduleIdle();
  }

  /**
   * Starts the process and loads the model ahead of the first request.
   * @returns what really runs
   * @throws SearchError `modelMissing`, `modelInvalid`, `modelCrashed`, `modelTimeout`, `protocolMismatch`
   */
  async warm(): Promise<RerankerModel> {
    throwIfAborted(this.#stop.signal);
    return this.#busy(() => this.#use(this.#settings, (session) => session.model));
  }

  async *score(query: string, passages: readonly Passage[], signal: AbortSignal): AsyncGenerator<readonly PassageScore[], void, undefined> {
    throwIfAborted(signal);
    throwIfAborted(this.#stop.signal);
    if (passages.length === 0) return;
    const request = new ScoreRequest(query, passages.map(offeredText));
    const done = new AbortController();
    const stopped = AbortSignal.any([signal, this.#stop.signal]);
    const onAbort = (): void => request.settle({ error: abortError() });
    stopped.addEventListener('abort', onAbort, { once: true });
    const { rerank } = this.#settings;
    void this.#busy(() => this.#run(request, this.#settings, limitsOf(rerank), done.signal));
    try {
      yield* request.batches();
    } finally {
      stopped.removeEventListener('abort', onAbort);
      request.settle({});
      done.abort();
    }
  }

  /** Ends the process at once; pending requests end as aborted. */
  dispose(): void {
    this.#stop.abort();
    clearTimeout(this.#idleTimer);
    this.#current?.session.dispose();
  }

  /** Sees one request through, over a restart if need be. Never throws: the outcome is the request's. */
  async #run(request: ScoreRequest, settings: ModelSettings, limits: PairLimits, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; !request.isSettled; attempt += 1) {
      try {
        await this.#use(settings, async (session) => {
          if (!request.isSettled) await session.score(request, limits, signal);
        });
        request.settle({});
      } catch (error) {
        const isForgiven = isSearchError(error) && error.code === 'modelCrashed' && attempt < MAX_ATTEMPTS;
        if (!request.isSettled) this.#options.log.warn(`${isForgiven ? 'Restarting the model process' : 'Reranking failed'}: ${String(error)}`);
        if (!isForgiven) request.settle({ error });
      }
    }
  }

  /** Runs work in the session of these settings, loaded: the running one where it fits, else a new one. */
  async #use<Result>(settings: ModelSettings, work: (session: ModelSession) => Promise<Result>): Promise<Result> {
    const { device, threads } = settings;
    const stored = await this.#find(settings);
    throwIfAborted(this.#stop.signal);
    const load: LoadMessage = { type: 'load', ...stored, device, ...(threads !== undefined && { threads }) };
    return this.#sessionFor(load).use(async (session) => {
      this.#model = await session.model;
      return work(session);
    });
  }

  async #find({ model, standIn, device, precision, caches = [] }: ModelSettings): Promise<StoredModel> {
    const folders = { shipped: this.#options.models, caches };
    try {
      return await findModel(model, device, precision, folders);
    } catch (error) {
      if (standIn === undefined || standIn === model || !isSearchError(error) || error.code !== 'modelMissing') throw error;
      this.#options.log.debug(`${String(error)}: ${standIn} does the work`);
      return findModel(standIn, device, 'auto', folders);
    }
  }

  #sessionFor(load: LoadMessage): ModelSession {
    const key = JSON.stringify(load);
    if (this.#current?.key === key && !this.#current.session.hasEnded) return this.#current.session;
    this.#current?.session.retire();
    const { entry, log, timeLimits = modelTimeLimits } = this.#options;
    const session = new ModelSession(entry, load, timeLimits);
    this.#current = { key, session };
    log.debug(`Model process ${session.pid ?? '?'} started: ${key}`);
    return session;
  }

  async #busy<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#active += 1;
    clearTimeout(this.#idleTimer);
    try {
      return await work();
    } finally {
      this.#active -= 1;
      this.#scheduleIdle();
    }
  }

  #scheduleIdle(): void {
    clearTimeout(this.#idleTimer);
    if (this.#active > 0 || this.#settings.idleMs === 0 || this.#stop.signal.aborted) return;
    this.#idleTimer = setTimeout(() => {
      this.#options.log.debug('Model process idle: ended');
      this.#current?.session.dispose();
    }, this.#settings.idleMs);
    this.#idleTimer.unref();
  }
}

/** The model was trained on passages that begin with a line saying where they are from. */
function offeredText({ path, text }: Passage): string {
  return path === '' ? text : `${path}\n${text}`;
}

function limitsOf({ maxLength, maxQueryShare, maxWindows, windowOverlap }: RerankOptions): PairLimits {
  return { maxLength, maxQuery: Math.floor(maxLength * maxQueryShare), maxWindows, overlap: windowOverlap };
}
