import { QueryNames } from './queryNames.ts';
import type { RankOptions } from './rankOptions.ts';
import type { Candidate, Query, Term } from './types.ts';

/** What is known of the whole workspace, as one query sees it. */
export interface Collection {
  /** Files searched. */
  readonly files: number;
  /** Inverse document frequency per term index. */
  readonly idf: Float64Array;
  readonly names: QueryNames;
}

/**
 * Inverse document frequencies from the candidates of one pass: ln(1 + (N - df + 0.5) / (df + 0.5)) (Robertson and Zaragoza, The
 * Probabilistic Relevance Framework: BM25 and Beyond, 2009; with the 1 that keeps it above 0).
 */
export function collectionOf(candidates: readonly Candidate[], query: Query, filesSearched: number): Collection {
  const termCount = query.terms.length;
  const frequency = new Float64Array(termCount);
  for (const { counts } of candidates) for (let term = 0; term < termCount; term++) if ((counts[term] ?? 0) > 0) frequency[term] = (frequency[term] ?? 0) + 1;
  const files = Math.max(filesSearched, candidates.length);
  return { files, idf: frequency.map((df) => Math.log(1 + (files - df + 0.5) / (df + 0.5))), names: new QueryNames(query) };
}

/** A term of the query itself, with what else may stand for it. */
interface WeighedWord {
  readonly index: number;
  /** Inverse document frequency included. */
  readonly weight: number;
  /** `share`: what a hit counts of the word's; `rarity`: its inverse document frequency by the word's, at most 1. */
  readonly expansions: readonly { readonly index: number; readonly share: number; readonly rarity: number }[];
}

/** BM25 sums of one query. */
export class Scorer {
  readonly #query: Query;
  readonly #collection: Collection;
  readonly #weights: RankOptions;
  readonly #words: readonly WeighedWord[];
  readonly #total: number;
  readonly #noHits: Float64Array;
  readonly #folderHits = new Map<string, Float64Array>();

  constructor(query: Query, collection: Collection, weights: RankOptions) {
    this.#query = query;
    this.#collection = collection;
    this.#weights = weights;
    this.#noHits = new Float64Array(query.terms.length);
    this.#words = query.terms.filter(({ origin }) => origin !== 'expansion').map((term) => this.#weigh(term));
    this.#total = this.#words.reduce((sum, { weight }) => sum + weight, 0);
  }

  #weigh({ index, weight }: Term): WeighedWord {
    const idfOf = (term: number): number => this.#collection.idf[term] ?? 0;
    const expansions = this.#query.terms.filter(({ origin, group }) => origin === 'expansion' && group === index);
    return { index, weight: weight * idfOf(index), expansions: expansions.map((term) => ({ index: term.index, share: this.#weights.expansion * term.weight, rarity: Math.min(1, idfOf(term.index) / idfOf(index)) })) };
  }

  /**
   * A hit of an expansion counts as a share of a hit of its word, and for less where it is the more frequent of the two: many hits
   * saturate together, and a word is covered once.
   * @returns BM25 sum, and the share (0..1) of the query's weight that was found
   */
  sum(hitsOf: (term: number) => number, norm: number): { score: number; share: number } {
    const { k1 } = this.#weights;
    let score = 0;
    let found = 0;
    for (const { index, weight, expansions } of this.#words) {
      let hits = hitsOf(index);
      let worth = hits;
      let reach = hits > 0 ? 1 : 0;
      for (const { index: other, share, rarity } of expansions) {
        const more = share * hitsOf(other);
        if (more <= 0) continue;
        hits += more;
        worth += more * rarity;
        reach = Math.max(reach, share);
      }
      if (hits <= 0) continue;
      score += (weight * worth * (k1 + 1)) / (hits + k1 * norm);
      found += weight * reach;
    }
    return { score, share: this.#total > 0 ? found / this.#total : 0 };
  }

  covered(share: number): number {
    return 1 - this.#weights.coverage + this.#weights.coverage * share;
  }

  /** Per term, how much of a name the query says: see QueryNames. */
  nameHits(name: string): Float64Array {
    return this.#collection.names.hitsIn(name);
  }

  /** Hits that the path is worth, per term: the file's own name more than its folders. A file named `index` is named by its folder. */
  pathHits(path: string): Float64Array {
    const { name, folder } = namesIn(path);
    return this.#withName(name, this.#weights.fileNameHits, this.#hitsOfFolder(folder));
  }

  /** Remembered: a folder holds many files. */
  #hitsOfFolder(folder: string): Float64Array {
    const known = this.#folderHits.get(folder);
    if (known) return known;
    if (folder === '') return this.#noHits;
    const [above, name] = lastOf(folder);
    const hits = this.#withName(name, this.#weights.folderHits, this.#hitsOfFolder(above));
    this.#folderHits.set(folder, hits);
    return hits;
  }

  /** Per term, the larger of `weight` times what a name says and of `others`. Most names say nothing, and cost no vector of their own. */
  #withName(name: string, weight: number, others: Float64Array): Float64Array {
    if (this.#collection.names.shareOf(name) === 0) return others;
    const hits = this.nameHits(name);
    return others.map((other, term) => Math.max((hits[term] ?? 0) * weight, other));
  }

  /** Share (0..1) of the parts of a file's name that the query says. */
  namedShare(path: string): number {
    return this.#collection.names.shareOf(namesIn(path).name);
  }
}

/** What a file is called, and the folder that it lies in: `index` and the like are called as their folder. */
function namesIn(path: string): { readonly name: string; readonly folder: string } {
  const [folder, file] = lastOf(path);
  const name = file.replace(/\..*$/, '');
  if (!placeholders.test(name)) return { name, folder };
  const [above, folderName] = lastOf(folder);
  return { name: folderName, folder: above };
}

/** A path without its last name, and that name. */
function lastOf(path: string): readonly [rest: string, last: string] {
  const slash = path.lastIndexOf('/');
  return [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)];
}

/** File names that say nothing. */
const placeholders = /^(?:index|main|mod|lib|__init__|init|default)$/i;
