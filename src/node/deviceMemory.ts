import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DeviceTrial, TrialOutcome } from '../engine/deviceReport.ts';
import type { Logger } from '../engine/types.ts';

/** What was found out about one model on one machine. */
export interface DeviceRecord {
  /** Machine, model and what else the findings depend on. */
  readonly key: string;
  /** Package and version of the runtime that they hold for. */
  readonly runtime: string;
  /** ISO 8601. */
  readonly triedAt: string;
  readonly trials: readonly DeviceTrial[];
  /** Logits of the check pairs on the processor, by precision. */
  readonly references: Readonly<Record<string, readonly number[]>>;
}

/** Records that are kept, the latest ones. */
const MAX_RECORDS = 50;
/** A larger file was not written here. */
const MAX_BYTES = 1_000_000;
const VERSION = 1;

const outcomes: readonly TrialOutcome[] = ['works', 'absent', 'failed', 'timedOut', 'crashed', 'disagrees'];

/** The findings, in one file outside any workspace. What cannot be read or is not as it should be counts as not there: all it costs is another trial. */
export class DeviceMemory {
  readonly #file: string;
  readonly #log: Logger;

  /** @param file absolute path; its folder is made when first written */
  constructor(file: string, log: Logger) {
    this.#file = file;
    this.#log = log;
  }

  async recall(key: string): Promise<DeviceRecord | undefined> {
    return (await this.#read()).find((record) => record.key === key);
  }

  /** Keeps a record in place of the one with its key. Never throws: a disk that cannot be written is logged. */
  async remember(record: DeviceRecord): Promise<void> {
    const records = [record, ...(await this.#read()).filter(({ key }) => key !== record.key)].slice(0, MAX_RECORDS);
    const draft = `${this.#file}.${process.pid}`;
    try {
      await mkdir(path.dirname(this.#file), { recursive: true });
      await writeFile(draft, JSON.stringify({ version: VERSION, records }));
      await rename(draft, this.#file);
    } catch (error) {
      this.#log.warn(`What was found out about devices could not be kept: ${String(error)}`);
    }
  }

  async #read(): Promise<readonly DeviceRecord[]> {
    try {
      const text = await readFile(this.#file, 'utf8');
      return text.length > MAX_BYTES ? [] : recordsOf(JSON.parse(text));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#log.debug(`${this.#file} cannot be read: ${String(error)}`);
      return [];
    }
  }
}

/** The records of a file's content; none where it is of another version, and none of those that are not whole. */
export function recordsOf(content: unknown): readonly DeviceRecord[] {
  if (!isObject(content) || content['version'] !== VERSION || !Array.isArray(content['records'])) return [];
  return content['records'].filter(isRecord);
}

function isRecord(value: unknown): value is DeviceRecord {
  return (
    isObject(value) &&
    isText(value['key']) &&
    isText(value['runtime']) &&
    isText(value['triedAt']) &&
    Array.isArray(value['trials']) &&
    value['trials'].every(isTrial) &&
    isObject(value['references']) &&
    Object.values(value['references']).every((logits) => Array.isArray(logits) && logits.every(Number.isFinite))
  );
}

function isTrial(value: unknown): value is DeviceTrial {
  if (!isObject(value)) return false;
  const { device, precision, outcome, reason, pairsPerSecond, loadMs, memory } = value;
  return isText(device) && isText(precision) && outcomes.some((one) => one === outcome) && (reason === undefined || isText(reason)) && [pairsPerSecond, loadMs, memory].every(isFigure);
}

function isFigure(value: unknown): boolean {
  return value === undefined || (typeof value === 'number' && value >= 0);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
