import { abortError, throwIfAborted } from '../engine/errors.ts';
import { areRaw, endpointShapes, logitOf, scoresOf, wireShapes } from './rerankShapes.ts';
import type { EndpointShape, WireShape } from './rerankShapes.ts';

/** A server that reranks, as the settings name it. */
export interface RerankAddress {
  /** http or https: of the server, or of the very path to ask. */
  readonly url: string;
  /** `auto`: found out by asking. */
  readonly shape: 'auto' | EndpointShape;
  /** Sent where the server has several; may be empty. */
  readonly model: string;
}

export interface RerankServerOptions {
  /** Sent as a bearer token, to this server only. */
  readonly key: () => Promise<string | undefined>;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<unknown>;
  readonly limits?: RerankLimits;
}

export interface RerankLimits {
  /** Milliseconds until an answer is there in full. */
  readonly answerMs: number;
  /** Waits before an overloaded or unreachable server is asked again, in milliseconds. */
  readonly retryMs: readonly number[];
  /** Texts of one request. Text Embeddings Inference takes 32 unless told otherwise. */
  readonly batchTexts: number;
}

export const rerankLimits: RerankLimits = { answerMs: 15_000, retryMs: [200, 800], batchTexts: 32 };

/** Requests under way at once. */
const PARALLEL = 4;
/** An answer holds an index and a number for each text; a larger one is not read. */
const MAX_ANSWER_BYTES = 1_000_000;
/** What is sent of a text at most, in characters; rerankers read 512 tokens or a few thousand. */
const MAX_TEXT_CHARACTERS = 6000;
/** A text this short is not what a server refuses. */
const MIN_TEXT_CHARACTERS = 500;
/** A server that asks for more patience is not waited for. Milliseconds. */
const MAX_WAIT_MS = 5000;

/** Overloaded, or behind a gateway that does not reach it: worth another try. */
const passing = new Set([429, 502, 503, 504]);
/** Asked in the wrong way, for too much at once, or with too long a text. */
const refused = new Set([400, 413, 422]);
/** Nothing here that understands this way of asking. */
const absent = new Set([404, 405, ...refused]);

/** Two texts of which one answers: to find out how a server is asked, and whether its scores are logits. Nothing of the user's is in it. */
const sample = { query: 'what is panda?', texts: ['hi', 'The giant panda is a bear species endemic to China.'] } as const;

/** Why a server cannot be used now, in words for people. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  /** HTTP status; undefined where there was no answer. */
  readonly status: number | undefined;

  constructor(message: string, status?: number, options?: { cause?: unknown }) {
    super(message, options);
    this.status = status;
  }
}

interface Found {
  readonly url: string;
  readonly shape: WireShape;
  readonly isRaw: boolean;
}

/** One server that reranks over HTTP. Its answers are checked; what is not as it should be is an error. */
export class RerankServer {
  readonly #address: RerankAddress;
  readonly #options: RerankServerOptions;
  readonly #limits: RerankLimits;
  #found: Promise<Found> | undefined;

  constructor(address: RerankAddress, options: RerankServerOptions) {
    this.#address = address;
    this.#options = options;
    this.#limits = options.limits ?? rerankLimits;
  }

  /**
   * Logits of texts, in their order.
   * @throws ServerError where not every text got a score; AbortError
   */
  async logits(query: string, texts: readonly string[], signal: AbortSignal): Promise<number[]> {
    const { url, shape, isRaw } = await this.#find(signal);
    const { batchTexts } = this.#limits;
    const batches = Array.from({ length: Math.ceil(texts.length / batchTexts) }, (_, place) => texts.slice(place * batchTexts, (place + 1) * batchTexts).map((text) => text.slice(0, MAX_TEXT_CHARACTERS)));
    const scores: number[] = [];
    for (let start = 0; start < batches.length; start += PARALLEL) {
      const answers = await Promise.all(batches.slice(start, start + PARALLEL).map((batch) => this.#batch(url, shape, query, batch, signal)));
      scores.push(...answers.flat());
    }
    return isRaw || areRaw(scores) ? scores : scores.map(logitOf);
  }

  /** Found out once; what failed is tried anew with the next search. */
  #find(signal: AbortSignal): Promise<Found> {
    this.#found ??= this.#detect(signal).catch((error: unknown) => {
      this.#found = undefined;
      throw error;
    });
    return this.#found;
  }

  async #detect(signal: AbortSignal): Promise<Found> {
    const problems: string[] = [];
    for (const [url, shape] of candidatesOf(this.#address)) {
      try {
        const scores = await this.#ask(url, shape, sample.query, sample.texts, signal);
        return { url, shape, isRaw: shape.isRaw || areRaw(scores) };
      } catch (error) {
        if (!(error instanceof ServerError) || error.status === undefined || !(absent.has(error.status) || error.status === 200)) throw error;
        problems.push(`${new URL(url).pathname}: ${error.message}`);
      }
    }
    throw new ServerError(`no known way of reranking (${problems.join('; ')})`);
  }

  /** What a server refuses whole is asked in halves, of the list and then of the text. */
  async #batch(url: string, shape: WireShape, query: string, texts: readonly string[], signal: AbortSignal): Promise<number[]> {
    try {
      return await this.#ask(url, shape, query, texts, signal);
    } catch (error) {
      if (!(error instanceof ServerError) || error.status === undefined || !refused.has(error.status)) throw error;
      const [only = ''] = texts;
      if (texts.length > 1) {
        const half = Math.ceil(texts.length / 2);
        return [...(await this.#batch(url, shape, query, texts.slice(0, half), signal)), ...(await this.#batch(url, shape, query, texts.slice(half), signal))];
      }
      if (only.length < MIN_TEXT_CHARACTERS) throw error;
      return this.#batch(url, shape, query, [only.slice(0, only.length / 2)], signal);
    }
  }

  /** One request, again after a while where that may help. */
  async #ask(url: string, shape: WireShape, query: string, texts: readonly string[], signal: AbortSignal): Promise<number[]> {
    const body = JSON.stringify(shape.bodyOf(query, texts, this.#address.model));
    for (let attempt = 0; ; attempt += 1) {
      throwIfAborted(signal);
      const response = await this.#send(url, body, signal).catch((error: unknown) => this.#unreachable(error, signal));
      if (response instanceof ServerError) {
        const waitMs = this.#limits.retryMs[attempt];
        if (waitMs === undefined) throw response;
        await this.#options.wait(waitMs, signal);
        continue;
      }
      const { status, text, waitMs: asked } = response;
      const waitMs = asked ?? this.#limits.retryMs[attempt];
      if (passing.has(status) && attempt < this.#limits.retryMs.length && waitMs !== undefined && waitMs <= MAX_WAIT_MS) {
        await this.#options.wait(waitMs, signal);
        continue;
      }
      if (status !== 200) throw new ServerError(meaningOf(status), status);
      const scores = scoresOf(shape, parsed(text), texts.length);
      if (scores === undefined) throw new ServerError('its answer is not one score for each text', status);
      return scores;
    }
  }

  async #send(url: string, body: string, signal: AbortSignal): Promise<{ status: number; text: string; waitMs: number | undefined }> {
    const key = await this.#options.key();
    const limit = AbortSignal.timeout(this.#limits.answerMs);
    const response = await this.#options.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...(key !== undefined && { authorization: `Bearer ${key}` }) },
      body,
      // Snippets and key go to the address that was agreed to, and to no other.
      redirect: 'manual',
      signal: AbortSignal.any([signal, limit]),
    });
    const seconds = Number(response.headers.get('retry-after') ?? NaN);
    return { status: response.status, text: await textOf(response), waitMs: Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : undefined };
  }

  /** @returns the error where another try may help @throws the others */
  #unreachable(error: unknown, signal: AbortSignal): ServerError {
    if (signal.aborted) throw abortError();
    if (error instanceof ServerError) throw error;
    if (error instanceof Error && error.name === 'TimeoutError') throw new ServerError(`no answer within ${this.#limits.answerMs / 1000} s`, undefined, { cause: error });
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    return new ServerError(`it cannot be reached: ${cause}`, undefined, { cause: error });
  }
}

/** What is shown to people of an address: no path, no user name. @returns undefined where it is no http or https address */
export function hostOf(url: string): string | undefined {
  const parsedUrl = URL.canParse(url) ? new URL(url) : undefined;
  return parsedUrl !== undefined && /^https?:$/.test(parsedUrl.protocol) ? parsedUrl.host : undefined;
}

/** Addresses and ways to ask there, likeliest first. @throws ServerError where the address is none */
function candidatesOf({ url, shape }: RerankAddress): (readonly [string, WireShape])[] {
  if (hostOf(url) === undefined) throw new ServerError(`'${url}' is no http or https address`);
  const shapes = (shape === 'auto' ? endpointShapes : [shape]).map((name) => wireShapes[name]);
  const given = new URL(url);
  const path = given.pathname.replace(/\/+$/, '');
  const whole = shapes.filter(({ endings }) => endings.some((ending) => path.endsWith(ending)));
  const at = (pathname: string): string => Object.assign(new URL(given), { pathname }).href;
  if (whole.length > 0) return whole.map((one) => [at(path), one] as const);
  // Addresses of servers are often given with the version of their API.
  const base = path.replace(/\/v\d+$/, '');
  return shapes.flatMap((one) => one.paths.map((below) => [at(`${base}${below}`), one] as const));
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    // Leaving the loop lets go of the connection.
    if (size > MAX_ANSWER_BYTES) throw new ServerError('its answer is too large', response.status);
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function meaningOf(status: number): string {
  if (status === 401 || status === 403) return `it wants another key (HTTP ${status})`;
  if (passing.has(status)) return `it is overloaded or not ready (HTTP ${status})`;
  if (status >= 300 && status < 400) return `it sends requests elsewhere (HTTP ${status}), where nothing is sent`;
  return `it refused the request (HTTP ${status})`;
}
