import { fittedModelId } from '../../src/engine/fitted.ts';
import { search } from '../../src/engine/search.ts';
import type { Order, Query, SearchPorts, SearchUpdate } from '../../src/engine/types.ts';
import { judge, optionsFor } from './firstStage.ts';
import type { Measures } from './metrics.ts';
import { placeOf, type QueryFixture } from './rankingFixture.ts';

/**
 * Asks a recorded query again, of the product's own search() over what was recorded.
 * @returns measures of the rows as they are handed out, judged as the benchmark does
 */
export async function replay(fixture: QueryFixture, order: Order): Promise<Measures> {
  const scope = { folders: [{ path: '' }], include: [], exclude: [], useIgnoreFiles: true, overlays: new Map<string, string>() };
  let last: SearchUpdate | undefined;
  for await (const update of search(fixture.judged.query, scope, { ...optionsFor(fixture.set), order }, portsOf(fixture), new AbortController().signal)) last = update;
  if (last?.fallback !== undefined) throw last.fallback;
  return judge(fixture.judged, fixture.set, last?.results ?? [], new Map([[fixture.judged.name, new Set(fixture.judgedPaths)]]));
}

/** Text search, cutter and reranker that answer from the record. */
function portsOf({ terms, filesSearched, candidates, files, logits }: QueryFixture): SearchPorts {
  const recorded = new Map(terms.map(({ text, origin }, index) => [`${origin} ${text}`, index]));
  // A term that came later finds nothing until the record is made anew; one that went takes its hits along.
  const countsFor = (query: Query, counts: Float64Array): Float64Array => Float64Array.from(query.terms, ({ text, origin }) => counts[recorded.get(`${origin} ${text}`) ?? -1] ?? 0);
  const unread = [...logits.values()].reduce((least, logit) => Math.min(least, logit), 0);
  return {
    textSearch: {
      async search(query, _scope, onCandidate) {
        for (const candidate of candidates) {
          const counts = countsFor(query, candidate.counts);
          if (counts.some((hits) => hits > 0)) onCandidate({ ...candidate, counts });
        }
        return { filesSearched, bytesSearched: 0, isTruncated: false };
      },
    },
    snippets: {
      async cut(requests, query) {
        const wanted = new Set(requests.map(({ path }) => path));
        return files.filter(({ path }) => wanted.has(path)).map((file) => ({
          ...file,
          snippets: file.snippets.map((snippet) => ({ ...snippet, text: String(snippet.startLine), counts: countsFor(query, snippet.counts) })),
        }));
      },
    },
    reranker: {
      model: { id: fittedModelId, device: 'cpu', precision: 'q8' },
      // A snippet without a recorded logit gets the least one: it stood too far behind to be read.
      async *score(_query, passages) {
        yield passages.map(({ path, text }, index) => ({ index, logit: logits.get(placeOf({ path, startLine: Number(text.split('\n').at(-1)) })) ?? unread }));
      },
    },
    // Time stands still, so that no ranking pauses for others.
    clock: () => 0,
    nextTurn: () => Promise.resolve(),
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined },
  };
}
