import { expansionsOf } from './expansion.ts';
import type { Query, Term } from './types.ts';

/** What a user has switched by hand, by the text of the terms. */
export interface TermChoice {
  readonly off: readonly string[];
  /** Expansions beyond those that a search takes by itself. */
  readonly on: readonly string[];
}

/**
 * The query without the terms that are switched off, and with the expansions that are switched on. A word takes its expansions with it.
 * A choice that would leave nothing to look for changes nothing.
 */
export function withTermChoice(query: Query, { off, on }: TermChoice): Query {
  if (off.length === 0 && on.length === 0) return query;
  const isOn = ({ text, group }: Term): boolean => !off.includes(text) && !off.includes(query.terms[group]?.text ?? '');
  const added = expansionsOf(query).filter(({ text }) => on.includes(text) && !query.terms.some((term) => term.text === text));
  const kept = [...query.terms, ...added].filter(isOn);
  if (kept.length === 0) return query;
  const places = new Map(kept.map((term, index) => [term, index]));
  const placeOf = (term: Term, index: number): number => places.get(query.terms[term.group] ?? term) ?? index;
  return { ...query, terms: kept.map((term, index) => ({ ...term, index, group: placeOf(term, index) })) };
}
