import { isTestFile } from './fileRole.ts';
import { splitIdentifier } from './identifiers.ts';
import { languageOf } from './languages.ts';
import { filtersIn } from './queryText.ts';
import { stem } from './stem.ts';
import { MAX_QUERY_LENGTH, parseQuery } from './terms.ts';
import type { Query, QueryFilters, Term } from './types.ts';

/** Code that others are to be like. */
export interface CodeOrigin {
  readonly folder: string;
  readonly path: string;
  readonly language: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
}

/** Characters of code that are read: what follows in a longer piece is more of the same. */
export const MAX_CODE_LENGTH = 20_000;
/** Most terms; docs/ranking.md compares other numbers. */
const MAX_CODE_TERMS = 24;
/** A longer token is data. */
const MAX_TOKEN = 80;
/** A part of an identifier says less than the whole. */
const PART_WEIGHT = 0.5;
/** Parts of one or two letters are too many to look for. */
const tooShort = /^(?:[a-z]{1,2}|[a-z]?\d+)$/;

/** Words that languages keep for themselves, types that come with them, and names that say nothing. */
const emptyWords = new Set(
  (
    'abstract and any array assert async await auto base begin bool boolean break byte case catch char class const constexpr continue def default defer delete do double dyn elif else elsif end endif ensure enum ' +
    'except exception explicit export extends extern false final finally fixed float fn for foreach from fun func function global goto if impl implements import include inline instanceof int integer interface internal ' +
    'is lambda let local long loop match mod module move mut namespace native new nil none nonlocal not null nullptr object operator or out override package params pass private protected protocol pub public raise readonly ' +
    'ref register require rescue return sealed self short signed sizeof static str strict string struct super suspend switch synchronized template then this throw throws trait true try type typedef typename typeof undef ' +
    'undefined union unless unsafe unsigned until use using val value values var vararg virtual void volatile when where while with yield ' +
    'param returns see todo arg args foo bar baz qux tmp temp'
  ).split(' '),
);

/**
 * What to look for in order to find code like this: its identifiers, whole and in parts, the repeated ones with more weight. How rare each
 * is, the pass itself will tell. Comments and texts inside count like code. The reranker is to read the code itself.
 * @param filters that results must pass; none where absent
 * @returns a query without terms where the code has no word
 */
export function codeQueryOf({ path, startLine, endLine, text }: CodeOrigin, filters: QueryFilters = filtersIn('')): Query {
  const { role } = languageOf(path);
  const asksFor = { tests: isTestFile(path), docs: role === 'docs', declarations: false, config: role === 'config' };
  const place = `${path}:${startLine}-${endLine}`;
  return { ...parseQuery(''), raw: place, text: text.slice(0, MAX_QUERY_LENGTH), terms: codeTermsOf(text), filters, asksFor };
}

type Draft = Omit<Term, 'index' | 'group'>;

/** At most MAX_CODE_TERMS, those of the most weight; where nothing says much, what there is. */
export function codeTermsOf(code: string): Term[] {
  const tokens = tokensOf(code);
  const telling = draftsOf(tokens.filter((token) => !emptyWords.has(token.toLowerCase())), (part) => !tooShort.test(part) && !emptyWords.has(part));
  const drafts = telling.length > 0 ? telling : draftsOf(tokens, () => true);
  return drafts.sort((a, b) => b.weight - a.weight).slice(0, MAX_CODE_TERMS).map((draft, index) => ({ ...draft, index, group: index }));
}

/** The words and identifiers of code in order, up to MAX_CODE_LENGTH characters of it; data in between is left out. */
export function tokensOf(code: string): string[] {
  return (code.slice(0, MAX_CODE_LENGTH).match(/[\p{L}\p{N}\p{M}_]+/gu) ?? []).filter((token) => token.length <= MAX_TOKEN && /\p{L}/u.test(token));
}

function draftsOf(tokens: readonly string[], isTelling: (part: string) => boolean): Draft[] {
  const drafts = new Map<string, { draft: Draft; count: number }>();
  const add = (draft: Draft): void => {
    const key = `${draft.origin}:${draft.stem}`;
    drafts.set(key, { draft, count: (drafts.get(key)?.count ?? 0) + 1 });
  };
  for (const token of tokens) {
    const parts = splitIdentifier(token);
    if (parts.length > 1) add({ text: parts.join('_'), stem: parts.join(''), origin: 'identifier', weight: 1 });
    for (const part of parts) if (isTelling(part)) add({ text: part, stem: stem(part), origin: 'part', weight: PART_WEIGHT });
  }
  return [...drafts.values()].map(({ draft, count }) => ({ ...draft, weight: draft.weight * Math.sqrt(count) }));
}
