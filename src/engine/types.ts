/**
 * The words of the engine and its ports. Nothing here runs.
 * Lines are 1-based and inclusive everywhere; paths are relative to their folder, with forward slashes.
 */

/** What a search term came from. */
export type TermOrigin = 'word' | 'part' | 'identifier' | 'phrase' | 'compound' | 'expansion';

/** One thing to look for. `index` is its place in `Query.terms` and in every count vector. */
export interface Term {
  readonly index: number;
  /** Lower-cased as typed; for a phrase the text between the quotes. */
  readonly text: string;
  /** What an identifier part must reduce to in order to match; the whole identifier in lower case for `identifier` and `compound`. */
  readonly stem: string;
  readonly origin: TermOrigin;
  /** Share in the score; 1 for a word of the query. Of an expansion: how surely it stands for its word, 0..1. */
  readonly weight: number;
  /** Index of the term that it stands for: its own, or that of an expansion's word. */
  readonly group: number;
}

/** What a result can be, for `kind:`: a snippet that defines something, or a snippet of a file of tests or of prose. */
export type FilterKind = 'definition' | 'test' | 'docs';

/** Inline filters of a query: `lang:`, `path:`, `kind:` and, with a minus before, their opposites. Empty arrays filter nothing. */
export interface QueryFilters {
  /** Language ids (see languages.ts). */
  readonly languages: readonly string[];
  readonly excludeLanguages: readonly string[];
  /** A path must contain one of these (lower case). */
  readonly includePaths: readonly string[];
  /** A path must contain none of these (lower case). */
  readonly excludePaths: readonly string[];
  /** A result must be of one of these kinds. */
  readonly kinds: readonly FilterKind[];
  /** A result must be of none of these kinds. */
  readonly excludeKinds: readonly FilterKind[];
}

export interface Query {
  /** As typed. */
  readonly raw: string;
  /** Without filters: what the reranker reads. */
  readonly text: string;
  readonly terms: readonly Term[];
  readonly filters: QueryFilters;
  /** Identifiers named in the query (`parseConfig`, `retry_policy`; of `Rails::Engine` the last), as typed. */
  readonly identifiers: readonly string[];
  /** The query is an identifier and nothing else. */
  readonly isIdentifier: boolean;
  /** Kinds of files that the query itself asks for, which then lose no weight. */
  readonly asksFor: { readonly tests: boolean; readonly docs: boolean; readonly declarations: boolean; readonly config: boolean };
}

/** A folder to search, and what to leave out of it. */
export interface SearchFolder {
  /** Absolute path of the folder that result paths are relative to. */
  readonly path: string;
  /** Search only below this relative path. */
  readonly root?: string;
  /** Search only these files, whatever the scope leaves out: relative paths with forward slashes. */
  readonly files?: readonly string[];
}

export interface SearchScope {
  readonly folders: readonly SearchFolder[];
  /** Globs that a path must match (one of them), if there are any. */
  readonly include: readonly string[];
  /** Globs that no path may match. */
  readonly exclude: readonly string[];
  readonly useIgnoreFiles: boolean;
  /** Text of unsaved editors by absolute path: searched and shown in place of what is on disk. */
  readonly overlays: ReadonlyMap<string, string>;
}

/** A file with hits. */
export interface Candidate {
  readonly folder: string;
  readonly path: string;
  /** Hits per term index in the file's text. */
  readonly counts: Float64Array;
  /** The file has text that is not on disk. */
  readonly overlay?: string;
}

/** What a pass found, kept so that a change of the terms searches only what is new. */
export interface CandidatePool {
  /** The terms that were looked for; their `index` is the place in the count vectors. */
  readonly terms: readonly Term[];
  readonly candidates: readonly Candidate[];
  readonly filesSearched: number;
}

/** What the first stage gives, held so that order, limits and terms can change without another search. */
export interface Found {
  readonly query: Query;
  /** More results than are shown, in text order; with logits where the reranker has read them. */
  readonly held: readonly RankedResult[];
  readonly pool: CandidatePool;
  readonly filesMatched: number;
  readonly stages: StageTimes;
}

export interface TextSearchStats {
  readonly filesSearched: number;
  readonly bytesSearched: number;
  /** True where the pass stopped early (too many hits). */
  readonly isTruncated: boolean;
}

/** Port: one pass over the files of a scope. */
export interface TextSearch {
  /**
   * Calls `onCandidate` once for each file with a hit, in any order.
   * @throws SearchError `textSearchFailed`; AbortError.
   */
  search(query: Query, scope: SearchScope, onCandidate: (candidate: Candidate) => void, signal: AbortSignal): Promise<TextSearchStats>;
}

export type SnippetKind = 'function' | 'class' | 'type' | 'value' | 'section' | 'block';

/** Where a snippet lies and what it is, before its text is looked at. */
export interface SnippetRange {
  readonly startLine: number;
  readonly endLine: number;
  readonly kind: SnippetKind;
  /** The name it defines, if it defines one. */
  readonly symbol?: string;
  /** Name of the class, module or heading around it. */
  readonly container?: string;
  /** The line that stands for it in a list (signature, heading or first telling line). */
  readonly titleLine: number;
}

/** A line-ranged passage of one file, with what a query finds in it. */
export interface Snippet extends SnippetRange {
  readonly text: string;
  /** Number of words, the length for BM25. */
  readonly length: number;
  /** Hits per term index. */
  readonly counts: Float64Array;
  /** Lines with a hit, ascending, at most a few. */
  readonly hitLines: readonly number[];
}

/** A candidate that was read and cut. */
export interface CutFile {
  readonly folder: string;
  readonly path: string;
  readonly language: string;
  readonly lineCount: number;
  readonly isGenerated: boolean;
  readonly snippets: readonly Snippet[];
}

export interface CutRequest {
  readonly folder: string;
  readonly path: string;
  readonly overlay?: string;
}

/** Port: reads files and cuts them into snippets at syntax boundaries, off the caller's thread. */
export interface SnippetSource {
  /** Files that cannot be read, are binary or too large are left out of the answer. Order follows the request. */
  cut(files: readonly CutRequest[], query: Query, options: CutOptions, signal: AbortSignal): Promise<CutFile[]>;
}

export interface CutOptions {
  readonly maxLines: number;
  readonly maxFileBytes: number;
}

/** What the reranker is offered. */
export interface Passage {
  readonly path: string;
  readonly text: string;
}

export interface PassageScore {
  /** Place in the passages given. */
  readonly index: number;
  /** Raw output of the model, unbounded; only its order matters. */
  readonly logit: number;
  /** Not read for this call: the score is one from before. */
  readonly isRemembered?: boolean;
}

/** What really scores, as the process reports it. */
export interface RerankerModel {
  readonly id: string;
  readonly device: string;
  readonly precision: string;
  /** Why the device or the server is not the one asked for; undefined where it is. */
  readonly notice?: string | undefined;
  /** Host of the server that scores: snippets are sent there. Undefined where this machine scores. */
  readonly server?: string;
}

/** Port: relevance of (query, passage) pairs. */
export interface Reranker {
  /**
   * Yields scores in batches, the first passages first as far as batching allows. A passage may be scored again, by another model than before: the last score counts.
   * @throws SearchError `modelUnavailable`, `modelCrashed`, ...; AbortError.
   */
  score(query: string, passages: readonly Passage[], signal: AbortSignal): AsyncIterable<readonly PassageScore[]>;
  /** The model that answered last; undefined before the first answer. */
  readonly model: RerankerModel | undefined;
}

/** Port: wall clock in milliseconds, monotonic. */
export type Clock = () => number;

export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
}

export interface SearchPorts {
  readonly textSearch: TextSearch;
  readonly snippets: SnippetSource;
  /** Absent: text order only. */
  readonly reranker?: Reranker | undefined;
  readonly clock: Clock;
  /** Resolves when whatever else waits for the event loop had its turn. */
  readonly nextTurn: () => Promise<void>;
  readonly log: Logger;
}

export type Order = 'text' | 'reranked' | 'blended';

/** Why a result stands where it stands. */
export interface Explain {
  /** Texts of the terms found in the snippet. */
  readonly terms: readonly string[];
  /** Share (0..1) of the query's weight that the snippet holds, its names and path included. */
  readonly share: number;
  /** Signals by name: their factor or summand in the text score. */
  readonly signals: Readonly<Record<string, number>>;
}

export interface RankedResult {
  /** Stable for one snippet during a search: folder, path and start line. */
  readonly id: string;
  readonly folder: string;
  readonly path: string;
  readonly language: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly titleLine: number;
  readonly kind: SnippetKind;
  readonly symbol?: string;
  readonly container?: string;
  readonly text: string;
  readonly hitLines: readonly number[];
  /** 1-based place in the text order. */
  readonly textRank: number;
  readonly textScore: number;
  readonly logit?: number;
  /** 0..1: the chance that the result answers the query (calibration.ts); of a model without calibration the sigmoid of the logit. Absent until scored. For display; never sorted by. */
  readonly relevance?: number;
  /** What the list is sorted by, in the order asked for. */
  readonly score: number;
  readonly explain: Explain;
}

/** Milliseconds per stage, of those that ran. */
export interface StageTimes {
  readonly find: number;
  readonly cut: number;
  readonly rank: number;
  readonly rerank?: number;
}

/** One state of a search. Each update replaces the one before. */
export interface SearchUpdate extends Found {
  readonly stage: 'text' | 'reranking' | 'final';
  /** The rows, best first in the order asked for, within the limits. */
  readonly results: readonly RankedResult[];
  readonly filesSearched: number;
  readonly scored: number;
  /** Of those scored: how many had their score from before; absent: none. */
  readonly remembered?: number;
  readonly toScore: number;
  readonly ms: number;
  readonly model?: RerankerModel | undefined;
  /** Of the final update: whether anything here seems to answer the query (answering.ts). The results are the nearest places in any case. */
  readonly isAnswered?: boolean;
  /** Set where the order asked for could not be had: results stand in text order. */
  readonly fallback?: unknown;
}
