import type { SearchOptions } from './options.ts';
import type { SearchPorts, SearchScope, SearchUpdate } from './types.ts';

/**
 * Ranked pieces of code for a question in plain words, better by the moment.
 * Yields the text order as soon as it stands, then an update per batch of scores, then the final order.
 * @throws SearchError `emptyQuery`, `noFolder`, `textSearchFailed`, ...; AbortError when the signal aborts.
 */
export async function* search(queryText: string, scope: SearchScope, options: SearchOptions, ports: SearchPorts, signal: AbortSignal): AsyncGenerator<SearchUpdate, void, undefined> {
  throw new Error([queryText, scope, options, ports, signal].length.toString());
}
