import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { FileLines } from '../src/engine/measures.ts';

/** A question that somebody wrote for a snippet of a package. */
export interface WrittenQuestion {
  readonly text: string;
  /** End of the snippet's path: packages lay their files out below folders of their own. */
  readonly path: string;
  readonly code: string;
}

/** Lines with text that have to agree for code to be found again. */
const AGREEING_LINES = 3;

/** @param corpus folder of written.jsonl.gz and units-*.jsonl.gz @returns the questions of each package */
export async function readWrittenQuestions(corpus: string): Promise<Map<string, WrittenQuestion[]>> {
  const rows = await readLines<{ q: string; pkg: string; pos: number }>(path.join(corpus, 'written.jsonl.gz'));
  const wanted = new Set(rows.map(({ pos }) => pos));
  const snippets = new Map<number, { p: string; c: string }>();
  for (const file of (await readdir(corpus)).filter((name) => /^units-.*\.jsonl\.gz$/.test(name))) {
    for (const { i, p, c } of await readLines<{ i: number; p: string; c: string }>(path.join(corpus, file))) if (wanted.has(i)) snippets.set(i, { p, c });
  }
  const questions = new Map<string, WrittenQuestion[]>();
  for (const { q, pkg, pos } of rows) {
    const snippet = snippets.get(pos);
    if (snippet) questions.set(pkg, [...(questions.get(pkg) ?? []), { text: q, path: snippet.p, code: snippet.c }]);
  }
  return questions;
}

/** Where the answers lie now. @param files relative paths of the package; questions whose code is not found are left out */
export async function writtenQuestionsOf(questions: readonly WrittenQuestion[], folder: string, files: readonly string[]): Promise<{ text: string; folder: string; answers: FileLines[] }[]> {
  const found = [];
  for (const { text, path: end, code } of questions) {
    const file = files.find((name) => name === end || name.endsWith(`/${end}`));
    if (file === undefined) continue;
    const lines = (await readFile(path.join(folder, file), 'utf8')).split(/\r\n|\n|\r/);
    const wanted = code.split('\n').map((line) => line.trim()).filter((line) => line !== '');
    const startLine = 1 + lines.findIndex((_, at) => beginsWith(lines, at, wanted.slice(0, AGREEING_LINES)));
    if (startLine > 0) found.push({ text, folder, answers: [{ path: file, startLine, endLine: startLine + code.trimEnd().split('\n').length - 1 }] });
  }
  return found;
}

function beginsWith(lines: readonly string[], at: number, wanted: readonly string[]): boolean {
  if (lines[at]?.trim() !== wanted[0]) return false;
  const here = lines.slice(at, at + 4 * AGREEING_LINES).map((line) => line.trim()).filter((line) => line !== '');
  return wanted.every((line, index) => here[index] === line);
}

async function readLines<Line>(file: string): Promise<Line[]> {
  return gunzipSync(await readFile(file)).toString('utf8').trim().split('\n').map((line) => JSON.parse(line) as Line);
}
