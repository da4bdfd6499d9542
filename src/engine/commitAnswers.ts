import { isTestFile } from './fileRole.ts';
import { languageOf } from './languages.ts';
import type { FileLines } from './measures.ts';

/** What one commit wrote. */
export interface Commit {
  readonly subject: string;
  readonly files: readonly CommitFile[];
}

export interface CommitFile {
  /** Relative, forward slashes. */
  readonly path: string;
  /** Runs of added lines. */
  readonly hunks: readonly (readonly string[])[];
}

/** A commit of more files than this is about several things, or about none in particular. */
const MAX_FILES = 5;
/** A longer run of lines holds many things, and not one answer. */
const MAX_HUNK_LINES = 200;
/** Letters and digits of a line that is not found everywhere. */
const TELLING_LENGTH = 8;
const importLine = /^\s*(?:import\b|from\s.+\simport\b|use\s|using\s|#\s*include\b|(?:const|let|var)\s.+=\s*require\(|require(?:_relative)?\b|package\s|namespace\s)/;

/** Files of a commit that could answer a question: code, and not tests. */
export function codeFilesOf({ files }: Commit): readonly CommitFile[] {
  return files.filter(({ path }) => languageOf(path).role === 'code' && !isTestFile(path));
}

/**
 * The lines that a commit wrote and that still stand, found by their exact text.
 * @param linesOf lines of a file as it is today; undefined where it is gone
 * @returns empty where the commit has no code file or too many, or fewer than half of its hunks still stand
 */
export async function standingLines(commit: Commit, linesOf: (path: string) => Promise<readonly string[] | undefined>): Promise<FileLines[]> {
  const files = codeFilesOf(commit);
  if (files.length === 0 || files.length > MAX_FILES) return [];
  const standing: FileLines[] = [];
  let hunks = 0;
  for (const { path, hunks: written } of files) {
    const telling = written.map(withoutEnds).filter((hunk) => hunk.some(isTelling));
    hunks += telling.length;
    const lines = telling.length > 0 ? await linesOf(path) : undefined;
    if (!lines) continue;
    for (const hunk of telling) {
      const startLine = hunk.length > MAX_HUNK_LINES ? undefined : onlyPlaceOf(hunk, lines);
      if (startLine !== undefined) standing.push({ path, startLine, endLine: startLine + hunk.length - 1 });
    }
  }
  return 2 * standing.length >= hunks ? standing : [];
}

function isTelling(line: string): boolean {
  return (line.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= TELLING_LENGTH && !importLine.test(line);
}

/** Without blank lines before and behind. */
function withoutEnds(hunk: readonly string[]): readonly string[] {
  const first = hunk.findIndex((line) => line.trim() !== '');
  const last = hunk.findLastIndex((line) => line.trim() !== '');
  return first < 0 ? [] : hunk.slice(first, last + 1);
}

/** 1-based line; undefined where these lines stand nowhere, or in more than one place. */
function onlyPlaceOf(hunk: readonly string[], lines: readonly string[]): number | undefined {
  const [first] = hunk;
  let found: number | undefined;
  for (let at = 0; at + hunk.length <= lines.length; at++) {
    if (lines[at] !== first || hunk.some((line, offset) => lines[at + offset] !== line)) continue;
    if (found !== undefined) return undefined;
    found = at + 1;
  }
  return found;
}
