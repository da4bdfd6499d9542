import { CrossEncoder, runtimeVersion } from './crossEncoder.ts';
import { failureOf, ModelFailure } from './failure.ts';
import { isHostMessage } from './protocol.ts';
import type { HostMessage, LoadMessage, ModelMessage, ScoreMessage } from './protocol.ts';

/** Answers the messages of one host: one model at a time, one request after the other. */
export class ModelServer {
  readonly #send: (message: ModelMessage) => void;
  readonly #threads: number;
  /** Requests taken on and not cancelled. */
  readonly #wanted = new Set<number>();
  #encoder: CrossEncoder | undefined;
  /** The work taken on so far; never rejects. */
  #work: Promise<void> = Promise.resolve();

  constructor(send: (message: ModelMessage) => void, threads: number) {
    this.#send = send;
    this.#threads = threads;
  }

  /** Takes a message on; what the protocol does not know is passed over. A cancel overtakes the work that waits. */
  receive(message: unknown): void {
    if (!isHostMessage(message)) return;
    if (message.type === 'cancel') {
      this.#wanted.delete(message.requestId);
      return;
    }
    const requestId = message.type === 'score' ? message.requestId : undefined;
    if (requestId !== undefined) this.#wanted.add(requestId);
    const run = (): Promise<void> =>
      this.#answer(message).catch((error: unknown) => {
        const { code, message: detail } = failureOf(error, 'modelCrashed');
        this.#send({ type: 'failed', ...(requestId !== undefined && { requestId }), code, detail });
      });
    this.#work = this.#work.then(run);
  }

  #answer(message: Exclude<HostMessage, { type: 'cancel' }>): Promise<void> {
    return message.type === 'load' ? this.#load(message) : this.#score(message);
  }

  async #load({ id, folder, device, precision, threads = this.#threads }: LoadMessage): Promise<void> {
    const start = performance.now();
    await this.#encoder?.dispose();
    this.#encoder = undefined;
    this.#encoder = await CrossEncoder.load({ folder, device, precision, threads });
    const { rss: memory } = process.memoryUsage();
    this.#send({ type: 'loaded', id, device, precision, ms: performance.now() - start, threads, memory, runtime: runtimeVersion() });
  }

  async #score({ requestId, query, passages, limits }: ScoreMessage): Promise<void> {
    if (this.#encoder === undefined) throw new ModelFailure('modelMissing', 'no model is loaded');
    if (this.#wanted.has(requestId)) {
      for await (const scores of this.#encoder.score(query, passages, limits)) {
        this.#send({ type: 'scores', requestId, scores });
        if (!this.#wanted.has(requestId)) break;
      }
    }
    this.#wanted.delete(requestId);
    this.#send({ type: 'done', requestId });
  }
}
