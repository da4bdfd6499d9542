import { abortError, throwIfAborted } from '../engine/errors.ts';

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

/** An answer holds an index and a number for each text; a larger one is not read. */
const MAX_ANSWER_BYTES = 1_000_000;
/** A server that asks for more patience is not waited for. Milliseconds. */
const MAX_WAIT_MS = 5000;
/** Overloaded, or behind a gateway that does not reach it: worth another try. */
const passing = new Set([429, 502, 503, 504]);

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

interface Answer {
  readonly status: number;
  readonly text: string;
  /** What Retry-After asks for. */
  readonly waitMs: number | undefined;
}

/**
 * Sends JSON, again after a while where that may help (no connection, 429, 502, 503, 504).
 * @returns the body of an answer with status 200
 * @throws ServerError; AbortError
 */
export async function exchange(url: string, body: object, options: RerankServerOptions, signal: AbortSignal): Promise<string> {
  const { retryMs, answerMs } = options.limits ?? rerankLimits;
  for (let attempt = 0; ; attempt += 1) {
    throwIfAborted(signal);
    const answer = await send(url, body, options, signal).catch((error: unknown) => unreachable(error, answerMs, signal));
    if (!(answer instanceof ServerError) && answer.status === 200) return answer.text;
    const nextMs = waitBefore(answer, retryMs[attempt]);
    if (nextMs === undefined) throw answer instanceof ServerError ? answer : new ServerError(meaningOf(answer.status), answer.status);
    await options.wait(nextMs, signal);
  }
}

async function send(url: string, body: object, options: RerankServerOptions, signal: AbortSignal): Promise<Answer> {
  const key = await options.key();
  const limit = AbortSignal.timeout((options.limits ?? rerankLimits).answerMs);
  const response = await options.fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...(key !== undefined && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify(body),
    // Snippets and key go to the address that was agreed to, and to no other.
    redirect: 'manual',
    signal: AbortSignal.any([signal, limit]),
  });
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  return { status: response.status, text: await textOf(response), waitMs: Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : undefined };
}

/** @returns undefined where another try is of no use */
function waitBefore(answer: Answer | ServerError, ownMs: number | undefined): number | undefined {
  if (ownMs === undefined || answer instanceof ServerError) return ownMs;
  const waitMs = answer.waitMs ?? ownMs;
  return passing.has(answer.status) && waitMs <= MAX_WAIT_MS ? waitMs : undefined;
}

/** @returns the error where another try may help @throws the others */
function unreachable(error: unknown, answerMs: number, signal: AbortSignal): ServerError {
  if (signal.aborted) throw abortError();
  if (error instanceof ServerError) throw error;
  if (error instanceof Error && error.name === 'TimeoutError') throw new ServerError(`no answer within ${answerMs / 1000} s`, undefined, { cause: error });
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
  return new ServerError(`it cannot be reached: ${cause}`, undefined, { cause: error });
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

function meaningOf(status: number): string {
  if (status === 401 || status === 403) return `it wants another key (HTTP ${status})`;
  if (passing.has(status)) return `it is overloaded or not ready (HTTP ${status})`;
  if (status >= 300 && status < 400) return `it sends requests elsewhere (HTTP ${status}), where nothing is sent`;
  return `it refused the request (HTTP ${status})`;
}
