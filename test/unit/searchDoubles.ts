import { abortError } from '../../src/engine/errors.ts';
import type { Candidate, CutFile, CutRequest, Passage, PassageScore, Query, RerankerModel, Reranker, SearchPorts, SearchScope, Snippet, SnippetSource, TextSearch } from '../../src/engine/types.ts';

/** Ports in memory. What crosses a port is cloned, as it is where a real one has a process or thread behind it. */

export const scope: SearchScope = { folders: [{ path: '/w' }], include: [], exclude: [], useIgnoreFiles: true, overlays: new Map() };

/** Finds every path, each with as many hits of every term as it has snippets. */
export function textSearchOver(files: readonly CutFile[]): TextSearch {
  return {
    async search(query: Query, _scope, onCandidate: (candidate: Candidate) => void) {
      structuredClone(query);
      for (const { folder, path, snippets } of files) onCandidate(structuredClone({ folder, path, counts: new Float64Array(query.terms.length).fill(snippets.length) }));
      return { filesSearched: files.length + 5, bytesSearched: 1_000, isTruncated: false };
    },
  };
}

export function snippetsOf(files: readonly CutFile[]): SnippetSource {
  return {
    async cut(requests: readonly CutRequest[]) {
      const wanted = structuredClone(requests).map(({ path }) => path);
      return structuredClone(wanted.flatMap((path) => files.filter((file) => file.path === path)));
    },
  };
}

/** Scores each passage by `logitOf`, in batches of `batch`, and hands them out back to front to show that order means nothing. */
export function rerankerBy(logitOf: (passage: Passage) => number, batch = 2, beforeBatch: (place: number) => void = () => undefined): Reranker {
  const model: RerankerModel = { id: 'double', device: 'cpu', precision: 'fp32' };
  return {
    model,
    async *score(_query, passages, signal) {
      const given = structuredClone(passages);
      for (let start = 0; start < given.length; start += batch) {
        beforeBatch(start / batch);
        await Promise.resolve();
        if (signal.aborted) throw abortError();
        const scores: PassageScore[] = given.slice(start, start + batch).map((passage, place) => ({ index: start + place, logit: logitOf(passage) }));
        yield structuredClone(scores.toReversed());
      }
    },
  };
}

/** `count` snippets in one file, the first with the most hits. */
export function fileOf(path: string, count: number, terms: number): CutFile {
  const snippets = Array.from({ length: count }, (_, place): Snippet => ({
    startLine: place * 10 + 1, endLine: place * 10 + 9, kind: 'function', symbol: `${path}#${place}`, titleLine: place * 10 + 1, text: `${path} ${place}`, length: 20,
    counts: new Float64Array(terms).fill(count - place), hitLines: [place * 10 + 2],
  }));
  return { folder: '/w', path, language: 'typescript', lineCount: count * 10, isGenerated: false, snippets };
}

const silence = (): void => undefined;

/** A clock that goes on by one millisecond whenever it is looked at. */
export function portsOver(files: readonly CutFile[], reranker?: Reranker): SearchPorts & { readonly warnings: string[] } {
  let now = 0;
  const warnings: string[] = [];
  return {
    textSearch: textSearchOver(files), snippets: snippetsOf(files), reranker, clock: () => now++, nextTurn: async () => undefined, warnings,
    log: { debug: silence, info: silence, warn: (message) => warnings.push(message) },
  };
}
