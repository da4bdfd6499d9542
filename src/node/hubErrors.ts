import { SearchError } from '../engine/errors.ts';
import type { SearchErrorCode } from '../engine/errors.ts';

const statusCodes: Readonly<Record<number, SearchErrorCode>> = {
  401: 'hubUnauthorized',
  403: 'hubForbidden',
  404: 'hubNotFound',
  407: 'proxyRefused',
  410: 'hubNotFound',
  429: 'hubBusy',
};

/** What a status of the hub means. The hub names the cause in a header: a gated repository answers 401 to strangers. */
export function errorOfStatus(response: Response, url: string): SearchError {
  const cause = response.headers.get('x-error-code') ?? '';
  const code = cause === 'GatedRepo' ? 'hubForbidden' : (statusCodes[response.status] ?? 'hubFailed');
  const message = response.headers.get('x-error-message') ?? '';
  return new SearchError(code, [`HTTP ${response.status} from ${withoutQuery(url)}`, cause, message].filter((part) => part !== '').join('; '));
}

/** What it means that no answer came, or that it broke off. */
export function errorOfNetwork(error: unknown, url: string): SearchError {
  const causes = [...causesOf(error)];
  // A refused tunnel has no response of its own: the client only says which status the proxy gave.
  const isTunnel = causes.some((text) => /\b407\b|proxy authentication/i.test(text));
  // The Fetch standard turns an answer 407 into an error, which Node's fetch leaves without a word.
  const isUnnamed = error instanceof Error && error.cause instanceof Error && error.cause.message === '' && !('code' in error.cause) && !(error.cause instanceof AggregateError);
  const code = isTunnel || isUnnamed ? 'proxyRefused' : 'hubUnreachable';
  return new SearchError(code, `${withoutQuery(url)}: ${causes.join(': ')}`, { cause: error });
}

function* causesOf(error: unknown): Generator<string> {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth += 1) {
    const code = (one as NodeJS.ErrnoException).code;
    yield code === undefined || one.message.includes(code) ? one.message : `${one.message} (${code})`;
    if (one instanceof AggregateError) for (const inner of one.errors) yield* causesOf(inner);
  }
}

/** Addresses of a content network carry signatures in their query, which belong in no log. */
function withoutQuery(url: string): string {
  return url.split('?')[0] ?? url;
}
