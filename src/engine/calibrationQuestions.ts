import { codeFilesOf, type Commit, standingLines } from './commitAnswers.ts';
import { commentQuery, documentationOf } from './documentation.ts';
import { isAbort, throwIfAborted } from './errors.ts';
import { isTestFile } from './fileRole.ts';
import { languageOf } from './languages.ts';
import type { FileLines } from './measures.ts';
import { commentQuestion, subjectQuestion } from './questionMining.ts';
import type { SearchOptions } from './options.ts';
import { shuffled } from './statistics.ts';
import type { CutFile, Logger, SearchScope, Snippet, SnippetSource } from './types.ts';

/** A question that the workspace itself answers. */
export interface MinedQuestion {
  readonly kind: 'comment' | 'commit';
  readonly text: string;
  /** Absolute path of the folder that paths are relative to. */
  readonly folder: string;
  /** Any of these is an answer. */
  readonly answers: readonly FileLines[];
  /** The comment that the question was made of: no search may see it. */
  readonly hidden?: FileLines;
}

export interface ScopeFile {
  /** As in the scope. */
  readonly folder: string;
  /** Relative, forward slashes. */
  readonly path: string;
}

/** Port: what questions are made of. */
export interface QuestionSources {
  /** Files of a scope, in an order that stays the same. @throws SearchError; AbortError */
  readonly files: (scope: SearchScope, signal: AbortSignal) => Promise<readonly ScopeFile[]>;
  /** Text of a file of the scope as it is now, unsaved or on disk; undefined where it cannot be read. */
  readonly text: (folder: string, path: string, scope: SearchScope) => Promise<string | undefined>;
  /** The latest commits that touched a folder. Absent where git must not be run. @throws SearchError; AbortError */
  readonly commits?: ((folder: string, signal: AbortSignal) => Promise<readonly Commit[]>) | undefined;
  readonly snippets: SnippetSource;
  readonly log: Logger;
}

/** Questions of one calibration: more make the intervals narrower, and take time. */
export const MAX_QUESTIONS = 300;
/** Files read for comments, and read at a time: as many as are parsed in one go. */
const MAX_FILES = 600;
const PORTION = 24;
/** Questions of one file: few of many files say more than many of a few. */
const PER_FILE = 3;
/** Order of files and questions; any number would do. */
const SEED = 20;

/**
 * Questions made of commits and of documentation comments, each kind as good as half of them where there are enough.
 * @param limit aborts when there is no more time: then what was found until then is enough
 * @returns in a random order that stays the same, so that any number of the first ones is a fair sample
 * @throws SearchError where files cannot be listed; AbortError where `signal` aborts
 */
export async function mineQuestions(scope: SearchScope, options: SearchOptions, sources: QuestionSources, signal: AbortSignal, limit: AbortSignal): Promise<MinedQuestion[]> {
  const files = (await sources.files(scope, signal)).filter(({ path }) => languageOf(path).role === 'code' && !isTestFile(path));
  const [commits, comments] = await Promise.all([
    untilLimit((found) => askOfCommits(files, scope, sources, found, limit), signal),
    untilLimit((found) => askOfComments(files, scope, options, sources, found, limit), signal),
  ]);
  const half = Math.ceil(MAX_QUESTIONS / 2);
  const ofComments = comments.slice(0, Math.max(half, MAX_QUESTIONS - commits.length));
  return shuffled([...ofComments, ...commits.slice(0, MAX_QUESTIONS - ofComments.length)], SEED);
}

async function untilLimit(work: (found: MinedQuestion[]) => Promise<void>, signal: AbortSignal): Promise<MinedQuestion[]> {
  const found: MinedQuestion[] = [];
  try {
    await work(found);
  } catch (error) {
    throwIfAborted(signal);
    if (!isAbort(error)) throw error;
  }
  return onlyOnes(found);
}

/** What is said of two places has no one answer. */
function onlyOnes(questions: readonly MinedQuestion[]): MinedQuestion[] {
  const times = new Map<string, number>();
  const keyOf = ({ text }: MinedQuestion): string => text.toLowerCase();
  for (const question of questions) times.set(keyOf(question), (times.get(keyOf(question)) ?? 0) + 1);
  return questions.filter((question) => times.get(keyOf(question)) === 1);
}

async function askOfCommits(files: readonly ScopeFile[], scope: SearchScope, { text, commits, log }: QuestionSources, found: MinedQuestion[], limit: AbortSignal): Promise<void> {
  if (!commits) return;
  for (const { path: folder } of scope.folders) {
    const paths = new Set(files.filter((file) => file.folder === folder).map(({ path }) => path));
    const history = await commits(folder, limit).catch((error: unknown) => {
      if (isAbort(error)) throw error;
      log.debug(`no questions of commits: ${String(error)}`); // No repository, or none that can be asked: comments are left.
      return [];
    });
    for (const commit of shuffled(history, SEED)) {
      if (found.length >= MAX_QUESTIONS) return;
      throwIfAborted(limit);
      const question = codeFilesOf(commit).length > 0 ? subjectQuestion(commit.subject) : undefined;
      if (question === undefined) continue;
      const answers = await standingLines(commit, async (path) => (paths.has(path) ? (await text(folder, path, scope))?.split(/\r\n|\n|\r/) : undefined));
      if (answers.length > 0) found.push({ kind: 'commit', text: question, folder, answers });
    }
  }
}

async function askOfComments(all: readonly ScopeFile[], scope: SearchScope, options: SearchOptions, sources: QuestionSources, found: MinedQuestion[], limit: AbortSignal): Promise<void> {
  const files = shuffled(all, SEED).slice(0, MAX_FILES);
  for (let at = 0; at < files.length && found.length < MAX_QUESTIONS; at += PORTION) {
    const portion = await Promise.all(
      files.slice(at, at + PORTION).map(async ({ folder, path }) => ({ folder, path, overlay: await sources.text(folder, path, scope) })),
    );
    const requests = portion.flatMap(({ overlay, ...file }) => (overlay === undefined ? [] : [{ ...file, overlay }]));
    const cut = await sources.snippets.cut(requests, commentQuery(), { maxLines: options.snippetLines, maxFileBytes: options.maxFileBytes }, limit);
    found.push(...cut.filter(({ isGenerated }) => !isGenerated).flatMap(questionsIn));
  }
}

function questionsIn(file: CutFile): MinedQuestion[] {
  const symbols = new Set<string>();
  const questions = file.snippets.flatMap((snippet) => {
    const { symbol } = snippet;
    if (symbol === undefined || symbols.has(symbol)) return [];
    const question = questionOf(snippet, symbol, file);
    if (question) symbols.add(symbol);
    return question ?? [];
  });
  return shuffled(questions, SEED).slice(0, PER_FILE);
}

function questionOf(snippet: Snippet, symbol: string, { folder, path, language }: CutFile): MinedQuestion | undefined {
  const comment = documentationOf(snippet, language);
  const text = comment && commentQuestion(comment.text, symbol);
  if (!comment || text === undefined) return undefined;
  // A comment above the code is no part of the answer; hidden inside, it is blank lines.
  const startLine = comment.endLine < snippet.titleLine ? comment.endLine + 1 : snippet.startLine;
  return { kind: 'comment', text, folder, answers: [{ path, startLine, endLine: snippet.endLine }], hidden: { path, startLine: comment.startLine, endLine: comment.endLine } };
}

/** A file's text with some of its lines empty; all others keep their numbers. */
export function withoutLines(text: string, { startLine, endLine }: Pick<FileLines, 'startLine' | 'endLine'>): string {
  return text.split(/\r\n|\n|\r/).map((line, at) => (at + 1 >= startLine && at + 1 <= endLine ? '' : line)).join('\n');
}
