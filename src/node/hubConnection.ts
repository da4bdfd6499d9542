import { abortError, isAbort, SearchError, throwIfAborted } from '../engine/errors.ts';
import { errorOfNetwork, errorOfStatus } from './hubErrors.ts';

/** `fetch`, given in: in the extension host it is the one that knows the editor's proxy, certificates and network settings. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface HubOptions {
  /** Address of the hub or of a mirror, such as https://huggingface.co. */
  readonly address: string;
  /** Sent to the hub's own origin, to no other. */
  readonly token?: string | undefined;
  /** No request is made. */
  readonly isOffline: boolean;
  readonly fetch: Fetch;
  /** Waits, unless stopped. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<unknown>;
  readonly limits?: HubTimeLimits;
}

/** How long the hub may keep silent, in milliseconds. */
export interface HubTimeLimits {
  /** Until the head of an answer is there. */
  readonly answer: number;
  /** Between two pieces of a file; then the connection is taken to be cut. */
  readonly stall: number;
}

const standardLimits: HubTimeLimits = { answer: 30_000, stall: 60_000 };

/** An answer, and what the hub said of the file before it sent the request on to where the file lies. */
export interface HubAnswer {
  readonly response: Response;
  /** Hash of the content, by the hub's X-Linked-ETag or ETag. */
  readonly linkedEtag: string | undefined;
}

/** Times that a request is sent. Waits between them double from the first. */
const MAX_ATTEMPTS = 5;
const FIRST_WAIT_MS = 1000;

/** A server that asks for more patience than this is not waited for. */
const MAX_WAIT_MS = 60_000;

const MAX_REDIRECTS = 5;
const redirects = new Set([301, 302, 303, 307, 308]);

/** The one way to the hub: token, redirects, time limits, retries, and errors by their codes. */
export class HubConnection {
  readonly #options: HubOptions;
  readonly #origin: string;

  /** @throws SearchError `hubUnreachable` where the address is none */
  constructor(options: HubOptions) {
    this.#options = options;
    this.#origin = originOf(options.address);
  }

  /** Address without a slash at its end. */
  get address(): string {
    return this.#options.address.replace(/\/+$/, '');
  }

  get origin(): string {
    return this.#origin;
  }

  get limits(): HubTimeLimits {
    return this.#options.limits ?? standardLimits;
  }

  get wait(): HubOptions['wait'] {
    return this.#options.wait;
  }

  /**
   * GET, again after a while where that may help (no answer, 429, 5xx).
   * @returns an answer of success; 416 too, for whoever asks for a range
   * @throws SearchError `offline`, `hubUnreachable`, `proxyRefused`, `hubUnauthorized`, `hubForbidden`, `hubNotFound`, `hubBusy`, `hubFailed`; AbortError
   */
  async get(url: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<HubAnswer> {
    if (this.#options.isOffline) throw new SearchError('offline', url);
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#attempt(url, headers, signal);
      if (!('error' in outcome)) return outcome;
      const waitMs = outcome.waitMs ?? FIRST_WAIT_MS * 2 ** (attempt - 1);
      if (!outcome.isPassing || attempt === MAX_ATTEMPTS || waitMs > MAX_WAIT_MS) throw outcome.error;
      await this.#options.wait(waitMs, signal);
      throwIfAborted(signal);
    }
  }

  async #attempt(url: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<HubAnswer | { error: SearchError; isPassing: boolean; waitMs?: number }> {
    let answer: HubAnswer;
    try {
      answer = await this.#follow(url, headers, signal);
    } catch (error) {
      if (signal.aborted) throw abortError();
      if (error instanceof SearchError) throw error;
      const network = errorOfNetwork(error, url);
      return { error: network, isPassing: network.code === 'hubUnreachable' };
    }
    const { response } = answer;
    if (response.ok || response.status === 416) return answer;
    // The body of a refusal is of no use, and an unread one would hold the connection.
    await response.body?.cancel();
    const waitMs = retryAfterMs(response);
    return { error: errorOfStatus(response, url), isPassing: response.status === 429 || response.status >= 500, ...(waitMs !== undefined && { waitMs }) };
  }

  /** Redirects are followed here, one by one: the token stays with the hub's origin, and no step goes from https to http. */
  async #follow(start: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<HubAnswer> {
    let url = start;
    let linkedEtag: string | undefined;
    for (let step = 0; step <= MAX_REDIRECTS; step += 1) {
      const response = await this.#send(url, headers, signal);
      if (new URL(url).origin === this.#origin) linkedEtag = response.headers.get('x-linked-etag') ?? linkedEtag ?? response.headers.get('etag') ?? undefined;
      const location = redirects.has(response.status) ? response.headers.get('location') : null;
      if (location === null) return { response, linkedEtag };
      await response.body?.cancel();
      const next = new URL(location, url);
      const isSafe = next.protocol === 'https:' || (next.protocol === 'http:' && new URL(url).protocol === 'http:');
      if (!isSafe) throw new SearchError('hubFailed', `${url} redirects to ${next.protocol}//${next.host}, which is not encrypted`);
      url = next.href;
    }
    throw new SearchError('hubFailed', `${start} redirects more than ${MAX_REDIRECTS} times`);
  }

  async #send(url: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response> {
    const { token, fetch } = this.#options;
    const { answer } = this.limits;
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), answer);
    const isHub = new URL(url).origin === this.#origin;
    try {
      return await fetch(url, {
        headers: { ...headers, ...(isHub && token !== undefined && { authorization: `Bearer ${token}` }) },
        redirect: 'manual',
        signal: AbortSignal.any([signal, limit.signal]),
      });
    } catch (error) {
      throw isAbort(error) && !signal.aborted ? new Error(`no answer within ${answer} ms`) : error;
    } finally {
      clearTimeout(timer);
    }
  }
}

function originOf(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw new SearchError('hubUnreachable', `'${address}' is no http or https address`);
  return url.origin;
}

/** Retry-After is a number of seconds or a date. */
function retryAfterMs(response: Response): number | undefined {
  const value = response.headers.get('retry-after');
  if (value === null) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : undefined;
}
