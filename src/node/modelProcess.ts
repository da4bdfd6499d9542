import type { DeviceReport, DeviceTrial } from '../engine/deviceReport.ts';
import { abortError, isAbort, isSearchError, throwIfAborted } from '../engine/errors.ts';
import type { RerankOptions } from '../engine/rerankOptions.ts';
import type { Passage, PassageScore, Reranker, RerankerModel } from '../engine/types.ts';
import type { PairLimits } from '../model/protocol.ts';
import type { Launched } from './modelLaunch.ts';
import { ModelLauncher } from './modelLauncher.ts';
import type { DeviceWish, ModelLauncherOptions } from './modelLauncher.ts';
import { findModel } from './modelStore.ts';
import type { StoredModel } from './modelStore.ts';
import { offeredText } from './offeredText.ts';
import { ScoreRequest } from './scoreRequest.ts';

/** What may change while the extension runs; it holds from the next score() on. */
export interface ModelSettings extends DeviceWish {
  /** Id of a model that ships, repository on the hub, or the absolute path of a folder. */
  readonly model: string;
  /** Folders in which models of the hub are looked for. */
  readonly caches?: readonly string[];
  /** Id of the model that does the work while the chosen one is not on disk; where absent, that is an error. */
  readonly standIn?: string;
  readonly rerank: RerankOptions;
  /** Milliseconds without work after which the process ends; 0 for never. */
  readonly idleMs: number;
}

export interface ModelProcessOptions extends ModelLauncherOptions {
  /** Absolute path of the folder of the models that ship (assets.models). */
  readonly models: string;
  readonly settings: ModelSettings;
  /** Milliseconds without work after which devices are tried for `auto`; absent: never by itself. */
  readonly trialDelayMs?: number;
}

/** Times that a process is started for one request: a crash is forgiven once. */
const MAX_ATTEMPTS = 2;

/** Reranker in a process of its own, started with the first request and ended when idle. */
export class ModelProcess implements Reranker {
  readonly #options: ModelProcessOptions;
  readonly #stop = new AbortController();
  #settings: ModelSettings;
  readonly #launcher: ModelLauncher;
  #model: RerankerModel | undefined;
  #active = 0;
  #idleTimer: NodeJS.Timeout | undefined;
  #trialTimer: NodeJS.Timeout | undefined;
  #trial: AbortController | undefined;

  constructor(options: ModelProcessOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.#launcher = new ModelLauncher(options);
  }

  get model(): RerankerModel | undefined {
    return this.#model;
  }

  /** Of the running process, for diagnosis; undefined while there is none. */
  get pid(): number | undefined {
    return this.#launcher.pid;
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
    return this.#busy(() => this.#use(this.#settings, ({ model }) => Promise.resolve(model)));
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
    this.#stopTrial();
    this.#launcher.dispose();
  }

  /** What is known of the devices, without trying anything. @param machine lines on where this runs */
  async deviceReport(machine: readonly string[]): Promise<DeviceReport> {
    return this.#launcher.report(await this.#find(this.#settings), this.#settings, machine);
  }

  /** Tries all devices of this platform; a search stops it. @throws SearchError; AbortError */
  async tryDevices(signal: AbortSignal, onTrial?: (trial: DeviceTrial) => void): Promise<void> {
    this.#stopTrial();
    const trial = new AbortController();
    this.#trial = trial;
    await this.#launcher.tryDevices(await this.#find(this.#settings), this.#settings, AbortSignal.any([signal, trial.signal, this.#stop.signal]), onTrial);
  }

  /** Sees one request through, over a restart and other devices if need be. Never throws: the outcome is the request's. */
  async #run(request: ScoreRequest, settings: ModelSettings, limits: PairLimits, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; !request.isSettled; ) {
      let used: Launched | undefined;
      try {
        await this.#use(settings, async (launched) => {
          used = launched;
          if (!request.isSettled) await launched.session.score(request, limits, signal);
        });
        request.settle({});
      } catch (error) {
        // What fails after a stop says nothing about the device.
        if (request.isSettled || (used !== undefined && this.#launcher.passOver(used, error))) continue;
        const isForgiven = isCrash(error) && attempt < MAX_ATTEMPTS;
        this.#options.log.warn(`${isForgiven ? 'Restarting the model process' : 'Reranking failed'}: ${String(error)}`);
        if (!isForgiven) request.settle({ error });
        attempt += 1;
      }
    }
  }

  async #use<Result>(settings: ModelSettings, work: (launched: Launched) => Promise<Result>): Promise<Result> {
    const stored = await this.#find(settings);
    throwIfAborted(this.#stop.signal);
    const { device, precision, threads, cudaFolder } = settings;
    return this.#launcher.use(stored, { device, precision, ...(threads !== undefined && { threads }), ...(cudaFolder !== undefined && { cudaFolder }) }, (launched) => {
      this.#model = launched.model;
      return work(launched);
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

  async #busy<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#active += 1;
    clearTimeout(this.#idleTimer);
    this.#stopTrial();
    try {
      return await work();
    } finally {
      this.#active -= 1;
      this.#scheduleIdle();
      this.#scheduleTrial();
    }
  }

  #scheduleIdle(): void {
    clearTimeout(this.#idleTimer);
    if (this.#active > 0 || this.#settings.idleMs === 0 || this.#stop.signal.aborted) return;
    this.#idleTimer = setTimeout(() => {
      this.#options.log.debug('Model process idle: ended');
      this.#launcher.dispose();
    }, this.#settings.idleMs);
    this.#idleTimer.unref();
  }

  /** No search waits for a trial: it begins when nothing has been asked for a while, and its winner is taken with the next load. */
  #scheduleTrial(): void {
    const { trialDelayMs, log } = this.#options;
    if (trialDelayMs === undefined || this.#active > 0 || this.#stop.signal.aborted) return;
    this.#trialTimer = setTimeout(() => {
      this.#tryIfNeeded().catch((error: unknown) => {
        if (!isAbort(error)) log.warn(`The devices could not be tried: ${String(error)}`);
      });
    }, trialDelayMs);
    this.#trialTimer.unref();
  }

  async #tryIfNeeded(): Promise<void> {
    if (await this.#launcher.needsTrial(await this.#find(this.#settings), this.#settings)) await this.tryDevices(this.#stop.signal);
  }

  #stopTrial(): void {
    clearTimeout(this.#trialTimer);
    this.#trial?.abort(abortError());
    this.#trial = undefined;
  }
}

/** That of a process, whatever it is put down to. */
function isCrash(error: unknown): boolean {
  return isSearchError(error) && (error.code === 'modelCrashed' || isCrash(error.cause));
}

function limitsOf({ maxLength, maxQueryShare, maxQuery = Math.floor(maxLength * maxQueryShare), maxWindows, windowOverlap, batchPairs }: RerankOptions): PairLimits {
  return { maxLength, maxQuery, maxWindows, overlap: windowOverlap, ...(batchPairs !== undefined && { batchPairs }) };
}
