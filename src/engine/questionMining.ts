import { splitIdentifier } from './identifiers.ts';
import { stem } from './stem.ts';
import { parseQuery } from './terms.ts';
import type { Term } from './types.ts';

/** Words of a sentence that somebody could ask with. */
const MIN_WORDS = 4;
const MAX_WORDS = 25;
/** Words of a commit's subject that say what it is about. */
const MIN_CONTENT_WORDS = 3;
/** Characters of a comment that are looked at: its first sentence stands at its beginning. */
const MAX_COMMENT = 2_000;
/** Least share of letters and spaces: what has fewer is code or a drawing. */
const MIN_LETTERS = 0.85;

/** What says nothing about the code below it. */
const boilerplate = /copyright|licen[cs]e|spdx|all rights reserved|\b(?:todo|fixme|xxx|hack|deprecated|noqa|nolint|nosec|eslint|tslint|prettier|pylint|rubocop|jshint|istanbul|noinspection|pragma)\b|auto-?generated|generated (?:by|from|code)|do not (?:edit|modify)|@ts-|clang-(?:format|tidy)|inheritdoc|visible for test|for (?:unit )?tests?(?:ing)? only|^\s*(?:note|nb|important|perf|warning|caution)\b|^\s*see (?:also\b|the\b|https?)|\bregion\b/i;
/** Where the description ends: parameters, examples, headings, rules. */
const tagLine = /^\s*(?:@(?!brief\b|summary\b|desc\b|description\b)\w|\\(?!brief\b)\w|:\w[^:]*:(?!`)|[-=~*+_]{3,}|```|>>>|#{1,6}\s|(?:args|arguments|parameters?|params?|options|returns?|raises|throws|yields|examples?|notes?|usage|see also|since|remarks|safety|panics|errors)\s*:?\s*$|<\/?(?:param|returns?|remarks|example|exception|typeparam|pre|ul|ol|table)\b)/i;

/**
 * The first sentence of a documentation comment as somebody would ask it who knows what it does and not what it is called.
 * @param comment without the signs of a comment; hostile text is read, never run
 * @param symbol what it is about
 * @returns one line; undefined where the comment is boilerplate, too short or too long, or says little but the name
 */
export function commentQuestion(comment: string, symbol: string): string | undefined {
  const description = withoutMarkup(descriptionOf(comment.slice(0, MAX_COMMENT)));
  if (boilerplate.test(description)) return undefined;
  const question = plain(withoutName(firstSentence(description), symbol));
  const words = question.match(/[\p{L}\p{N}_'’-]+/gu) ?? [];
  if (words.length < MIN_WORDS || words.length > MAX_WORDS || !isProse(question)) return undefined;
  return saysMoreThan(symbol, question) ? question : undefined;
}

/** Lines of the first paragraph. */
function descriptionOf(comment: string): string {
  const lines = comment.replace(/<\/summary>[^]*/, '').split('\n').map((line) => line.replace(/^\s*(?:[@\\](?:brief|summary|desc|description)\b|<summary>)/, '').trim());
  const start = lines.findIndex((line) => line !== '');
  const rest = start < 0 ? [] : lines.slice(start);
  const end = rest.findIndex((line) => line === '' || tagLine.test(line));
  return (end < 0 ? rest : rest.slice(0, end)).join(' ');
}

function withoutMarkup(text: string): string {
  return text
    .replace(/\{@(?:link|linkplain|linkcode|see) ([^\s|{}]+)[\s|]*([^{}]*)\}/g, (_, name: string, label: string) => label || (name.split(/[#.]/).at(-1) ?? name))
    .replace(/\{@\w+\s+([^}]*)\}/g, '$1')
    .replace(/<(?:see|paramref|typeparamref|seealso)\s+\w+="(?:[^"]*[.:])?([^".:]+)"\s*\/>/g, '$1')
    .replace(/<\/?[a-zA-Z][^<>]{0,100}>/g, ' ')
    .replace(/!?\[([^\][]+)\](?:\([^()]*\)|\[[^\][]*\])?/g, '$1')
    .replace(/:\w+:`~?([^`]+)`/g, '$1')
    .replace(/\bhttps?:\/\/\S+/g, ' ')
    .replace(/[`*]+/g, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}

/** Up to a full stop that ends a sentence and not an abbreviation. */
function firstSentence(text: string): string {
  const whole = text.replace(/\b(e\.g|i\.e|etc|vs|cf)\./gi, (abbreviation) => abbreviation.replaceAll('.', ''));
  return /^.*?[.!?](?=\s|$)/u.exec(whole)?.[0] ?? whole;
}

/** `Foo returns the bar` of Go and others: a question does not begin with the name that it looks for. */
function withoutName(sentence: string, symbol: string): string {
  if (!sentence.startsWith(symbol)) return sentence;
  const rest = sentence.slice(symbol.length);
  // `add an item` is said of `add`, and is no name and what it does.
  return /^[\p{L}\p{N}_]|^\s+(?:an?|the|all|this|that|one|its?)\b/u.test(rest) ? sentence : rest.replace(/^\s*(?:\(\))?['"]?\s*[-–—:,]*\s*(?:(?:is|are)\s+)?/u, '');
}

/** Without what the search box would take for filters and phrases. */
function plain(text: string): string {
  return text.replace(/["“”]/g, ' ').replace(/:(?=\s)/g, ',').replaceAll(':', ' ').replace(/(?<=^|\s)-+(?=\S)/g, '').replace(/\s+/g, ' ').replace(/[\s.;,!?-]+$/, '').trim();
}

function isProse(text: string): boolean {
  const letters = text.match(/[\p{L}\p{N}\s'’,-]/gu)?.length ?? 0;
  return letters >= MIN_LETTERS * text.length;
}

/** Of a comment that only spells the name out, the answer would be found by the name alone. */
function saysMoreThan(symbol: string, question: string): boolean {
  const parts = splitIdentifier(symbol);
  const isNamed = parts.length > 1 && question.toLowerCase().split(/[^\p{L}\p{N}_$]+/u).includes(symbol.toLowerCase());
  const own = new Set(parts.map(stem));
  const content = contentTerms(question);
  const others = content.filter((term) => !own.has(term.stem));
  return !isNamed && others.length >= 2 && 2 * others.length >= content.length;
}

function contentTerms(question: string): Term[] {
  return parseQuery(question).terms.filter(({ origin, weight }) => (origin === 'word' && weight === 1) || origin === 'identifier');
}

/** Kinds of commits that change no behaviour, in the form `kind(scope): subject`. */
const idleKinds = new Set('docs doc ci test tests build style chore release deps lint wip'.split(' '));
const idleSubject = /^(?:merge|revert|reapply|bump|release|version|prepare|publish|wip|initial|initialize|typos?|lint|format|reformat|changelog|whitespace|cleanup|clean up|squash|fixup!|amend)\b|^v?\d+[.\d]*\b|\b(?:typos?|readme|changelog|dependabot|renovate|version bump|deps|dependenc(?:y|ies)|lint(?:er|ing)?|mypy|pre-commit|formatting|code ?style|copyright|licen[cs]e|docs?|docstrings?|documentation|comments?|spelling|wording)\b|^(?:update|upgrade|downgrade|pin)\s+\S+(?:\s+\S+){0,2}\s+to\s+v?\d/i;

/**
 * A commit's subject as somebody would ask for the code that it changed.
 * @returns one line; undefined where it says nothing about code: merges, version bumps, reverts, typing errors
 */
export function subjectQuestion(subject: string): string | undefined {
  const line = subject.slice(0, 300).replace(/[\p{Cc}\s]+/gu, ' ').trim();
  const { kind = '', rest = '' } = /^(?:\[[^\]]*\]\s*|:\w+:\s*|[^\p{L}\p{N}\s]+\s+)*(?:(?<kind>[\w./-]+)(?:\([^)]*\))?!?:\s+)?(?<rest>.*)$/u.exec(line)?.groups ?? {};
  if (idleKinds.has(kind.toLowerCase()) || idleSubject.test(line) || idleSubject.test(rest)) return undefined;
  const text = withoutMarkup(rest)
    .replace(/[([]?\s*(?:(?:fix(?:es|ed)?|clos(?:es|ed)?|resolv(?:es|ed)?|refs?|see|pr|issue|gh)[\s-]*)?#\d+\s*[)\]]?/gi, ' ')
    .replace(/\b[A-Z]{2,10}-\d+\b/g, ' ')
    .replace(/\[(?:ci skip|skip ci)\]/gi, ' ');
  const question = plain(text.replace(/(?:\.{3}|…)$/, ''));
  const words = question.split(' ').length;
  return contentTerms(question).length >= MIN_CONTENT_WORDS && words <= MAX_WORDS && isProse(question) ? question : undefined;
}
