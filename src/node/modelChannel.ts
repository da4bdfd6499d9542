import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SearchError } from '../engine/errors.ts';
import { isModelMessage, PROTOCOL_VERSION } from '../model/protocol.ts';
import type { HelloMessage, HostMessage, ModelMessage } from '../model/protocol.ts';

/** Characters of the process's last words that an error quotes. */
const STDERR_TAIL = 2000;

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
  #stderr = '';
  #isOpen = true;

  /**
   * @param helloMs how long it may take to say hello
   */
  constructor({ entry, runtimeFolder }: ModelEntry, helloMs: number, events: ModelChannelEvents) {
    this.#events = events;
    this.#child = fork(entry, runtimeFolder === undefined ? [] : [runtimeFolder], {
      // No debugger flags, loaders or options of the host; its own folder, so that no library is found in a workspace.
      execArgv: [],
      env: environment(),
      cwd: path.dirname(entry),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      windowsHide: true,
    } as Parameters<typeof fork>[2]);
    this.#helloTimer = setTimeout(() => this.#end(new SearchError('modelTimeout', `no hello within ${helloMs} ms`)), helloMs);
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_TAIL);
    });
    this.#child.on('message', (message: unknown) => this.#receive(message));
    this.#child.on('error', (error) => this.#end(new SearchError('modelCrashed', error.message, { cause: error })));
    this.#child.on('close', (code, signal) => this.#end(this.#crash(`ended with ${signal ?? `exit code ${code}`}`), signal ?? undefined));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Messages to a process that has just died are lost; `onEnd` tells. */
  send(message: HostMessage): void {
    if (this.#isOpen && this.#child.connected) this.#child.send(message, () => undefined);
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
    // `close` of the process itself does not come after a disconnect; that of its stderr does.
    const closed = stderr === null || stderr.closed ? Promise.resolve() : once(stderr, 'close', { signal: heard.signal });
    if (this.#child.connected) this.#child.disconnect();
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
