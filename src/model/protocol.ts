/**
 * THE contract between the extension or command line (host) and the model process. A message is a line of JSON: the host writes
 * to the process's standard input, whose end means that the host has gone; the process writes to the pipe ANSWER_PIPE.
 * Not the IPC of Node: there, bytes that are no message are an exception in the host that nobody can catch.
 * The process says `hello` once; each `load` is answered by `loaded` or a `failed` without request id; each `score` by any
 * number of `scores` and then one `done` or `failed`, also when it was cancelled. Messages are worked off in their order.
 */

/** File descriptor of the process that it answers on; standard output is left to libraries that print. */
export const ANSWER_PIPE = 3;

/** Raised with every change of a message: a host and a process of different versions do not talk. */
export const PROTOCOL_VERSION = 3;

/** What a model can run on, by the names of ONNX Runtime's execution providers. */
export const deviceNames = ['cpu', 'webgpu', 'cuda', 'dml', 'coreml', 'wasm'] as const;
export type Device = (typeof deviceNames)[number];

/** Device setting; what really runs is in `loaded`. */
export type DeviceSetting = 'auto' | Device;

/** Limits of one (query, passage) pair, in tokens of the model. */
export interface PairLimits {
  /** Longest pair, special tokens included. A model with fewer positions lowers it. */
  readonly maxLength: number;
  /** Longest query; what is above is cut off. */
  readonly maxQuery: number;
  /** Windows that a passage too long for one pair is scored in; 1 truncates it. */
  readonly maxWindows: number;
  /** Tokens that a window shares with the one before it. */
  readonly overlap: number;
  /** Pairs of one batch; chosen by the tokens of the batch where absent. */
  readonly batchPairs?: number;
}

export interface LoadMessage {
  readonly type: 'load';
  readonly id: string;
  /** Absolute path of the model's folder. */
  readonly folder: string;
  /** The process loads on this one or fails: which one to try next is the host's to say, for a device may take the process with it. */
  readonly device: Device;
  /** Which ONNX file: fp32, fp16, q8, ... */
  readonly precision: string;
  /** Threads of the CPU; chosen by the process where absent. */
  readonly threads?: number;
}

export interface ScoreMessage {
  readonly type: 'score';
  readonly requestId: number;
  readonly query: string;
  readonly passages: readonly string[];
  readonly limits: PairLimits;
}

export interface CancelMessage {
  readonly type: 'cancel';
  readonly requestId: number;
}

export type HostMessage = LoadMessage | ScoreMessage | CancelMessage;

export interface HelloMessage {
  readonly type: 'hello';
  readonly version: number;
}

export interface LoadedMessage {
  readonly type: 'loaded';
  readonly id: string;
  readonly device: Device;
  readonly precision: string;
  /** Milliseconds that loading took. */
  readonly ms: number;
  /** Threads on the processor. */
  readonly threads: number;
  /** Resident memory of the process, in bytes. */
  readonly memory: number;
  /** Package and version of the runtime. */
  readonly runtime: string;
}

export interface ScoresMessage {
  readonly type: 'scores';
  readonly requestId: number;
  readonly scores: readonly { readonly index: number; readonly logit: number }[];
}

export interface DoneMessage {
  readonly type: 'done';
  readonly requestId: number;
}

export interface FailedMessage {
  readonly type: 'failed';
  /** Absent where loading failed. */
  readonly requestId?: number;
  readonly code: FailureCode;
  readonly detail: string;
}

/** What the process can report; each is a SearchErrorCode too. */
export type FailureCode = 'modelMissing' | 'modelInvalid' | 'modelUnsupported' | 'modelCrashed' | 'outOfMemory' | 'deviceUnavailable';

export type ModelMessage = HelloMessage | LoadedMessage | ScoresMessage | DoneMessage | FailedMessage;

/** A message as it goes over the wire. */
export function lineOf(message: HostMessage | ModelMessage): string {
  return `${JSON.stringify(message)}\n`;
}

/** Puts lines together again, however a stream cuts them. */
export class LineReader {
  readonly #maxCharacters: number;
  #rest = '';

  /** @param maxCharacters longest line that is waited for */
  constructor(maxCharacters: number) {
    this.#maxCharacters = maxCharacters;
  }

  /** @returns what the lines that ended hold, in their order; undefined for one that is no JSON, and for one that is too long */
  push(text: string): unknown[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    const values = lines.map(parsed);
    if (this.#rest.length <= this.#maxCharacters) return values;
    this.#rest = '';
    return [...values, undefined];
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

type Check = (value: unknown) => boolean;
type Shape = Readonly<Record<string, Check>>;

const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const oneOf = (...names: readonly string[]): Check => (value) => names.some((name) => name === value);
const optional = (check: Check): Check => (value) => value === undefined || check(value);
const listOf = (check: Check): Check => (value) => Array.isArray(value) && value.every(check);
const shapeOf = (shape: Shape): Check => (value) => isRecord(value) && Object.entries(shape).every(([key, check]) => check(value[key]));

const hostShapes: Readonly<Record<HostMessage['type'], Check>> = {
  load: shapeOf({
    id: isText,
    folder: isText,
    device: oneOf(...deviceNames),
    precision: isText,
    threads: optional(isCount),
  }),
  score: shapeOf({
    requestId: isCount,
    query: isText,
    passages: listOf(isText),
    limits: shapeOf({ maxLength: isCount, maxQuery: isCount, maxWindows: isCount, overlap: isCount, batchPairs: optional(isCount) }),
  }),
  cancel: shapeOf({ requestId: isCount }),
};

const modelShapes: Readonly<Record<ModelMessage['type'], Check>> = {
  hello: shapeOf({ version: isCount }),
  loaded: shapeOf({ id: isText, device: oneOf(...deviceNames), precision: isText, ms: isNumber, threads: isCount, memory: isCount, runtime: isText }),
  scores: shapeOf({ requestId: isCount, scores: listOf(shapeOf({ index: isCount, logit: isNumber })) }),
  done: shapeOf({ requestId: isCount }),
  failed: shapeOf({
    requestId: optional(isCount),
    code: oneOf('modelMissing', 'modelInvalid', 'modelUnsupported', 'modelCrashed', 'outOfMemory', 'deviceUnavailable'),
    detail: isText,
  }),
};

/** True for a message that a host may send. */
export function isHostMessage(value: unknown): value is HostMessage {
  return matches(hostShapes, value);
}

/** True for a message that the model process may send. */
export function isModelMessage(value: unknown): value is ModelMessage {
  return matches(modelShapes, value);
}

function matches(shapes: Readonly<Record<string, Check>>, value: unknown): boolean {
  if (!isRecord(value) || typeof value['type'] !== 'string') return false;
  return Object.hasOwn(shapes, value['type']) && shapes[value['type']]?.(value) === true;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
