import { isAbort } from '../engine/errors.ts';
import type { Clock, Logger, Passage, PassageScore, Reranker, RerankerModel } from '../engine/types.ts';
import { offeredText } from './offeredText.ts';
import type { RerankServerOptions } from './rerankExchange.ts';
import { hostOf, RerankServer } from './rerankServer.ts';
import type { RerankAddress } from './rerankServer.ts';

export interface RemoteRerankerOptions extends RerankServerOptions {
  /** Does the work where there is no server, where it may not be used and where it fails. */
  readonly local: Reranker;
  /** Read anew for every search; an empty `url` is no server. */
  readonly address: () => RerankAddress;
  /** True where the user agreed that snippets are sent to this address. Never asks: nothing waits for an answer. */
  readonly isAllowed: (address: RerankAddress) => boolean;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A server that failed is left alone for so long. Milliseconds. */
const REST_MS = 60_000;

/** Reranker on a server, with the local one behind it. The scores of one search are all of one model: they do not compare otherwise. */
export class RemoteReranker implements Reranker {
  readonly #options: RemoteRerankerOptions;
  #server: { readonly key: string; readonly server: RerankServer } | undefined;
  #rest: { readonly key: string; readonly until: number; readonly reason: string } | undefined;
  #model: RerankerModel | undefined;

  constructor(options: RemoteRerankerOptions) {
    this.#options = options;
  }

  get model(): RerankerModel | undefined {
    return this.#model;
  }

  async *score(query: string, passages: readonly Passage[], signal: AbortSignal): AsyncGenerator<readonly PassageScore[], void, undefined> {
    const address = this.#options.address();
    if (passages.length === 0) return;
    let notice: string | undefined;
    if (address.url !== '' && this.#options.isAllowed(address)) {
      const answer = await this.#ask(address, query, passages, signal);
      if ('logits' in answer) {
        yield answer.logits.map((logit, index) => ({ index, logit }));
        return;
      }
      notice = answer.notice;
    }
    for await (const batch of this.#options.local.score(query, passages, signal)) {
      this.#setLocal(notice);
      yield batch;
    }
  }

  /** Forgets that a server failed: for changed settings, and for whoever tries again on purpose. */
  reset(): void {
    this.#server = undefined;
    this.#rest = undefined;
  }

  async #ask(address: RerankAddress, query: string, passages: readonly Passage[], signal: AbortSignal): Promise<{ readonly logits: number[] } | { readonly notice: string }> {
    const key = JSON.stringify(address);
    const host = hostOf(address.url) ?? address.url;
    const { clock, log } = this.#options;
    if (this.#rest?.key === key && clock() < this.#rest.until) return { notice: noticeOf(host, this.#rest.reason) };
    if (this.#server?.key !== key) this.#server = { key, server: new RerankServer(address, this.#options) };
    try {
      const logits = await this.#server.server.logits(query, passages.map(offeredText), signal);
      this.#rest = undefined;
      this.#model = { id: address.model === '' ? 'reranker' : address.model, device: 'server', precision: '', server: host };
      return { logits };
    } catch (error) {
      if (isAbort(error)) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      log.warn(`The server ${host} failed: ${reason}`);
      this.#rest = { key, until: clock() + REST_MS, reason };
      return { notice: noticeOf(host, reason) };
    }
  }

  #setLocal(notice: string | undefined): void {
    const { model } = this.#options.local;
    this.#model = model && (notice === undefined ? model : { ...model, notice });
  }
}

function noticeOf(host: string, reason: string): string {
  return `server ${host} unavailable: ${reason}; using the model on this machine`;
}
