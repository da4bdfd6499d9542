import type { TermChoice } from './termChoice.ts';
import type { Order } from './types.ts';

/** Nothing is switched by hand. */
export const defaultTermChoice: TermChoice = { off: [], on: [] };

/** Every choice of one search. Units are in the names or beside them; the reasons too. */
export interface SearchOptions {
  readonly order: Order;
  /** Look for words of code that often stand for the query's words, too (`delete` for `remove`). */
  readonly expandQuery: boolean;
  /** Terms that were switched on or off by hand. */
  readonly terms: TermChoice;
  /** Files, best first by BM25 over whole files, that are read and cut. More finds more and costs reading and parsing. */
  readonly fileLimit: number;
  /** Snippets that the reranker reads. With the shipped model the order is no better beyond 20 (docs/ranking.md), and each one costs time. */
  readonly candidateLimit: number;
  /** Rows handed out: as many as the reranker reads, so that each has its relevance. */
  readonly resultLimit: number;
  /** Rows of one file; 0 for no limit. */
  readonly perFile: number;
  /** Rows below this relevance (0..1) are left out, and in a reranked answer those that were not read. */
  readonly minimumRelevance: number;
  /** Longest snippet, in lines. Functions above it are split. */
  readonly snippetLines: number;
  /** Files above this size are passed over: they are data or generated. */
  readonly maxFileBytes: number;
}

export const defaultSearchOptions: SearchOptions = {
  order: 'blended',
  expandQuery: true,
  terms: defaultTermChoice,
  fileLimit: 80,
  candidateLimit: 30,
  resultLimit: 30,
  perFile: 0,
  minimumRelevance: 0,
  snippetLines: 60,
  maxFileBytes: 1024 * 1024,
};

/** Left out of every search: version control's own folders, and the folders of packages that others wrote. */
export const defaultExclude: readonly string[] = ['**/.git', '**/.svn', '**/.hg', '**/.jj', '**/CVS', '**/node_modules', '**/bower_components', '**/*.code-search'];
