import { stem } from './stem.ts';
import type { Query, Term } from './types.ts';
import { vocabulary } from './vocabulary.ts';

/** Most expansions of one query: each is one more thing for ripgrep to find. */
const MAX_EXPANSIONS = 6;

interface Expansion {
  readonly text: string;
  /** 0..1: how surely it stands for the word. */
  readonly weight: number;
}

/** @param stemmed of a word of the question */
function translationsOf(stemmed: string): Expansion[] {
  return Object.hasOwn(vocabulary, stemmed) ? (vocabulary[stemmed] ?? '').split(', ').map(expansionOf) : [];
}

/** @param entry text and percent, as in vocabulary.ts */
function expansionOf(entry: string): Expansion {
  const [text = '', percent = '0'] = entry.split(' ');
  return { text, weight: Number(percent) / 100 };
}

/**
 * Adds words of code that often stand for the query's words (`delete` for `remove`), the strongest first, up to a bound. Each belongs to the
 * group of its word.
 */
export function withExpansions(query: Query): Query {
  return { ...query, terms: [...query.terms, ...expansionsOf(query).slice(0, MAX_EXPANSIONS)] };
}

/**
 * Every expansion that the query could have, the strongest first, as terms that follow its own. Only plain words that carry the question
 * are expanded: never identifiers, phrases, filters, or a query that is a name.
 */
export function expansionsOf(query: Query): Term[] {
  if (query.isIdentifier) return [];
  const own = query.terms.filter(({ origin }) => origin !== 'expansion');
  const known = new Set(own.map((term) => term.stem));
  const found = own.flatMap((word) => (word.origin === 'word' && word.weight === 1 ? translationsOf(word.stem).map((expansion) => ({ word, ...expansion })) : []));
  const terms: Term[] = [];
  for (const { word, text, weight } of found.sort((a, b) => b.weight - a.weight)) {
    const stemmed = stem(text);
    if (known.has(stemmed)) continue;
    known.add(stemmed);
    terms.push({ index: own.length + terms.length, text, stem: stemmed, origin: 'expansion', weight, group: word.group });
  }
  return terms;
}
