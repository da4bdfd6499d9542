import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { splitIdentifier } from '../../src/engine/identifiers.ts';
import { stem } from '../../src/engine/stem.ts';
import { parseQuery } from '../../src/engine/terms.ts';
import { PartUses } from './partUses.ts';

/** What documentation says of one piece of code, and what the code says; each stem once. */
export interface DocumentedCode {
  readonly words: readonly string[];
  readonly parts: readonly string[];
  /** Package without its version: what many packages say is no habit of one. */
  readonly source: string;
  readonly language: string;
}

export interface Corpus {
  /** Ordered by source. */
  readonly examples: readonly DocumentedCode[];
  /** The commonest spelling of each stem. */
  readonly spelling: (stemmed: string) => string;
  /** Stems of parts that stand everywhere in the code of some language, and of words that say little in a question. */
  readonly commonParts: ReadonlySet<string>;
  /** How parts are used in all code, documented or not. */
  readonly uses: PartUses;
}

interface QueryLine {
  readonly q: string;
  /** Style; `ident` is a name taken apart, which teaches nothing. */
  readonly s: string;
  readonly g: string;
  readonly pkg: string;
  readonly pos: number;
}

interface UnitLine {
  readonly i: number;
  readonly g: string;
  readonly c: string;
}

/** Languages that are not programs. */
const proseLanguages = new Set(['md', 'rst', 'yaml']);
/** A part worth learning: letters, and more than two. */
const learnable = /^[a-z]{3,}$/;

/**
 * @param folder holds train-*.jsonl.gz and written.jsonl.gz, with lines `{q, s, g, pkg, pos}` (query, style, language, package, number of
 * the snippet that answers it), and units-*.jsonl.gz, with lines `{i, g, c}` (number, language, code of a snippet)
 */
export async function readCorpus(folder: string): Promise<Corpus> {
  const spellings = new Spellings();
  const queries = (await readLines<QueryLine>(folder, /^(?:train-\d+|written)\.jsonl\.gz$/)).filter(({ s, g }) => s !== 'ident' && !proseLanguages.has(g));
  const wanted = new Set(queries.map(({ pos }) => pos));
  const partsOf = new Map<number, readonly string[]>();
  const uses = new PartUses();
  for (const { i, g, c } of await readLines<UnitLine>(folder, /^units-\d+\.jsonl\.gz$/)) {
    if (proseLanguages.has(g)) continue;
    const identifiers = [...new Set(c.replace(docString, '').replace(comments, '').match(/[A-Za-z_]\w*/g) ?? [])].map(splitIdentifier);
    uses.add(identifiers.map((parts) => parts.map(stem)));
    if (wanted.has(i)) partsOf.set(i, learnableParts(identifiers, spellings));
  }
  const examples = queries.flatMap(({ q, g, pkg, pos }) => {
    const parts = partsOf.get(pos) ?? [];
    const words = wordsIn(q, spellings);
    return parts.length > 0 && words.length > 0 ? [{ words, parts, source: pkg.replace(/-\d.*$/, ''), language: g }] : [];
  });
  examples.sort((a, b) => (a.source < b.source ? -1 : a.source > b.source ? 1 : 0));
  return { examples, spelling: (stemmed) => spellings.commonest(stemmed), commonParts: commonPartsIn(examples, spellings), uses };
}

/** A part in a larger share of a language's code is a keyword, or as good as one. */
const COMMON_SHARE = 0.16;
/** Examples of a language from which on shares in it say something. */
const LEAST_EXAMPLES = 3_000;

function commonPartsIn(examples: readonly DocumentedCode[], spellings: Spellings): Set<string> {
  const common = new Set<string>();
  for (const language of new Set(examples.map((example) => example.language))) {
    const own = examples.filter((example) => example.language === language);
    if (own.length < LEAST_EXAMPLES) continue;
    const counts = new Map<string, number>();
    for (const { parts } of own) for (const part of parts) counts.set(part, (counts.get(part) ?? 0) + 1);
    for (const [part, count] of counts) if (count > COMMON_SHARE * own.length) common.add(part);
  }
  for (const part of new Set(examples.flatMap(({ parts }) => parts))) if (saysLittle(spellings.commonest(part))) common.add(part);
  return common;
}

/** True of stop words and of words that a question counts for less. */
function saysLittle(word: string): boolean {
  const terms = parseQuery(`${word} subject`).terms.filter(({ stem: stemmed }) => stemmed !== stem('subject'));
  return terms.every(({ weight }) => weight < 1);
}

async function readLines<Line>(folder: string, names: RegExp): Promise<Line[]> {
  const files = (await readdir(folder)).filter((name) => names.test(name)).sort();
  const texts = await Promise.all(files.map(async (name) => gunzipSync(await readFile(path.join(folder, name))).toString('utf8')));
  return texts.flatMap((text) => text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Line));
}

function wordsIn(query: string, spellings: Spellings): string[] {
  const words = parseQuery(query).terms.filter(({ origin, weight, stem: stemmed }) => origin === 'word' && weight === 1 && learnable.test(stemmed));
  for (const word of words) spellings.add(word.stem, word.text);
  return words.map((word) => word.stem);
}

/** Lines that are comments in most languages, and what follows a comment sign in a line. */
const comments = /^\s*(?:\/\/|\/\*|\*|#(?!\[)|--|;|"""|''').*$|\/\/.*$/gm;
const docString = /"""[^]*?"""/g;

function learnableParts(identifiers: readonly (readonly string[])[], spellings: Spellings): string[] {
  const spelled = new Map(identifiers.flat().filter((part) => learnable.test(part)).map((part) => [stem(part), part]));
  for (const [stemmed, part] of spelled) spellings.add(stemmed, part);
  return [...spelled.keys()];
}

class Spellings {
  readonly #counts = new Map<string, Map<string, number>>();

  add(stemmed: string, spelled: string): void {
    const counts = this.#counts.get(stemmed) ?? new Map<string, number>();
    this.#counts.set(stemmed, counts.set(spelled, (counts.get(spelled) ?? 0) + 1));
  }

  /** Of equals the first in the alphabet. */
  commonest(stemmed: string): string {
    const ranked = [...(this.#counts.get(stemmed) ?? [])].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
    return ranked[0]?.[0] ?? stemmed;
  }
}
