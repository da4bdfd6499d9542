/** What a row is: a piece of a file, or, where each file has one row, the file. */
export type RowKind = 'lines' | 'fileRows';

/** Weights of the text order. Their values are in fitted.ts; docs/ranking.md says what each one gains. */
export interface RankOptions {
  /** BM25: how soon more hits of one term stop to count, and how much length counts (Robertson and Zaragoza, 2009). */
  readonly k1: number;
  readonly b: number;
  /** Hits that a match in the snippet's own name, its file's name, and its folders count for. */
  readonly nameHits: number;
  readonly fileNameHits: number;
  readonly folderHits: number;
  /** Share of a hit of the query's word that a hit of a word of code counts which surely stands for it (see expansion.ts). */
  readonly expansion: number;
  /** Share of a snippet's score that hangs on covering all words of the query. */
  readonly coverage: number;
  /** Added to a snippet, as shares of the best snippet's score: what its file's best snippets have together, and what its file has as a whole. */
  readonly neighbours: number;
  readonly wholeFile: number;
  /** Factors for the definition of an identifier that the query consists of, and of one that it names among other words. */
  readonly definition: number;
  readonly namedDefinition: number;
  /** Further factor where that definition is spelled in the same case. */
  readonly sameCase: number;
  /** Factor for loose code between definitions. */
  readonly loose: number;
  /** Factor for functions and methods: where something is done is asked for more often than where something is declared. */
  readonly functions: number;
  /** Share that is added to the score of a file of whose name the query says every part, and less where it says fewer. */
  readonly namedFile: number;
  /** Factors for what is rarely meant. */
  readonly tests: number;
  readonly docs: number;
  readonly config: number;
  readonly generated: number;
  readonly vendored: number;
  readonly declarations: number;
  readonly examples: number;
}
