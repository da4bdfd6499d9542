import { fastestOf } from '../engine/deviceReport.ts';
import type { DeviceTrial, TrialOutcome } from '../engine/deviceReport.ts';
import { isAbort, isSearchError, SearchError, throwIfAborted } from '../engine/errors.ts';
import type { Precision } from '../engine/modelCatalogue.ts';
import type { Clock, Logger } from '../engine/types.ts';
import type { Device } from '../model/protocol.ts';
import { checkLogits, disagreement, pairsPerSecond } from './deviceCheck.ts';
import type { DeviceMemory, DeviceRecord } from './deviceMemory.ts';
import { attemptsOn, isAccelerator, processorsOf } from './devicePlan.ts';
import type { Attempt } from './devicePlan.ts';
import { precisionsIn } from './modelFolders.ts';
import { reasonOf } from './modelLaunch.ts';
import type { ModelSession } from './modelSession.ts';
import { keyOf } from './triedModel.ts';
import type { TriedModel } from './triedModel.ts';

/** Findings older than this are made anew: drivers change. */
const MAX_AGE_MS = 30 * 24 * 60 * 60 * 1000;

export interface DeviceTrialsOptions {
  /** Devices of this platform in the order in which they are tried, the processor last. */
  readonly offered: readonly Device[];
  readonly memory: DeviceMemory | undefined;
  /** Starts a process for one attempt. */
  readonly start: (model: TriedModel, attempt: Attempt) => ModelSession;
  /** Why a device cannot even be tried; undefined where it can. */
  readonly missing: (device: Device, model: TriedModel) => Promise<string | undefined>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Finds out what the devices of this machine do with a model, and keeps it. A name is never trusted: each is loaded, checked and timed. */
export class DeviceTrials {
  readonly #options: DeviceTrialsOptions;

  constructor(options: DeviceTrialsOptions) {
    this.#options = options;
  }

  get offered(): readonly Device[] {
    return this.#options.offered;
  }

  /** What was found out before; undefined where nothing was, or the model's files are others now. */
  async recall(model: TriedModel): Promise<DeviceRecord | undefined> {
    return this.#options.memory?.recall(await keyOf(model));
  }

  /** True where a record says what is so today, as far as can be told. */
  isFresh(record: DeviceRecord | undefined, runtime: string | undefined): boolean {
    return record !== undefined && (runtime === undefined || record.runtime === runtime) && Date.now() - Date.parse(record.triedAt) < MAX_AGE_MS;
  }

  /**
   * Tries every device, each in a process of its own, and remembers what came of it.
   * @param onTrial told each finding as it comes
   * @throws SearchError where neither the processor nor WebAssembly can do it; AbortError
   */
  async run(model: TriedModel, signal: AbortSignal, onTrial: (trial: DeviceTrial) => void = () => undefined): Promise<DeviceRecord> {
    const available = await precisionsIn(model.folder);
    const trials: DeviceTrial[] = [];
    const add = (trial: DeviceTrial): void => {
      trials.push(trial);
      this.#options.log.debug(`Device tried: ${JSON.stringify(trial)}`);
      onTrial(trial);
    };
    const first = await this.#tryProcessors(model, available, add, signal);
    const references = new Map<Precision, readonly number[]>([[first.precision, first.logits]]);
    for (const device of this.#options.offered.filter(isAccelerator)) {
      const missing = await this.#options.missing(device, model);
      if (first.problem !== undefined) add({ device, precision: '', outcome: 'failed', reason: first.problem });
      else if (missing !== undefined) add({ device, precision: '', outcome: 'absent', reason: missing });
      else await this.#tryDevice(model, attemptsOn(device, model.precision, available), references, add, signal);
    }
    const record: DeviceRecord = {
      key: await keyOf(model),
      runtime: first.runtime,
      triedAt: new Date().toISOString(),
      trials,
      references: Object.fromEntries(references),
    };
    await this.#options.memory?.remember(record);
    return record;
  }

  /** The check pairs' logits of one file on the processor: remembered, or scored there now. @throws SearchError; AbortError */
  async reference(model: TriedModel, precision: Precision, signal: AbortSignal): Promise<readonly number[]> {
    const record = await this.recall(model);
    const known = record?.references[precision];
    if (known !== undefined) return known;
    const { logits, runtime } = await this.#inSession(model, { device: this.#processor, precision }, signal, async (session) => ({ logits: await checkLogits(session, signal), runtime: (await session.loaded).runtime }));
    const { triedAt, trials, references } = record ?? { triedAt: new Date(0).toISOString(), trials: [], references: {} };
    await this.#options.memory?.remember({ key: await keyOf(model), runtime, triedAt, trials, references: { ...references, [precision]: logits } });
    return logits;
  }

  /** Takes back that a device works: it failed in use. */
  async takeBack(model: TriedModel, { device, precision }: Attempt, error: SearchError): Promise<void> {
    const record = await this.recall(model);
    if (record === undefined) return;
    const trials = record.trials.map((trial) => (trial.device === device && trial.precision === precision ? { device, precision, outcome: outcomeOf(error), reason: reasonOf(error) } : trial));
    await this.#options.memory?.remember({ ...record, trials });
  }

  get #processor(): Device {
    return this.#options.offered.at(-1) ?? 'cpu';
  }

  /**
   * The processor, or WebAssembly where the native runtime cannot be loaded.
   * @returns what the one that works has done, and the problem of the runtime, with which no accelerator works either
   */
  async #tryProcessors(model: TriedModel, available: readonly Precision[], add: (trial: DeviceTrial) => void, signal: AbortSignal) {
    const attempts = processorsOf(this.#options.offered).flatMap((device) => attemptsOn(device, model.precision, available));
    let problem: string | undefined;
    for (const [place, attempt] of attempts.entries()) {
      try {
        const { trial, logits, runtime } = await this.#measure(model, attempt, () => Promise.resolve(undefined), signal);
        add(trial);
        return { precision: attempt.precision, logits, runtime, problem };
      } catch (error) {
        if (!isSearchError(error) || error.code !== 'deviceUnavailable' || place === attempts.length - 1) throw error;
        problem = reasonOf(error);
        add({ ...attempt, outcome: 'failed', reason: problem });
      }
    }
    throw new SearchError('modelMissing', `${model.folder} has no file of this precision`);
  }

  /** The first precision that works on a device is its best; those before it are kept with what was wrong. */
  async #tryDevice(model: TriedModel, attempts: readonly Attempt[], references: Map<Precision, readonly number[]>, add: (trial: DeviceTrial) => void, signal: AbortSignal): Promise<void> {
    for (const attempt of attempts) {
      const referenceOf = async (): Promise<readonly number[]> => {
        const known = references.get(attempt.precision) ?? (await this.reference(model, attempt.precision, signal));
        references.set(attempt.precision, known);
        return known;
      };
      try {
        const { trial } = await this.#measure(model, attempt, referenceOf, signal);
        add(trial);
        return;
      } catch (error) {
        if (isAbort(error) || !isSearchError(error)) throw error;
        add({ ...attempt, outcome: outcomeOf(error), reason: reasonOf(error) });
      }
    }
  }

  /** @throws SearchError why the device is passed over; AbortError */
  async #measure(model: TriedModel, attempt: Attempt, referenceOf: () => Promise<readonly number[] | undefined>, signal: AbortSignal) {
    const reference = await referenceOf();
    return this.#inSession(model, attempt, signal, async (session) => {
      const { runtime, ms: loadMs, memory } = await session.loaded;
      const logits = await checkLogits(session, signal);
      const wrong = reference && disagreement(attempt.precision, logits, reference);
      if (wrong !== undefined) throw new DisagreementError(wrong);
      const trial: DeviceTrial = { ...attempt, outcome: 'works', pairsPerSecond: await pairsPerSecond(session, this.#options.clock, signal), loadMs, memory };
      return { trial, logits, runtime };
    });
  }

  async #inSession<Result>(model: TriedModel, attempt: Attempt, signal: AbortSignal, work: (session: ModelSession) => Promise<Result>): Promise<Result> {
    throwIfAborted(signal);
    const session = this.#options.start(model, attempt);
    const stop = (): void => session.dispose();
    signal.addEventListener('abort', stop, { once: true });
    try {
      await session.loaded;
      return await work(session);
    } catch (error) {
      throwIfAborted(signal);
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
      session.dispose();
    }
  }
}

/** A device that loads and answers, wrongly. */
export class DisagreementError extends SearchError {
  constructor(detail: string) {
    super('deviceUnavailable', detail);
  }
}

/** The fastest device of a record, where that is an accelerator. */
export function fastestAttempt(record: DeviceRecord | undefined): Attempt | undefined {
  const fastest = fastestOf(record?.trials ?? []);
  return fastest && isAccelerator(fastest.device as Device) ? { device: fastest.device as Device, precision: fastest.precision as Precision } : undefined;
}

function outcomeOf(error: SearchError): TrialOutcome {
  if (error instanceof DisagreementError) return 'disagrees';
  if (error.code === 'modelTimeout') return 'timedOut';
  return error.code === 'modelCrashed' ? 'crashed' : 'failed';
}
