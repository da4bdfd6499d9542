import { isSearchError } from '../engine/errors.ts';
import type { DeviceReport, DeviceTrial } from '../engine/deviceReport.ts';
import { fastestOf } from '../engine/deviceReport.ts';
import type { PrecisionSetting } from '../engine/models.ts';
import type { Logger } from '../engine/types.ts';
import type { Device, DeviceSetting, LoadMessage } from '../model/protocol.ts';
import { missingForCuda } from './cudaLibraries.ts';
import { checkLogits, disagreement } from './deviceCheck.ts';
import type { DeviceMemory, DeviceRecord } from './deviceMemory.ts';
import { isAccelerator, offeredDevices, planOf } from './devicePlan.ts';
import type { Attempt } from './devicePlan.ts';
import { DeviceTrials, DisagreementError, fastestAttempt } from './deviceTrials.ts';
import { ModelLaunch } from './modelLaunch.ts';
import type { Failure, Launched } from './modelLaunch.ts';
import { ModelSession, modelTimeLimits } from './modelSession.ts';
import type { ModelTimeLimits } from './modelSession.ts';
import type { StoredModel } from './modelStore.ts';
import type { TriedModel } from './triedModel.ts';

/** What a model is wanted on. */
export interface DeviceWish {
  readonly device: DeviceSetting;
  readonly precision: PrecisionSetting;
  /** Threads on the processor; chosen by the process where absent. */
  readonly threads?: number;
  /** Folder of a native runtime with the libraries of CUDA. */
  readonly cudaFolder?: string;
}

export interface ModelLauncherOptions {
  /** Absolute path of the bundle of the process with the native runtime (assets.modelEntry). */
  readonly entry: string;
  /** The same with the WebAssembly runtime (assets.wasmModelEntry). */
  readonly wasmEntry: string;
  /** Where findings on devices are kept; absent: nowhere. */
  readonly memory?: DeviceMemory;
  /** Devices that this platform offers, in their order, the processor last; those of the packaged runtime where absent. */
  readonly offered?: readonly Device[];
  readonly log: Logger;
  readonly timeLimits?: ModelTimeLimits;
}

/** Brings a model into memory on the best device that works, and knows what is wrong with the others. */
export class ModelLauncher {
  readonly #options: ModelLauncherOptions;
  readonly #trials: DeviceTrials;
  #current: { readonly key: string; readonly model: TriedModel; readonly launch: ModelLaunch } | undefined;
  #launched: Launched | undefined;
  /** What failed with these settings in this window, and is not tried again before they change. */
  #failures: Failure[] = [];

  constructor(options: ModelLauncherOptions) {
    this.#options = options;
    this.#trials = new DeviceTrials({
      offered: options.offered ?? offeredDevices(),
      memory: options.memory,
      start: (model, attempt) => this.#start(model, attempt, undefined),
      missing: (device, model) => missingFor(device, model.cudaFolder),
      clock: () => performance.now(),
      log: options.log,
    });
  }

  get pid(): number | undefined {
    return this.#current?.launch.pid;
  }

  /**
   * Runs work with the model loaded: in the process that is there where it fits, else in a new one.
   * @throws SearchError why not even the last device could load it
   */
  async use<Result>(stored: StoredModel, wish: DeviceWish, work: (launched: Launched) => Promise<Result>): Promise<Result> {
    const key = JSON.stringify([stored.id, stored.folder, wish]);
    const launch = this.#running(key) ?? (await this.#launch(key, stored, wish));
    return launch.use((launched) => {
      this.#launched = launched;
      return work(launched);
    });
  }

  /** Takes an accelerator out of use that failed while it scored. @returns false where it was none, or what failed was not the device */
  passOver({ attempt, session }: Launched, error: unknown): boolean {
    if (!isAccelerator(attempt.device) || !isSearchError(error)) return false;
    if (this.#current !== undefined) this.#fail({ ...attempt, error }, this.#current.model);
    session.dispose();
    return true;
  }

  /** True where `auto` does not yet know what to take. */
  async needsTrial(stored: StoredModel, wish: DeviceWish): Promise<boolean> {
    if (wish.device !== 'auto' || !this.#trials.offered.some(isAccelerator)) return false;
    const record = await this.#trials.recall(triedModel(stored, wish));
    return !this.#trials.isFresh(record, this.#launched?.loaded.runtime);
  }

  /** Tries all devices anew, with a clean slate. @throws SearchError; AbortError */
  async tryDevices(stored: StoredModel, wish: DeviceWish, signal: AbortSignal, onTrial?: (trial: DeviceTrial) => void): Promise<DeviceRecord> {
    this.#failures = [];
    return this.#trials.run(triedModel(stored, wish), signal, onTrial);
  }

  /** What is known of the devices, without trying anything. */
  async report(stored: StoredModel, wish: DeviceWish, machine: readonly string[]): Promise<DeviceReport> {
    const record = await this.#trials.recall(triedModel(stored, wish));
    const running = this.pid === undefined ? undefined : this.#launched;
    const trials = record?.trials ?? [];
    return {
      machine,
      runtime: running?.loaded.runtime ?? record?.runtime,
      model: stored.id,
      asked: { device: wish.device, precision: wish.precision },
      inUse: running && { ...running.model, threads: running.loaded.threads, memory: running.loaded.memory },
      server: undefined,
      offered: this.#trials.offered,
      trials,
      fastest: fastestOf(trials),
      triedAt: trials.length > 0 ? record?.triedAt : undefined,
    };
  }

  /** Ends the process at once; what was asked of it fails. */
  dispose(): void {
    this.#current?.launch.dispose();
  }

  #running(key: string): ModelLaunch | undefined {
    return this.#current?.key === key && !this.#current.launch.hasEnded ? this.#current.launch : undefined;
  }

  async #launch(key: string, stored: StoredModel, wish: DeviceWish): Promise<ModelLaunch> {
    const model = triedModel(stored, wish);
    const fastest = wish.device === 'auto' ? fastestAttempt(await this.#trials.recall(model)) : undefined;
    const started = this.#running(key);
    if (started !== undefined) return started;
    if (this.#current !== undefined && this.#current.key !== key) this.#failures = [];
    this.#current?.launch.retire();
    const whole = planOf({ device: wish.device, precision: wish.precision, available: stored.precisions, offered: this.#trials.offered, fastest });
    const launch = new ModelLaunch({
      plan: whole.filter((one) => !this.#failures.some((failure) => isSame(failure, one))),
      earlier: this.#failures,
      asked: wish.device,
      missing: (device) => missingFor(device, model.cudaFolder),
      start: (attempt) => this.#start(model, attempt, wish.threads),
      check: (session, attempt) => this.#check(session, attempt, model),
      onFailure: (failure) => this.#fail(failure, model),
    });
    this.#current = { key, model, launch };
    return launch;
  }

  #start({ id, folder, cudaFolder }: TriedModel, { device, precision }: Attempt, threads: number | undefined): ModelSession {
    const { entry, wasmEntry, log, timeLimits = modelTimeLimits } = this.#options;
    const load: LoadMessage = { type: 'load', id, folder, device, precision, ...(threads !== undefined && { threads }) };
    const runtimeFolder = device === 'cuda' && cudaFolder !== '' ? cudaFolder : undefined;
    const session = new ModelSession({ entry: device === 'wasm' ? wasmEntry : entry, runtimeFolder }, load, timeLimits);
    log.debug(`Model process ${session.pid ?? '?'} started: ${JSON.stringify(load)}`);
    return session;
  }

  /** Every load on an accelerator is checked, for drivers change; what it should score is worked out once. */
  async #check(session: ModelSession, { precision }: Attempt, model: TriedModel): Promise<void> {
    const { signal } = new AbortController();
    const logits = await checkLogits(session, signal);
    const wrong = disagreement(precision, logits, await this.#trials.reference(model, precision, signal));
    if (wrong !== undefined) throw new DisagreementError(wrong);
  }

  #fail(failure: Failure, model: TriedModel): void {
    if (this.#failures.some((one) => isSame(one, failure))) return;
    this.#failures = [...this.#failures, failure];
    void this.#trials.takeBack(model, failure, failure.error);
    this.#options.log.warn(`${failure.device} ${failure.precision} is passed over: ${String(failure.error)}`);
  }
}

function triedModel({ id, folder }: StoredModel, { precision, cudaFolder = '' }: DeviceWish): TriedModel {
  return { id, folder, precision, cudaFolder };
}

async function missingFor(device: Device, cudaFolder: string): Promise<string | undefined> {
  return device === 'cuda' && process.platform === 'linux' ? missingForCuda(cudaFolder) : undefined;
}

function isSame(a: Attempt, b: Attempt): boolean {
  return a.device === b.device && a.precision === b.precision;
}
