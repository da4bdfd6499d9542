import { looksLikeIdentifier, splitIdentifier } from './identifiers.ts';
import { takeFilters } from './queryFilters.ts';
import { stem } from './stem.ts';
import type { Query, Term, TermOrigin } from './types.ts';

/** Most terms of one query: a pasted page must not become a pattern of thousands of alternatives. */
const MAX_TERMS = 24;
/** Longest query that is read, in characters. */
export const MAX_QUERY_LENGTH = 2_000;

/** Words that carry the question, not its subject. */
const stopWords = new Set(
  (
    'a an the this that these those it its is are was were be been being am do does did doing done has have had having can could should would will shall may might must ' +
    'i we you they he she me us them my our your their his her who whom whose which what when where why how there here ' +
    'and or but nor not no if then else than so as of in on at by to from for with without into onto out up down off over under about above below between through during before after via per ' +
    'all any each every both either some such only own same too very just also more most other another again ever still yet ' +
    'get gets got please show find tell explain want need needs let make makes made making use uses used using work works working happen happens happening thing things way ways something somewhere ' +
    'code implementation implemented implement implements implementing logic functionality place located defined responsible part'
  ).split(' '),
);

/** Words that say little in code, though a query of nothing else must still find something. */
const weakWords = new Set(
  'function functions method methods class classes file files object objects value values type types data handle handles handled handling process support supports supported add adds added adding fix fixes fixed allow allows allowed avoid ensure when new set return returns returned call calls called given specific different different multiple single first last current correct correctly properly instead improve improved change changed changes update updates updated default'.split(' '),
);

const WEAK_WEIGHT = 0.5;
/** A part of an identifier that was named whole: the whole counts more. */
const PART_WEIGHT = 0.5;

const asks = {
  tests: /\b(?:tests?|specs?|testing|unit[- ]tests?|fixtures?|mocks?)\b/i,
  docs: /\b(?:docs?|documentation|readme|changelog|guide|tutorial)\b/i,
  declarations: /\b(?:declarations?|\.d\.ts|typings?|type definitions?)\b/i,
  config: /\b(?:config(?:uration)? file|package\.json|tsconfig|dockerfile|workflow|yaml|toml|json file|makefile|ci)\b/i,
};

/**
 * What to look for. Stop words go unless nothing else is there; identifiers are looked for whole and in parts; quoted phrases stay whole;
 * `lang:`, `path:`, `kind:` and their opposites become filters. A query in any script searches as itself.
 * @param raw as typed; more than MAX_QUERY_LENGTH characters are cut off
 */
export function parseQuery(raw: string): Query {
  const { text, filters } = takeFilters(raw.slice(0, MAX_QUERY_LENGTH));
  const { rest, phrases } = takePhrases(text);
  const words = wordsOf(rest);
  // Nothing but signs (`=>`): they are looked for as they stand.
  if (words.length === 0 && phrases.length === 0 && /\S/.test(rest)) phrases.push(...takePhrases(`"${rest}"`).phrases);
  const kept = words.filter((word) => !stopWords.has(word.toLowerCase()) && !/^\w$/.test(word));
  const draft = new TermList();
  const identifiers = qualifiedNames(rest);
  for (const phrase of phrases) draft.add('phrase', phrase.toLowerCase(), phrase.toLowerCase(), 1);
  for (const word of kept.length > 0 || phrases.length > 0 ? kept : words) {
    if (looksLikeIdentifier(word)) identifiers.push(word);
    addWord(draft, word, words.length === 1);
  }
  return {
    raw,
    text: text.replaceAll('"', '').replace(/\s+/g, ' ').trim(),
    terms: draft.terms,
    filters,
    identifiers: identifiers.length === 0 && words.length === 1 && phrases.length === 0 ? words : identifiers,
    isIdentifier: phrases.length === 0 && (words.length === 1 || qualifiedName.test(rest)),
    asksFor: { tests: asks.tests.test(text) || filters.kinds.includes('test'), docs: asks.docs.test(text) || filters.kinds.includes('docs'), declarations: asks.declarations.test(text), config: asks.config.test(text) },
  };
}

/** `Rails::Engine`, `app.handle`, `Foo#bar`: two names or more with a sign between them. */
const qualifiedName = /^\s*[\p{L}_$][\w$]*(?:(?:::|\.|#|->)[\p{L}_$][\w$]*)+(?:\(\))?\s*$/u;

/** The last names of the qualified names in a text: what they define. */
function qualifiedNames(text: string): string[] {
  return text.split(/\s+/).filter((word) => qualifiedName.test(word)).map((word) => word.replace(/\(\)$/, '').split(/::|\.|#|->/).at(-1) ?? '').filter((name) => name.length > 2);
}

function addWord(draft: TermList, word: string, isWholeQuery: boolean): void {
  const parts = splitIdentifier(word);
  if (parts.length === 0) return;
  if (parts.length > 1) {
    draft.add('identifier', word.toLowerCase(), parts.join(''), 1);
    for (const part of parts) if (part.length > 1 && !stopWords.has(part)) draft.add('part', part, stem(part), PART_WEIGHT);
    return;
  }
  const part = parts[0] ?? '';
  const isWeak = weakWords.has(part) && !isWholeQuery;
  draft.add('word', part, stem(part), isWeak ? WEAK_WEIGHT : 1);
}

/** Collects terms: one per stem, at most MAX_TERMS, the first spelling kept. */
class TermList {
  readonly terms: Term[] = [];
  readonly #seen = new Set<string>();

  add(origin: TermOrigin, text: string, stemmed: string, weight: number): void {
    const key = `${origin === 'phrase' || origin === 'identifier' ? origin : 'word'}:${stemmed}`;
    if (this.#seen.has(key) || this.terms.length >= MAX_TERMS) return;
    this.#seen.add(key);
    this.terms.push({ index: this.terms.length, text, stem: stemmed, origin, weight, group: this.terms.length });
  }
}

function takePhrases(text: string): { rest: string; phrases: string[] } {
  const phrases: string[] = [];
  const rest = text.replace(/"([^"\n]+)"/g, (_, phrase: string) => {
    const tidy = phrase.normalize('NFC').replace(/[\s\p{Cc}]+/gu, ' ').trim();
    if (tidy !== '') phrases.push(tidy);
    return ' ';
  });
  return { rest, phrases };
}

/** What an apostrophe shortens carries the question, not its subject: `doesn't`, `what's`. */
const shortened = /\b[a-z]+n['\u2019]t\b|(?<=\p{L})['\u2019](?:s|d|m|ll|re|ve)\b/giu;

/** Runs of letters and digits; `foo-bar` and `a.b` fall apart, `foo_bar` does not. Scripts without spaces are cut by the language's own rules. */
function wordsOf(text: string): string[] {
  const words = text.normalize('NFC').replace(shortened, '').match(/[\p{L}\p{N}\p{M}_$]+/gu) ?? [];
  return words.flatMap((word) => (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u.test(word) ? segments(word) : [word.replaceAll('$', '')])).filter((word) => /[\p{L}\p{N}]/u.test(word));
}

/** Single characters stay with their neighbour: they are words that the segmenter does not know. */
function segments(run: string): string[] {
  const words: string[] = [];
  let isOpen = false;
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'word' }).segment(run)) {
    const isSingle = /^.$/su.test(segment);
    if (isSingle && isOpen) words.push(`${words.pop()}${segment}`);
    else words.push(segment);
    isOpen = isSingle;
  }
  return words;
}
