import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MinedQuestion } from '../../src/engine/calibrationQuestions.ts';
import { withoutLines } from '../../src/engine/calibrationQuestions.ts';
import { LEAST_QUESTIONS, type Outcome, reportOf, type Way } from '../../src/engine/calibrationReport.ts';
import { type CommitFile, standingLines } from '../../src/engine/commitAnswers.ts';
import { type FileLines, reciprocalRank } from '../../src/engine/measures.ts';
import { seededRandom, shuffled } from '../../src/engine/statistics.ts';
import { parseCommits } from '../../src/node/gitCommits.ts';
import { calibrationItems, calibrationMarkdown, verdictText } from '../../src/vscode/calibrationItems.ts';
import { english } from './vscode/samples.ts';

const text: Way = { order: 'text', model: undefined };
const blended: Way = { order: 'blended', model: 'code-reranker' };
const reranked: Way = { order: 'reranked', model: 'code-reranker' };

function questions(count: number): MinedQuestion[] {
  return Array.from({ length: count }, (_, at) => ({ kind: at % 3 === 0 ? 'commit' : 'comment', text: `question ${at}`, folder: '/code', answers: [] }));
}

/** Outcomes of a way for so many questions. */
function answered(way: Way, count: number, rankOf: (question: number) => number, ms = 100): Outcome[] {
  return Array.from({ length: count }, (_, question) => ({ ...way, question, reciprocalRank: rankOf(question), ms: question === 0 ? 9_000 : ms }));
}

const good = (question: number): number => (question % 4 === 0 ? 0.5 : 1);
const fair = (question: number): number => (question % 2 === 0 ? 0.25 : 0.5);

function linesOf(files: Readonly<Record<string, readonly string[]>>): (path: string) => Promise<readonly string[] | undefined> {
  return (path) => Promise.resolve(files[path]);
}

function file(path: string, ...hunks: string[][]): CommitFile {
  return { path, hunks };
}

function row(path: string, startLine: number, endLine: number): FileLines {
  return { path, startLine, endLine };
}

describe('a recommendation', () => {
  it('is made where another way surely answers better than the one in force', () => {
    const report = reportOf(questions(60), [...answered(text, 60, fair), ...answered(reranked, 60, good), ...answered(blended, 60, fair)], text, []);
    assert.deepEqual([report.better?.order, report.better?.model], ['reranked', 'code-reranker']);
    assert.ok((report.better?.gain?.lower ?? 0) > 0);
    assert.equal(verdictText(report, english), 'Surely better here: Model · code-reranker.');
  });

  it('is not made where chance explains the difference, or nothing differs', () => {
    const random = seededRandom(5);
    const ranks = Array.from({ length: 60 }, () => 1 / (1 + Math.floor(random() * 5)));
    const report = reportOf(questions(60), [...answered(text, 60, (at) => ranks[at] ?? 0), ...answered(reranked, 60, (at) => ranks[59 - at] ?? 0), ...answered(blended, 60, (at) => ranks[at] ?? 0)], blended, []);
    assert.equal(report.better, undefined);
    assert.equal(verdictText(report, english), 'Nothing is surely better here than what is set now.');
  });

  it('is text alone where the model makes it worse', () => {
    assert.equal(reportOf(questions(60), [...answered(text, 60, good), ...answered(blended, 60, fair)], blended, []).better?.order, 'text');
  });

  it('is not made of too few questions, however clear', () => {
    const few = LEAST_QUESTIONS - 1;
    const report = reportOf(questions(few), [...answered(text, few, fair), ...answered(blended, few, good)], text, []);
    assert.deepEqual([report.isTooLittle, report.better], [true, undefined]);
    assert.match(verdictText(report, english), /Too few questions .* 30 are needed/);
  });

  it('is not made of a model that had time for too few, nor against what was not measured', () => {
    const slow: Way = { order: 'blended', model: 'owner/slow' };
    const report = reportOf(questions(60), [...answered(text, 60, fair), ...answered(blended, 60, fair), ...answered(slow, 10, good)], blended, []);
    assert.equal(report.better, undefined);
    const unknown = reportOf(questions(60), [...answered(text, 60, fair), ...answered(blended, 60, good)], { order: 'blended', model: undefined }, []);
    assert.equal(unknown.better, undefined);
    assert.equal(verdictText(unknown, english), 'What is set now was not measured.');
  });
});

describe('the table', () => {
  const report = reportOf(questions(50), [...answered(text, 50, fair, 40), ...answered(reranked, 40, good, 400), ...answered(blended, 40, fair, 400)], blended, []);

  it('compares all ways on the questions that a model had time for, and does not count the start of a model', () => {
    assert.deepEqual(report.rows.map(({ order, questions: asked, mrr, hitAt5, seconds }) => [order, asked, mrr, hitAt5, seconds]), [['text', 40, 0.375, 1, 0.04], ['reranked', 40, 0.875, 1, 0.4], ['blended', 40, 0.375, 1, 0.4]]);
    assert.equal(report.questions.length, 40);
  });

  it('offers the better way first and says what is set now', () => {
    const items = calibrationItems(report, english);
    assert.deepEqual(items.map(({ label }) => label), ['$(star-full) Model · code-reranker', 'Text', '$(check) Text and model · code-reranker']);
    assert.match(items[2]?.detail ?? '', /set now/);
    assert.equal(items[1]?.description, 'MRR 0.375 · in the first five 100 % · 0.04 s a search');
  });

  it('stays a table in Markdown, whatever a model is called', () => {
    const named = reportOf(questions(40), [...answered(text, 40, fair), ...answered({ order: 'blended', model: '/models/a | b\n# [x](command:y)' }, 40, fair)], text, []);
    const lines = calibrationMarkdown(named, english).split('\n');
    assert.equal(lines[0], '40 questions: 26 of comments, 14 of commits.');
    assert.deepEqual(lines.slice(2, 6).map((line) => line.split(/(?<!\\)\|/).length), [9, 9, 9, 9]);
    assert.ok(!lines.join('\n').includes('[x](command'));
  });
});

describe('what a commit wrote', () => {
  const log = [
    '\0Retry failed uploads', '', 'diff --git a/src/up.ts b/src/up.ts', '--- a/src/up.ts', '+++ b/src/up.ts',
    '@@ -3,0 +4,2 @@ class Up', '+  retryUpload(file);', '++++ b/not/a/file.ts', '@@ -9 +11 @@', '-  const before = 1;', '+  const attempts = countAttempts(file);\r',
    'diff --git a/a b.ts b/a b.ts', '--- a/a b.ts', '+++ b/a b.ts\t', '@@ -1,2 +0,0 @@', '-gone', '-gone', '\\ No newline at end of file',
    'diff --git "a/\\303.ts" "b/\\303.ts"', '--- "a/x.ts"', '+++ "b/\\303.ts"', '@@ -0,0 +1 @@', '+unusual name of a file', '\0Another', '',
  ].join('\n');

  it('is read from the log, also where a line looks like something else', () => {
    assert.deepEqual(parseCommits(log), [
      { subject: 'Retry failed uploads', files: [{ path: 'src/up.ts', hunks: [['  retryUpload(file);', '+++ b/not/a/file.ts'], ['  const attempts = countAttempts(file);']] }, { path: 'a b.ts', hunks: [] }] },
      { subject: 'Another', files: [] },
    ]);
    assert.deepEqual(parseCommits(log.slice(0, log.indexOf('not/a'))).map(({ files }) => files[0]?.hunks.length), [1]);
  });


  it('answers where it stands today, moved or not', async () => {
    const commit = { subject: '', files: [file('src/a.ts', ['const retries = 3;', 'retryUpload(file, retries);'], ['}']), file('src/a.test.ts', ['expect(uploads).toBe(3);'])] };
    assert.deepEqual(await standingLines(commit, linesOf({ 'src/a.ts': ['', 'new line', 'const retries = 3;', 'retryUpload(file, retries);', '}'] })), [{ path: 'src/a.ts', startLine: 3, endLine: 4 }]);
  });

  it('answers nothing where most of it is gone, stands twice, or is spread over many files', async () => {
    const hunk = ['retryUpload(file, retries);'];
    const commit = { subject: '', files: [file('a.ts', hunk, ['const other = wasRewritten();'], ['const third = wasRewritten();'])] };
    assert.deepEqual(await standingLines(commit, linesOf({ 'a.ts': hunk })), []);
    assert.deepEqual(await standingLines({ subject: '', files: [file('a.ts', hunk)] }, linesOf({ 'a.ts': [...hunk, ...hunk] })), []);
    const long = Array.from({ length: 300 }, (_, at) => `const value${at} = compute(${at});`);
    assert.deepEqual(await standingLines({ subject: '', files: [file('a.ts', long)] }, linesOf({ 'a.ts': long })), []);
    const many = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => file(`${name}.ts`, hunk));
    assert.deepEqual(await standingLines({ subject: '', files: many }, () => Promise.resolve(hunk)), []);
    assert.deepEqual(await standingLines({ subject: '', files: [file('a.ts', ["import { retry } from './retry';"])] }, linesOf({ 'a.ts': ["import { retry } from './retry';"] })), []);
  });
});

describe('measuring', () => {
  it('hides a comment and leaves every other line its number', () => {
    assert.equal(withoutLines('a\r\n// says it all\r\n// twice\r\ncode()', { startLine: 2, endLine: 3 }), 'a\n\n\ncode()');
  });

  it('counts the first row that finds any of the answers', () => {
    assert.equal(reciprocalRank([row('b.ts', 1, 9), row('a.ts', 1, 9), row('a.ts', 20, 30)], [row('a.ts', 22, 23), row('a.ts', 60, 70)]), 1 / 3);
    assert.equal(reciprocalRank([row('a.ts', 1, 9)], [row('a.ts', 9, 40)]), 0);
  });

  it('takes the same sample every time', () => {
    const values = Array.from({ length: 20 }, (_, at) => at);
    assert.deepEqual(shuffled(values, 3), shuffled(values, 3));
    assert.deepEqual(shuffled(values, 3).toSorted((a, b) => a - b), values);
    assert.notDeepEqual(shuffled(values, 3), shuffled(values, 4));
  });
});
