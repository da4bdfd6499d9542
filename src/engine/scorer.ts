import { splitIdentifier } from './identifiers.ts';
import type { RankOptions } from './rankOptions.ts';
import { TermMatcher } from './termMatcher.ts';
import type { Candidate, Query, Term } from './types.ts';

/** What the one pass knows of the whole workspace. */
export interface Collection {
  /** Files searched. */
  readonly files: number;
  /** Inverse document frequency per term index. */
  readonly idf: Float64Array;
}

/**
 * Inverse document frequencies from the candidates of one pass: ln(1 + (N - df + 0.5) / (df + 0.5)) (Robertson and Zaragoza, The
 * Probabilistic Relevance Framework: BM25 and Beyond, 2009; with the 1 that keeps it above 0).
 */
export function collectionOf(candidates: readonly Candidate[], termCount: number, filesSearched: number): Collection {
  const frequency = new Float64Array(termCount);
  for (const { counts } of candidates) for (let term = 0; term < termCount; term++) if ((counts[term] ?? 0) > 0) frequency[term] = (frequency[term] ?? 0) + 1;
  const files = Math.max(filesSearched, candidates.length);
  return { files, idf: frequency.map((df) => Math.log(1 + (files - df + 0.5) / (df + 0.5))) };
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
  readonly #matcher: TermMatcher;
  readonly #names = new Map<string, Float64Array>();
  readonly #words: readonly WeighedWord[];
  readonly #total: number;

  constructor(query: Query, collection: Collection, weights: RankOptions) {
    this.#query = query;
    this.#collection = collection;
    this.#weights = weights;
    this.#matcher = new TermMatcher(query);
    this.#words = query.terms.filter(({ origin }) => origin !== 'expansion').map((term) => this.#weigh(term));
    this.#total = this.#words.reduce((sum, { weight }) => sum + weight, 0);
  }

  #weigh({ index, weight }: Term): WeighedWord {
    const idfOf = (term: number): number => this.#collection.idf[term] ?? 0;
    const expansions = this.#query.terms.filter(({ origin, group }) => origin === 'expansion' && group === index);
    return { index, weight: weight * idfOf(index), expansions: expansions.map((term) => ({ index: term.index, share: term.weight, rarity: Math.min(1, idfOf(term.index) / idfOf(index)) })) };
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

  /**
   * Per term, how much of a name the query says: a term in `Store` counts 1, in `SessionStore` a half where the query says nothing of
   * sessions, so that a name with nothing beside the asked is worth most.
   */
  nameHits(name: string): Float64Array {
    const known = this.#names.get(name);
    if (known) return known;
    const parts = splitIdentifier(name);
    const found = parts.map((part) => this.#matcher.termsOf(part));
    const precision = found.filter((terms) => terms.length > 0).length / Math.max(1, parts.length);
    const hits = new Float64Array(this.#query.terms.length);
    for (const term of [...found.flat(), ...this.#matcher.termsOf(name)]) hits[term] = precision ** NAME_PRECISION;
    this.#names.set(name, hits);
    return hits;
  }

  /** Hits that the path is worth, per term: the file's own name more than its folders. A file named `index` is named by its folder. */
  pathHits(path: string): Float64Array {
    const { name, folders } = namesIn(path);
    const hits = this.nameHits(name).map((hit) => hit * this.#weights.fileNameHits);
    for (const folder of folders) this.nameHits(folder).forEach((hit, term) => (hits[term] = Math.max(hits[term] ?? 0, hit * this.#weights.folderHits)));
    return hits;
  }

  /** Share (0..1) of the parts of a file's name that the query says. */
  namedShare(path: string): number {
    const parts = splitIdentifier(namesIn(path).name);
    return parts.filter((part) => this.#matcher.termsOf(part).length > 0).length / Math.max(1, parts.length);
  }
}

/** What a file is called, and its folders: `index` and the like are called as their folder. */
function namesIn(path: string): { readonly name: string; readonly folders: readonly string[] } {
  const folders = path.split('/');
  const file = (folders.pop() ?? '').replace(/\..*$/, '');
  return { name: placeholders.test(file) ? (folders.pop() ?? '') : file, folders };
}

/** How strongly the rest of a name takes from a hit in it. */
const NAME_PRECISION = 1;
/** File names that say nothing. */
const placeholders = /^(?:index|main|mod|lib|__init__|init|default)$/i;
