import type { SearchOptions } from '../engine/options.ts';
import { presentAgain } from '../engine/present.ts';
import { filtersIn } from '../engine/queryText.ts';
import { rerank, search } from '../engine/search.ts';
import { rerankSimilar, searchSimilar } from '../engine/similar.ts';
import type { SearchPorts, SearchScope, SearchUpdate } from '../engine/types.ts';
import type { ScopeChoice, SearchRequest } from '../vscode/searchRequest.ts';
import type { Reuse, SessionPorts } from '../vscode/session.ts';
import { type SettingsReader, searchOptionsOf } from '../vscode/settings.ts';

/** Files that a choice means now. Throws a SearchError where they cannot be told. */
export type ScopeOf = (choice: ScopeChoice, signal: AbortSignal) => Promise<SearchScope>;

export function createSessionPorts(settings: Pick<SettingsReader, 'read'>, ports: SearchPorts, scopeOf: ScopeOf): Omit<SessionPorts, 'publish'> {
  const optionsOf = ({ terms, more }: SearchRequest): SearchOptions => {
    const options = searchOptionsOf(settings.read());
    return { ...options, terms, candidateLimit: options.candidateLimit + more, resultLimit: options.resultLimit + more };
  };
  async function* run(request: SearchRequest, reuse: Reuse | undefined, signal: AbortSignal): AsyncGenerator<SearchUpdate> {
    const options = optionsOf(request);
    const { similarTo } = request;
    if (similarTo) yield* reuse?.kind === 'results' ? rerankSimilar(reuse.update, options, ports, signal) : searchSimilar(similarTo, await scopeOf(request.scope, signal), options, ports, signal, filtersIn(request.query));
    else if (reuse?.kind === 'results') yield* rerank(reuse.update, options, ports, signal);
    else yield* search(request.query, await scopeOf(request.scope, signal), options, ports, signal, reuse?.update.pool);
  }
  return { run, present: (request, update) => presentAgain(update, optionsOf(request)) };
}
