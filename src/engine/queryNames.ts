import { splitIdentifier } from './identifiers.ts';
import { TermMatcher } from './termMatcher.ts';
import type { Query } from './types.ts';

/** How much of a name one query says, remembered: the same names stand in thousands of paths and snippets. */
export class QueryNames {
  readonly #matcher: TermMatcher;
  readonly #hits = new Map<string, Float64Array>();
  readonly #shares = new Map<string, number>();

  constructor(query: Query) {
    this.#matcher = new TermMatcher(query);
  }

  /**
   * Per term, how much of a name the query says: a term in `Store` counts 1, in `SessionStore` a half where the query says nothing of
   * sessions, so that a name with nothing beside the asked is worth most.
   */
  hitsIn(name: string): Float64Array {
    const known = this.#hits.get(name);
    if (known) return known;
    const terms = new Set([...splitIdentifier(name).flatMap((part) => this.#matcher.termsOf(part)), ...this.#matcher.termsOf(name)]);
    const share = this.shareOf(name);
    const hits = new Float64Array(this.#matcher.termCount);
    for (const term of terms) hits[term] = share;
    this.#hits.set(name, hits);
    return hits;
  }

  /** Share (0..1) of the parts of a name that the query says. */
  shareOf(name: string): number {
    const known = this.#shares.get(name);
    if (known !== undefined) return known;
    const parts = splitIdentifier(name);
    const share = parts.filter((part) => this.#matcher.termsOf(part).length > 0).length / Math.max(1, parts.length);
    this.#shares.set(name, share);
    return share;
  }
}
