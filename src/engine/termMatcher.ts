import { isWordCode, splitIdentifier } from './identifiers.ts';
import { commonPrefix, stem } from './stem.ts';
import type { Query, Term } from './types.ts';

/** Identifiers remembered with their terms; enough for the vocabulary of a large repository's hits. */
const MAX_REMEMBERED = 50_000;

/** An identifier longer than this is data (hexadecimal, base64), and nothing in it is a word. */
const MAX_IDENTIFIER = 200;

/** Letters that a word shares with its stem, whatever its form. */
const START = 2;

const none: readonly number[] = [];

/**
 * Says which terms stand in an identifier of the code. The one judge of matching: ripgrep's pattern only finds the identifiers to ask about.
 */
export class TermMatcher {
  readonly #byStem = new Map<string, number[]>();
  readonly #byWhole = new Map<string, number[]>();
  readonly #phrases: { text: string; index: number }[] = [];
  readonly #inside: { text: string; index: number }[] = [];
  readonly #remembered = new Map<string, readonly number[]>();
  /** First letters of the stems: most parts are told apart by them, and need no stemming. */
  readonly #starts: ReadonlySet<string>;
  /** Finds the places where an identifier with a term may be; none without words to look for. */
  readonly #finder: RegExp | undefined;
  readonly termCount: number;

  constructor(query: Query) {
    this.termCount = query.terms.length;
    for (const term of query.terms) {
      if (term.origin === 'phrase') this.#phrases.push({ text: term.text, index: term.index });
      else if (!isPlain(term.stem)) this.#inside.push({ text: term.text, index: term.index });
      else add(term.origin === 'identifier' ? this.#byWhole : this.#byStem, term.stem, term.index);
    }
    this.#addCompounds(query.terms);
    this.#starts = new Set([...this.#byStem.keys()].map((key) => key.slice(0, START)));
    const prefixes = new Set(query.terms.filter(({ origin }) => origin !== 'phrase').map(plainPrefix));
    this.#finder = prefixes.size > 0 ? new RegExp([...prefixes].join('|'), 'giu') : undefined;
  }

  /** Neighbouring words of the query are also found written as one: `web socket` in `websocket`, `threads of the pool` in `threadPool` and `threadpool`. */
  #addCompounds(terms: readonly Term[]): void {
    const words = terms.filter((term) => term.origin === 'word' && isPlain(term.stem));
    for (let i = 0; i + 1 < words.length; i++) {
      const first = words[i];
      const second = words[i + 1];
      if (!first || !second || second.index !== first.index + 1) continue;
      for (const start of new Set([first.text, first.stem])) for (const index of [first.index, second.index]) add(this.#byStem, stem(start + second.text), index);
    }
  }

  /** Indexes of the terms in one identifier as it stands in the code; a term is named as often as it occurs. */
  termsOf(identifier: string): readonly number[] {
    if (identifier.length > MAX_IDENTIFIER) return this.#matchInside(identifier);
    const known = this.#remembered.get(identifier);
    if (known) return known;
    const found = this.#match(identifier);
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(identifier, found);
    return found;
  }

  #match(identifier: string): readonly number[] {
    const parts = splitIdentifier(identifier);
    const found: number[] = [];
    for (const [i, part] of parts.entries()) {
      const next = parts[i + 1];
      const hits = this.#hitsOf(part) ?? (next === undefined ? undefined : this.#hitsOf(part + next));
      if (hits) found.push(...hits);
    }
    const whole = this.#byWhole.get(parts.join(''));
    if (whole) found.push(...whole);
    found.push(...this.#matchInside(identifier));
    return found.length > 0 ? found : none;
  }

  #hitsOf(part: string): readonly number[] | undefined {
    return this.#starts.has(part.slice(0, START)) ? this.#byStem.get(stem(part)) : undefined;
  }

  /** Words of scripts other than Latin's, which are not cut into parts or stems. */
  #matchInside(identifier: string): readonly number[] {
    if (this.#inside.length === 0) return none;
    const lower = identifier.toLowerCase().normalize('NFC');
    return this.#inside.filter(({ text }) => lower.includes(text)).map(({ index }) => index);
  }

  /** Term indexes in a piece of ripgrep's output: one identifier, or the text of a phrase. */
  termsOfMatch(text: string): readonly number[] {
    if (this.#phrases.length === 0) return this.termsOf(text);
    const lower = text.toLowerCase().replace(/\s+/g, ' ').normalize('NFC');
    const phrase = this.#phrases.find((entry) => lower.includes(entry.text));
    return phrase ? [phrase.index, ...this.#withoutPhrases(text)] : this.#withoutPhrases(text);
  }

  #withoutPhrases(text: string): readonly number[] {
    return /\s/.test(text) ? wordsIn(text).flatMap((word) => this.termsOf(word)) : this.termsOf(text);
  }

  /**
   * Walks a text and reports each hit: those of words in ascending order, then those of phrases.
   * @param onHit term index and offset of the identifier or phrase in the text
   */
  scan(text: string, onHit: (term: number, offset: number) => void): void {
    const finder = this.#finder;
    if (finder) {
      finder.lastIndex = 0;
      for (let match = finder.exec(text); match; match = finder.exec(text)) {
        let start = match.index;
        let end = start + match[0].length;
        while (start > 0 && isWordCode(text.charCodeAt(start - 1))) start--;
        while (end < text.length && isWordCode(text.charCodeAt(end))) end++;
        for (const term of this.termsOf(text.slice(start, end))) onHit(term, start);
        finder.lastIndex = end;
      }
    }
    this.#scanPhrases(text, onHit);
  }

  #scanPhrases(text: string, onHit: (term: number, offset: number) => void): void {
    for (const { text: phrase, index } of this.#phrases) for (const match of text.matchAll(phrasePattern(phrase))) onHit(index, match.index);
  }
}

/** Prefixes this short stand inside too many other words: they are looked for at the start of a part only. */
const SHORT_PREFIX = 2;

/**
 * Pattern for ripgrep (Rust's regex syntax), any case: whole identifiers that may hold a term, and phrases. It finds more than it should
 * (`log` in `catalog`), because a plain substring is what ripgrep finds fastest; TermMatcher decides.
 */
export function searchPattern(query: Query): string {
  const phrases = query.terms.filter((term) => term.origin === 'phrase').map((term) => phraseSource(term.text));
  const prefixes = query.terms.filter((term) => term.origin !== 'phrase').map(prefixPattern);
  const identifiers = prefixes.length > 0 ? [`\\w*(?:${[...new Set(prefixes)].join('|')})\\w*`] : [];
  return `(?i)(?:${[...phrases, ...identifiers].join('|')})`;
}

function prefixPattern(term: Term): string {
  const prefix = plainPrefix(term);
  if (prefix.length > SHORT_PREFIX || !isPlain(prefix)) return prefix;
  const first = prefix.slice(0, 1);
  return /[a-z]/.test(first) ? `(?-i:(?:\\b|[_0-9])${first}|${first.toUpperCase()})${prefix.slice(1)}` : prefix;
}

/** What every identifier with the term contains, in both regex syntaxes, any case. */
function plainPrefix(term: Term): string {
  if (term.origin === 'identifier') return splitIdentifier(term.text).map(bothForms).join('_?');
  return isPlain(term.stem) ? commonPrefix(term.text) : bothForms(term.text);
}

function phrasePattern(phrase: string): RegExp {
  return new RegExp(phraseSource(phrase), 'giu');
}

function phraseSource(phrase: string): string {
  return phrase.split(' ').map(bothForms).join('\\s+');
}

/** Accents may stand in the code as one character with their letter, or as one of their own. */
function bothForms(text: string): string {
  const decomposed = text.normalize('NFD');
  return decomposed === text ? escapeRegex(text) : `(?:${escapeRegex(text)}|${escapeRegex(decomposed)})`;
}

/** Escapes what means something to both regex syntaxes, and nothing that either of them would refuse to have escaped. */
function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function isPlain(text: string): boolean {
  return /^[a-z0-9]+$/.test(text);
}

function wordsIn(text: string): string[] {
  return text.match(/[\p{L}\p{N}\p{M}_]+/gu) ?? [];
}

function add(map: Map<string, number[]>, key: string, index: number): void {
  const entry = map.get(key);
  if (entry) {
    if (!entry.includes(index)) entry.push(index);
  } else map.set(key, [index]);
}
