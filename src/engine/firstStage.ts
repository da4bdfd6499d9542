import { findCandidates } from './candidatePool.ts';
import { throwIfAborted } from './errors.ts';
import { defaultRankOptions, fileRowRankOptions } from './fitted.ts';
import type { SearchOptions } from './options.ts';
import { rowKindOf } from './present.ts';
import { collectionOf } from './scorer.ts';
import { rankFiles, rankSnippets, type RankedSnippet } from './textRank.ts';
import { inTurns } from './turns.ts';
import type { CandidatePool, Found, Query, RankedResult, SearchPorts, SearchScope } from './types.ts';

/**
 * The first stage: files with hits, the best of them cut into snippets, the snippets ranked by their text.
 * @param known what an earlier query found in this very scope: only terms that it did not look for are searched
 * @throws what `search` throws
 */
export async function findByText(query: Query, scope: SearchScope, options: SearchOptions, ports: SearchPorts, signal: AbortSignal, known?: CandidatePool): Promise<Found> {
  const start = ports.clock();
  const { candidates, pool } = await findCandidates(query, scope, ports.textSearch, signal, known);
  throwIfAborted(signal);
  const collection = collectionOf(candidates, query, pool.filesSearched);
  const files = await inTurns(rankFiles(candidates, query, collection, defaultRankOptions, options.fileLimit), ports.clock, ports.nextTurn);
  const foundAt = ports.clock();
  const requests = files.map(({ candidate: { folder, path, overlay } }) => ({ folder, path, ...(overlay === undefined ? {} : { overlay }) }));
  const cut = await ports.snippets.cut(requests, query, { maxLines: options.snippetLines, maxFileBytes: options.maxFileBytes }, signal);
  throwIfAborted(signal);
  const cutAt = ports.clock();
  const weights = rowKindOf(options) === 'fileRows' ? fileRowRankOptions : defaultRankOptions;
  const limits = { total: HELD, perFile: options.perFile === 0 ? Infinity : options.perFile * READ_PER_ROW };
  const held = (await inTurns(rankSnippets(cut, query, collection, weights, limits), ports.clock, ports.nextTurn)).map(resultOf);
  return { query, held, pool, filesMatched: candidates.length, stages: { find: foundAt - start, cut: cutAt - foundAt, rank: ports.clock() - cutAt } };
}

/** Results held, so that more of them can be read and shown without another search: as many as the settings may ask for. */
const HELD = 500;
/** Where rows per file are limited: snippets of a file that are held, and read by the model, for each row that it may have. */
const READ_PER_ROW = 3;

function resultOf({ file, snippet, score, explain }: RankedSnippet, index: number): RankedResult {
  return {
    id: `${file.folder}\0${file.path}\0${snippet.startLine}`,
    folder: file.folder,
    path: file.path,
    language: file.language,
    startLine: snippet.startLine,
    endLine: snippet.endLine,
    titleLine: snippet.titleLine,
    kind: snippet.kind,
    ...(snippet.symbol === undefined ? {} : { symbol: snippet.symbol }),
    ...(snippet.container === undefined ? {} : { container: snippet.container }),
    text: snippet.text,
    hitLines: snippet.hitLines,
    textRank: index + 1,
    textScore: score,
    score,
    explain,
  };
}
