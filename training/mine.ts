/**
 * Makes training rows as the product meets them: questions about a package, and what the product's own first stage finds for each.
 * Questions are the first sentences of documentation comments, the comment hidden from the search that they ask, and, where there are any,
 * questions that were written for snippets of the package, and subjects of changes to it. README.md has the fields.
 * usage: node training/mine.ts --packages DIR --out DIR [--corpus DIR] [--changes DIR] [--questions N] [--exclude GLOB]...
 * --packages: a folder per package, its files as they are published; --corpus: a folder with written.jsonl.gz and units-*.jsonl.gz;
 * --changes: a folder of NAME.jsonl, and then only packages that have one; --questions: of comments, of each package (60);
 * --exclude: files that are no part of a package, such as copies of other projects.
 * Each package gets files of its own in --out; those that are there already are kept, so that a run goes on where it stopped.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { type MinedQuestion, mineQuestions, withoutLines } from '../src/engine/calibrationQuestions.ts';
import { documentationOf } from '../src/engine/documentation.ts';
import { findByText } from '../src/engine/firstStage.ts';
import { fittedBlend } from '../src/engine/fitted.ts';
import { languageOf } from '../src/engine/languages.ts';
import { type FileLines, overlaps } from '../src/engine/measures.ts';
import { defaultExclude, defaultSearchOptions } from '../src/engine/options.ts';
import { queryOf } from '../src/engine/search.ts';
import type { RankedResult, SearchPorts, SearchScope } from '../src/engine/types.ts';
import { assetsOf } from '../src/node/assets.ts';
import { readTextFile } from '../src/node/diskFiles.ts';
import { questionSources } from '../src/node/questionSources.ts';
import { benchPorts } from '../test/bench/ports.ts';
import { readWrittenQuestions, type WrittenQuestion, writtenQuestionsOf } from './writtenQuestions.ts';

/** Candidates kept of each question: as many as the product's model reads. */
const KEPT = 30;
/** Fewer teach nothing. */
const LEAST_CANDIDATES = 3;
/** Characters of a passage: more than the tokens of a pair hold. */
const MAX_PASSAGE = 1_150;

const { values } = parseArgs({
  options: { packages: { type: 'string' }, out: { type: 'string' }, corpus: { type: 'string' }, changes: { type: 'string' }, questions: { type: 'string', default: '60' }, exclude: { type: 'string', multiple: true, default: [] } },
});
const { packages, out } = values;
if (packages === undefined || out === undefined) {
  process.stderr.write('mine.ts needs --packages DIR and --out DIR\n');
  process.exit(2);
}

/** Without answers, only the text order's opinion is worth knowing. */
interface Question extends Pick<MinedQuestion, 'text' | 'folder' | 'answers' | 'hidden'> {
  readonly style: Row['s'];
}

/** A change of a package: what it is said to do, and the lines that it wrote; none where nobody knows. Or what somebody wrote to ask for them. */
interface Change {
  readonly q: string;
  readonly s?: 'change' | 'written';
  readonly answers: readonly FileLines[];
}

/** A candidate as it goes into the corpus. */
interface Unit {
  readonly i: string;
  readonly p: string;
  readonly c: string;
  readonly g: string;
}

/** A row of the corpus: `t` says of the relevant snippet, where it is known, then of each other one, what the text order thinks (see `priorOf`). */
interface Row {
  readonly q: string;
  readonly s: 'comment' | 'written' | 'change';
  readonly g: string;
  readonly pkg: string;
  readonly pos: string | null;
  readonly neg: readonly string[];
  readonly neg2: readonly string[];
  readonly t: readonly number[];
}

const dist = path.join(import.meta.dirname, '../dist');
const assets = assetsOf(dist);
const ports = await benchPorts(dist);
const written = values.corpus === undefined ? new Map<string, WrittenQuestion[]>() : await readWrittenQuestions(values.corpus);
await mkdir(out, { recursive: true });
for (const name of (await readdir(packages)).toSorted()) {
  const [rowFile, unitFile] = [path.join(out, `mined-${name}.jsonl.gz`), path.join(out, `units-mined-${name}.jsonl.gz`)];
  const changeFile = values.changes === undefined ? undefined : path.join(values.changes, `${name}.jsonl`);
  if (existsSync(rowFile) || (changeFile !== undefined && !existsSync(changeFile))) continue;
  const start = performance.now();
  const units = new Map<string, Unit>();
  const changes = changeFile === undefined ? [] : await readChanges(changeFile);
  const rows = await rowsOf(name, await realpath(path.join(packages, name)), changes, units);
  await writeFile(unitFile, linesOf([...units.values()]));
  await writeFile(rowFile, linesOf(rows));
  process.stderr.write(`${name}: ${rows.length} rows, ${((performance.now() - start) / 1000).toFixed(0)} s\n`);
}
await ports.dispose();

async function rowsOf(name: string, folder: string, changes: readonly Change[], units: Map<string, Unit>): Promise<Row[]> {
  const { signal } = new AbortController();
  const scope: SearchScope = { folders: [{ path: folder }], include: [], exclude: [...defaultExclude, ...values.exclude], useIgnoreFiles: true, overlays: new Map() };
  const sources = questionSources({ ripgrep: assets.ripgrep, maxFileBytes: defaultSearchOptions.maxFileBytes, snippets: ports.snippets, git: undefined, log: ports.log });
  const wanted = Number(values.questions);
  const comments = wanted > 0 ? (await mineQuestions(scope, defaultSearchOptions, sources, signal, signal)).slice(0, wanted) : [];
  const asked = await writtenQuestionsOf(written.get(name) ?? [], folder, (await sources.files(scope, signal)).map((file) => file.path));
  const questions: Question[] = [
    ...asked.map((question) => ({ ...question, style: 'written' as const })),
    ...comments.map((question) => ({ ...question, style: 'comment' as const })),
    ...changes.map(({ q: text, s: style = 'change', answers }) => ({ text, folder, answers, style })),
  ];
  const rows: Row[] = [];
  for (const question of questions) {
    const row = await rowOf(question, name, scope, units, ports, signal);
    if (row) rows.push(row);
  }
  return rows;
}

/** @returns undefined where the first stage does not find the answer, or next to nothing else */
async function rowOf(question: Question, name: string, scope: SearchScope, units: Map<string, Unit>, search: SearchPorts, signal: AbortSignal): Promise<Row | undefined> {
  const { held } = await findByText(queryOf(question.text, defaultSearchOptions), await hiding(question, scope), { ...defaultSearchOptions, perFile: 0 }, search, signal);
  const relevant = held.find((result) => question.answers.some((answer) => overlaps(result, answer)));
  if (!relevant && question.answers.length > 0) return undefined;
  const others = held.filter((result) => !relevant || !mayAnswer(result, relevant, question.answers));
  const candidates = [...(relevant ? [relevant] : []), ...others].slice(0, KEPT);
  const [best] = candidates;
  if (!best || candidates.length < LEAST_CANDIDATES) return undefined;
  const bestScore = held[0]?.textScore ?? 1;
  const ids = candidates.map((result) => unitOf(result, name, question.hidden !== undefined, units));
  return {
    q: question.text, s: question.style, g: best.language, pkg: packageOf(name), neg2: [], t: candidates.map((result) => priorOf(result, bestScore)),
    ...(relevant ? { pos: ids[0] ?? null, neg: ids.slice(1) } : { pos: null, neg: ids }),
  };
}

/** Releases of a package lie in folders of their own, `name@version`; a package is judged or trained on as a whole. */
function packageOf(folder: string): string {
  return folder.replace(/(?<=.)@[^@]*$/, '');
}

async function readChanges(file: string): Promise<Change[]> {
  return (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Change);
}

/** What shares lines with the answer, such as the class around it, and its namesakes elsewhere. */
function mayAnswer(result: RankedResult, relevant: RankedResult, answers: readonly FileLines[]): boolean {
  if (result.symbol !== undefined && result.symbol === relevant.symbol) return true;
  return answers.some(({ path: file, startLine, endLine }) => result.path === file && result.startLine <= endLine && result.endLine >= startLine);
}

async function hiding({ folder, hidden }: Question, scope: SearchScope): Promise<SearchScope> {
  if (!hidden) return scope;
  const read = await readTextFile(folder, hidden.path, defaultSearchOptions.maxFileBytes);
  if (read === undefined || read === 'unchanged') return scope;
  return { ...scope, overlays: new Map([[path.join(folder, hidden.path), withoutLines(read.text, hidden)]]) };
}

/** The text's part of the blended score, as a logarithm: see src/engine/blend.ts. */
function priorOf({ textScore, textRank }: RankedResult, bestScore: number): number {
  const prior = Math.log(Math.max(textScore / bestScore, 1e-6)) + fittedBlend.lines.positionWeight / Math.log2(textRank + 1);
  return Number(prior.toFixed(3));
}

/** Where the answer's comment is hidden, no candidate shows its own: else to have one would mean to be wrong. */
function unitOf(result: RankedResult, name: string, isBare: boolean, units: Map<string, Unit>): string {
  const key = `${result.id}\0${isBare}`;
  const known = units.get(key);
  if (known) return known.i;
  const comment = isBare ? documentationOf(result, result.language) : undefined;
  const text = comment ? withoutLines(result.text, { startLine: comment.startLine - result.startLine + 1, endLine: comment.endLine - result.startLine + 1 }) : result.text;
  const code = text.replace(/^(?:[^\S\n]*\n)+/, '').slice(0, MAX_PASSAGE);
  // By content, so that what several runs have mined can lie side by side.
  const digest = createHash('sha256').update(`${result.path}\n${code}`).digest('base64url').slice(0, 12);
  const unit = { i: `${name}#${digest}`, p: result.path, c: code, g: languageOf(result.path).id };
  units.set(key, unit);
  return unit.i;
}

function linesOf(entries: readonly (Unit | Row)[]): Buffer {
  return gzipSync(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
}
