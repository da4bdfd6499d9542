import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { SearchError } from '../engine/errors.ts';
import { ANSWER_PIPE, isModelMessage, lineOf, LineReader, PROTOCOL_VERSION } from '../model/protocol.ts';
import type { HelloMessage, HostMessage, ModelMessage } from '../model/protocol.ts';

/** Characters of the process's last words that an error quotes. */
const STDERR_TAIL = 2000;

/** Longest line of an answer, in characters: one batch's scores take some hundreds. */
const MAX_LINE = 1_000_000;

/** What to start. */
export interface ModelEntry {
  /** The bundle of the process. */
  readonly entry: string;
  /** Absolute path of a folder with another native runtime than the packaged one. */
  readonly runtimeFolder?: string | undefined;
}

/** A process that is to end by itself has this long. */
const LEAVE_MS = 1000;

export interface ModelChannelEvents {
  readonly onMessage: (message: Exclude<ModelMessage, HelloMessage>) => void;
  /** Called once, unless the channel was closed: `modelCrashed`, with the signal where one ended the process, `modelTimeout` (no hello) or `protocolMismatch`. */
  readonly onEnd: (error: SearchError, signal?: NodeJS.Signals) => void;
}

/** One process and its wire. Whatever comes over it is checked; garbage ends it. */
export class ModelChannel {
  readonly #child: ChildProcess;
  readonly #events: ModelChannelEvents;
  readonly #helloTimer: NodeJS.Timeout;
  readonly #answers = new LineReader(MAX_LINE);
  #stderr = '';
  #isOpen = true;

  /**
   * @param helloMs how long it may take to say hello
   */
  constructor({ entry, runtimeFolder }: ModelEntry, helloMs: number, events: ModelChannelEvents) {
    this.#events = events;
    // None of the host's debugger flags, loaders or options; a folder of its own, so that no library is found in a workspace.
    this.#child = spawn(process.execPath, runtimeFolder === undefined ? [entry] : [entry, runtimeFolder], {
      env: environment(),
      cwd: path.dirname(entry),
      stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    this.#helloTimer = setTimeout(() => this.#end(new SearchError('modelTimeout', `no hello within ${helloMs} ms`)), helloMs);
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_TAIL);
    });
    const answers = this.#child.stdio[ANSWER_PIPE] as Readable | undefined;
    answers?.setEncoding('utf8').on('data', (text: string) => {
      for (const message of this.#answers.push(text)) this.#receive(message);
    });
    // A pipe that breaks is a process that has gone, and `close` tells that.
    for (const pipe of [this.#child.stdin, answers]) pipe?.on('error', () => undefined);
    this.#child.on('error', (error) => this.#end(new SearchError('modelCrashed', error.message, { cause: error })));
    this.#child.on('close', (code, signal) => this.#end(this.#crash(`ended with ${signal ?? `exit code ${code}`}`), signal ?? undefined));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Messages to a process that has just died are lost; `onEnd` tells. */
  send(message: HostMessage): void {
    if (this.#isOpen) this.#child.stdin?.write(lineOf(message));
  }

  /** Ends the process at once and says nothing more. */
  close(): void {
    this.#isOpen = false;
    clearTimeout(this.#helloTimer);
    this.#child.kill('SIGKILL');
  }

  /**
   * Lets the process end by itself, as it does without a host, to hear what the runtime has still to say.
   * @returns the end of what it wrote to stderr
   */
  async leave(): Promise<string> {
    this.#isOpen = false;
    clearTimeout(this.#helloTimer);
    const heard = new AbortController();
    const { stderr } = this.#child;
    const closed = stderr === null || stderr.closed ? Promise.resolve() : once(stderr, 'close', { signal: heard.signal });
    this.#child.stdin?.end();
    await Promise.race([closed, sleep(LEAVE_MS, undefined, { signal: heard.signal })]).finally(() => heard.abort());
    this.#child.kill('SIGKILL');
    return this.#stderr.trim();
  }

  /** Ends the process at once, as a crash with this reason. */
  crash(reason: string): void {
    this.#end(this.#crash(reason));
  }

  #receive(message: unknown): void {
    if (!this.#isOpen) return;
    if (!isModelMessage(message)) {
      this.crash('sent something that is no message');
    } else if (message.type !== 'hello') {
      this.#events.onMessage(message);
    } else if (message.version === PROTOCOL_VERSION) {
      clearTimeout(this.#helloTimer);
    } else {
      this.#end(new SearchError('protocolMismatch', `the process speaks version ${message.version}, not ${PROTOCOL_VERSION}`));
    }
  }

  #end(error: SearchError, signal?: NodeJS.Signals): void {
    if (!this.#isOpen) return;
    this.close();
    this.#events.onEnd(error, signal);
  }

  #crash(reason: string): SearchError {
    return new SearchError('modelCrashed', [`the model process ${reason}`, this.#stderr.trim()].filter(Boolean).join('\n'));
  }
}

/** Electron's binary must run as plain Node, and nothing may inject code into it. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...rest } = process.env;
  return { ...rest, ELECTRON_RUN_AS_NODE: '1' };
}
