import { isSearchError, SearchError } from '../engine/errors.ts';
import type { RerankerModel } from '../engine/types.ts';
import type { Device, DeviceSetting, LoadedMessage } from '../model/protocol.ts';
import { isAccelerator } from './devicePlan.ts';
import type { Attempt } from './devicePlan.ts';
import type { ModelSession } from './modelSession.ts';

/** An attempt that did not work. */
export interface Failure extends Attempt {
  readonly error: SearchError;
}

export interface ModelLaunchOptions {
  /** What to try, first to last; not empty. */
  readonly plan: readonly Attempt[];
  /** What the plan lacks because it failed before. */
  readonly earlier: readonly Failure[];
  readonly asked: DeviceSetting;
  /** Why a device cannot even be tried; undefined where it can. */
  readonly missing: (device: Device) => Promise<string | undefined>;
  readonly start: (attempt: Attempt) => ModelSession;
  /** Proves that a loaded accelerator scores right. @throws SearchError where it does not */
  readonly check: (session: ModelSession, attempt: Attempt) => Promise<void>;
  readonly onFailure: (failure: Failure) => void;
}

/** A loaded model, and what it runs on. */
export interface Launched {
  readonly session: ModelSession;
  readonly attempt: Attempt;
  readonly loaded: LoadedMessage;
  readonly model: RerankerModel;
}

/** One model on its way into memory, by the first attempt of a plan that works: each in a process of its own, so that a crash or a hang costs that attempt and no more. */
export class ModelLaunch {
  readonly #options: ModelLaunchOptions;
  readonly #ready: Promise<Launched>;
  #session: ModelSession | undefined;
  #isReady = false;
  #hasFailed = false;
  #isDisposed = false;
  #isRetired = false;
  #users = 0;

  constructor(options: ModelLaunchOptions) {
    this.#options = options;
    this.#ready = this.#load();
    this.#ready.then(
      () => (this.#isReady = true),
      () => (this.#hasFailed = true),
    );
  }

  /** True once there is nothing left to be used. */
  get hasEnded(): boolean {
    return this.#hasFailed || this.#isDisposed || (this.#isReady && this.#session?.hasEnded === true);
  }

  /** The process that loads or runs; undefined while there is none. */
  get pid(): number | undefined {
    return this.#session?.hasEnded === false ? this.#session.pid : undefined;
  }

  /**
   * Runs work with the loaded model; a retired one stays until its last user is through.
   * @throws SearchError why the last attempt failed
   */
  async use<Result>(work: (launched: Launched) => Promise<Result>): Promise<Result> {
    this.#users += 1;
    try {
      return await work(await this.#ready);
    } finally {
      this.#users -= 1;
      if (this.#isRetired) this.retire();
    }
  }

  /** Ends the process as soon as nobody uses it. */
  retire(): void {
    this.#isRetired = true;
    if (this.#users === 0) this.dispose();
  }

  /** Ends the process at once; what was asked of it fails. */
  dispose(): void {
    this.#isDisposed = true;
    this.#session?.dispose();
  }

  async #load(): Promise<Launched> {
    const { plan, earlier, onFailure } = this.#options;
    const failures: Failure[] = [...earlier];
    for (const [place, attempt] of plan.entries()) {
      try {
        const { session, loaded } = await this.#try(attempt);
        return { session, attempt, loaded, model: this.#modelOf(loaded, failures) };
      } catch (error) {
        this.#session?.dispose();
        if (!isSearchError(error) || this.#isDisposed || place === plan.length - 1 || !isPassedOver(attempt, error)) throw error;
        failures.push({ ...attempt, error });
        onFailure({ ...attempt, error });
      }
    }
    throw new SearchError('modelMissing', 'there is nothing to load');
  }

  async #try(attempt: Attempt): Promise<Pick<Launched, 'session' | 'loaded'>> {
    const { missing, start, check } = this.#options;
    const absent = await missing(attempt.device);
    if (absent !== undefined) throw new SearchError('deviceUnavailable', absent);
    if (this.#isDisposed) throw new SearchError('modelCrashed', 'the model process was ended');
    const session = start(attempt);
    this.#session = session;
    const loaded = await session.loaded;
    if (isAccelerator(attempt.device)) await check(session, attempt);
    return { session, loaded };
  }

  #modelOf({ id, device, precision }: LoadedMessage, failures: readonly Failure[]): RerankerModel {
    return { id, device, precision, notice: this.#options.asked === 'auto' ? undefined : noticeOf(device, precision, failures) };
  }
}

/** The processor's own failures are the model's, and no other device mends them; except that there may be no native runtime. */
function isPassedOver({ device }: Attempt, { code }: SearchError): boolean {
  return isAccelerator(device) || code === 'deviceUnavailable';
}

/** Why what runs is not what was asked for, in one line. */
function noticeOf(device: string, precision: string, failures: readonly Failure[]): string | undefined {
  const same = failures.findLast((failure) => failure.device === device);
  if (same !== undefined) return `${same.precision} does not work on ${device}: ${reasonOf(same.error)}; using ${precision}`;
  const last = failures.at(-1);
  return last && `${last.device} unavailable: ${reasonOf(last.error)}; using ${device}`;
}

/** More of it is for the log. */
const MAX_REASON_CHARACTERS = 300;

/** The runtime's own words on one line, without the places in its sources that it puts before them, and those in ours that Node puts behind. */
export function reasonOf({ detail }: SearchError): string {
  const words = detail.trim().replaceAll(/\s+/g, ' ').replace(/^\S*\/onnxruntime\S+:\d+ .* was false\. /, '').replace(/ Require stack: .*$/, '');
  return words.length > MAX_REASON_CHARACTERS ? `${words.slice(0, MAX_REASON_CHARACTERS)}…` : words;
}
