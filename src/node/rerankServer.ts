import { exchange, rerankLimits, ServerError } from './rerankExchange.ts';
import type { RerankServerOptions } from './rerankExchange.ts';
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

/** Requests under way at once. */
const PARALLEL = 4;
/** What is sent of a text at most, in characters; rerankers read 512 tokens or a few thousand. */
const MAX_TEXT_CHARACTERS = 6000;
/** A text this short is not what a server refuses. */
const MIN_TEXT_CHARACTERS = 500;
/** Asked in the wrong way, for too much at once, or with too long a text. */
const refused = new Set([400, 413, 422]);
/** Nothing here that understands this way of asking. */
const absent = new Set([404, 405, ...refused]);

/** Two texts of which one answers: to find out how a server is asked, and whether its scores are logits. Nothing of the user's is in it. */
const sample = { query: 'what is panda?', texts: ['hi', 'The giant panda is a bear species endemic to China.'] } as const;

interface Found {
  readonly url: string;
  readonly shape: WireShape;
  readonly isRaw: boolean;
}

/** One server that reranks over HTTP. Its answers are checked; what is not as it should be is an error. */
export class RerankServer {
  readonly #address: RerankAddress;
  readonly #options: RerankServerOptions;
  #found: Found | undefined;

  constructor(address: RerankAddress, options: RerankServerOptions) {
    this.#address = address;
    this.#options = options;
  }

  /**
   * Logits of texts, in their order.
   * @throws ServerError where not every text got a score; AbortError
   */
  async logits(query: string, texts: readonly string[], signal: AbortSignal): Promise<number[]> {
    const { url, shape, isRaw } = await this.#find(signal);
    const { batchTexts } = this.#options.limits ?? rerankLimits;
    const batches = Array.from({ length: Math.ceil(texts.length / batchTexts) }, (_, place) => texts.slice(place * batchTexts, (place + 1) * batchTexts).map((text) => text.slice(0, MAX_TEXT_CHARACTERS)));
    const scores: number[] = [];
    for (let start = 0; start < batches.length; start += PARALLEL) {
      const answers = await Promise.all(batches.slice(start, start + PARALLEL).map((batch) => this.#batch(url, shape, query, batch, signal)));
      scores.push(...answers.flat());
    }
    return isRaw || areRaw(scores) ? scores : scores.map(logitOf);
  }

  /** Found out once; what failed is tried anew with the next search. */
  async #find(signal: AbortSignal): Promise<Found> {
    const found = this.#found ?? (await this.#detect(signal));
    this.#found = found;
    return found;
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

  async #ask(url: string, shape: WireShape, query: string, texts: readonly string[], signal: AbortSignal): Promise<number[]> {
    const answer = await exchange(url, shape.bodyOf(query, texts, this.#address.model), this.#options, signal);
    const scores = scoresOf(shape, parsed(answer), texts.length);
    if (scores === undefined) throw new ServerError('its answer is not one score for each text', 200);
    return scores;
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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
