import type { Candidate, CutFile, SearchPorts, TextSearchStats } from '../../src/engine/types.ts';

/**
 * The same ports, which answer at once what was asked last: a query is searched in one order after another, and its first stage is the same.
 */
export function rememberFirstStage<Ports extends SearchPorts>(ports: Ports): Ports {
  let found: { readonly key: string; readonly candidates: readonly Candidate[]; readonly stats: TextSearchStats } | undefined;
  let cut: { readonly key: string; readonly files: CutFile[] } | undefined;
  const { textSearch, snippets } = ports;
  return {
    ...ports,
    textSearch: {
      async search(query, scope, onCandidate, signal) {
        const key = JSON.stringify([query.terms, scope.folders]);
        if (found?.key !== key) {
          const candidates: Candidate[] = [];
          const stats = await textSearch.search(query, scope, (candidate) => candidates.push(candidate), signal);
          found = { key, candidates, stats };
        }
        found.candidates.forEach(onCandidate);
        return found.stats;
      },
    },
    snippets: {
      async cut(files, query, options, signal) {
        const key = JSON.stringify([files, query.terms, options]);
        if (cut?.key !== key) cut = { key, files: await snippets.cut(files, query, options, signal) };
        return cut.files;
      },
    },
  };
}
