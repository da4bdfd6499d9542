import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Candidate, CutFile, Snippet, SnippetKind, Term } from '../../src/engine/types.ts';
import type { JudgedQuery, SetName } from './judgedQueries.ts';

export const fixtureFolder = path.join(import.meta.dirname, '../fixtures/ranking');

/** What the first stage and the model saw of one judged query: names, places and numbers, no text of a file. */
export interface QueryFixture {
  readonly set: SetName;
  readonly judged: JudgedQuery;
  readonly terms: readonly Pick<Term, 'text' | 'origin'>[];
  readonly filesSearched: number;
  readonly candidates: readonly Candidate[];
  /** The best files, more than a search reads, so that other weights may choose others. */
  readonly files: readonly CutFile[];
  /** By `placeOf`. */
  readonly logits: ReadonlyMap<string, number>;
  /** Paths that line-level sets are judged on. */
  readonly judgedPaths: readonly string[];
}

/** One repository's fixture as it is kept: a first line with all its files, then a line for each query that points at them by their number. */
interface PackedFile {
  readonly path: string;
  readonly language: string;
  readonly lines: number;
  readonly generated: boolean;
  readonly judged: boolean;
  readonly snippets: readonly (readonly [startLine: number, endLine: number, kind: SnippetKind, length: number, symbol?: string | null, container?: string | null])[];
}

/** Counts as pairs of term and hits: `[0, 3, 2, 1]`. */
type PackedCounts = readonly number[];

interface PackedQuery {
  readonly set: SetName;
  readonly judged: JudgedQuery;
  readonly terms: QueryFixture['terms'];
  readonly filesSearched: number;
  /** File, then counts. */
  readonly candidates: readonly (readonly [file: number, ...PackedCounts])[];
  /** File, then its snippets: number, then counts. */
  readonly files: readonly (readonly [file: number, snippets: readonly (readonly [snippet: number, ...PackedCounts])[]])[];
  readonly logits: readonly (readonly [place: string, logit: number])[];
}

/** What a snippet is known by in a fixture. */
export function placeOf({ path: file, startLine }: { readonly path: string; readonly startLine: number }): string {
  return `${file}:${startLine}`;
}

export async function writeFixture(name: string, queries: readonly QueryFixture[]): Promise<number> {
  const lines = pack(queries).map((line) => JSON.stringify(line));
  const bytes = gzipSync(`${lines.join('\n')}\n`, { level: 9 });
  await writeFile(path.join(fixtureFolder, `${name}.jsonl.gz`), bytes);
  return bytes.length;
}

export async function readFixture(name: string): Promise<QueryFixture[]> {
  const text = gunzipSync(await readFile(path.join(fixtureFolder, `${name}.jsonl.gz`))).toString('utf8');
  const [first = '[]', ...rest] = text.trimEnd().split('\n');
  const files = JSON.parse(first) as PackedFile[];
  return rest.map((line) => unpack(JSON.parse(line) as PackedQuery, files));
}

function pack(queries: readonly QueryFixture[]): unknown[] {
  const numbers = new Map<string, number>();
  const files: { packed: Omit<PackedFile, 'snippets'>; snippets: PackedFile['snippets'][number][]; places: Map<number, number> }[] = [];
  const judged = new Set(queries.flatMap(({ judgedPaths }) => judgedPaths));
  const fileNumber = (file: string): number => {
    const known = numbers.get(file) ?? files.push({ packed: { path: file, language: '', lines: 0, generated: false, judged: judged.has(file) }, snippets: [], places: new Map() }) - 1;
    numbers.set(file, known);
    return known;
  };
  const packFile = (file: CutFile): PackedQuery['files'][number] => {
    const number = fileNumber(file.path);
    const entry = files[number];
    if (entry === undefined) throw new Error(`${file.path} has no number`);
    entry.packed = { ...entry.packed, language: file.language, lines: file.lineCount, generated: file.isGenerated };
    const snippets = file.snippets.map((snippet): readonly [number, ...PackedCounts] => {
      const place = entry.places.get(snippet.startLine) ?? entry.snippets.push([snippet.startLine, snippet.endLine, snippet.kind, snippet.length, snippet.symbol ?? null, snippet.container ?? null]) - 1;
      entry.places.set(snippet.startLine, place);
      return [place, ...packCounts(snippet.counts)];
    });
    return [number, snippets];
  };
  const packed = queries.map((query): PackedQuery => ({
    set: query.set, judged: query.judged, terms: query.terms, filesSearched: query.filesSearched,
    candidates: query.candidates.map((candidate) => [fileNumber(candidate.path), ...packCounts(candidate.counts)]),
    files: query.files.map(packFile),
    logits: [...query.logits].map(([place, logit]) => [place, Math.round(logit * 1e3) / 1e3]),
  }));
  return [files.map((file): PackedFile => ({ ...file.packed, snippets: file.snippets })), ...packed];
}

function unpack(packed: PackedQuery, files: readonly PackedFile[]): QueryFixture {
  const fileAt = (number: number): PackedFile => files[number] ?? { path: '', language: '', lines: 0, generated: false, judged: false, snippets: [] };
  const counts = (pairs: PackedCounts): Float64Array => unpackCounts(pairs, packed.terms.length);
  return {
    ...packed,
    candidates: packed.candidates.map(([file, ...pairs]) => ({ folder: '', path: fileAt(file).path, counts: counts(pairs) })),
    files: packed.files.map(([number, snippets]) => {
      const { path: file, language, lines, generated, snippets: known } = fileAt(number);
      return { folder: '', path: file, language, lineCount: lines, isGenerated: generated, snippets: snippets.map(([place, ...pairs]) => unpackSnippet(known[place] ?? [0, 0, 'block', 0], counts(pairs))) };
    }),
    logits: new Map(packed.logits),
    judgedPaths: files.filter(({ judged }) => judged).map(({ path: file }) => file),
  };
}

function unpackSnippet([startLine, endLine, kind, length, symbol, container]: PackedFile['snippets'][number], counts: Float64Array): Snippet {
  return { startLine, endLine, kind, length, counts, titleLine: startLine, text: '', hitLines: [], ...(symbol ? { symbol } : {}), ...(container ? { container } : {}) };
}

function packCounts(counts: Float64Array): number[] {
  return [...counts].flatMap((hits, term) => (hits > 0 ? [term, hits] : []));
}

function unpackCounts(pairs: PackedCounts, terms: number): Float64Array {
  const counts = new Float64Array(terms);
  for (let at = 0; at < pairs.length; at += 2) counts[pairs[at] ?? 0] = pairs[at + 1] ?? 0;
  return counts;
}
