import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import test, { type TestContext } from 'node:test';
import { promisify } from 'node:util';
import type { CalibrationRow } from '../../src/engine/calibrationReport.ts';
import { runCli } from './runCli.ts';
import { temporaryFolder, writeFiles } from './temporaryFolder.ts';

interface Answer {
  readonly questions: readonly { readonly kind: string; readonly text: string; readonly answers: readonly { readonly path: string; readonly startLine: number; readonly endLine: number }[] }[];
  readonly rows: readonly CalibrationRow[];
  readonly better: unknown;
  readonly isTooLittle: boolean;
}

/** Runs git as a person would. */
async function act(folder: string, ...args: readonly string[]): Promise<void> {
  await promisify(execFile)('git', ['-c', 'init.defaultBranch=main', '-c', 'commit.gpgsign=false', '-c', 'user.email=me@example.com', '-c', 'user.name=Me', ...args], { cwd: folder });
}

async function commit(folder: string, subject: string, files: Readonly<Record<string, string>>): Promise<void> {
  await writeFiles(folder, files);
  await act(folder, 'add', '-A');
  await act(folder, 'commit', '-m', subject);
}

const pool = `/**
 * Closes connections that have been idle for longer than allowed.
 * @param now milliseconds
 */
export function prune(now) {
  for (const socket of sockets) if (now - socket.lastUse > maxIdleTime) socket.end();
}

/** Waits until a worker has room for one more job. */
export async function acquire(workers) {
  return (await Promise.race(workers.map((worker) => worker.ready))).slot;
}

// TODO: do something about the rest of it
export function rest() {}
`;
const mail = `def deliver(message, transport):
    """Sends a message and tries again where the network fails."""
    for attempt in range(5):
        if transport.send(message.recipient, message.body):
            return attempt
`;

async function repository(context: TestContext): Promise<string> {
  const folder = await temporaryFolder(context);
  await act(folder, 'init');
  await commit(folder, 'Initial commit', { 'pool.js': pool, 'mail.py': mail });
  await commit(folder, 'feat: mask passwords in the audit log (#12)', { 'audit.js': 'export const audit = (entry) =>\n  writeEntry({ ...entry, password: entry.password.replace(/./g, "*") });\n' });
  await commit(folder, 'Bump left-pad from 1.0.0 to 1.1.0', { 'other.js': 'export const version = "1.1.0-of-left-pad";\n' });
  return folder;
}

test('a repository is measured on what its comments and commits say, in every order', async (context) => {
  const folder = await repository(context);
  const { code, stdout, stderr } = await runCli(['calibrate', folder, '--seconds', '100', '--device', 'cpu', '--json', '--cache-folder', await temporaryFolder(context)]);
  assert.equal(code, 0, stderr.join('\n'));
  const { questions, rows, better, isTooLittle } = JSON.parse(stdout) as Answer;
  const found = questions.map(({ kind, text, answers }) => [kind, text, ...answers.map(({ path, startLine, endLine }) => `${path}:${startLine}-${endLine}`)].join(' | '));
  assert.deepEqual(found.toSorted(), [
    'comment | Closes connections that have been idle for longer than allowed | pool.js:5-7',
    'comment | Sends a message and tries again where the network fails | mail.py:1-5',
    'comment | Waits until a worker has room for one more job | pool.js:10-12',
    'commit | mask passwords in the audit log | audit.js:1-2',
  ]);
  const ofModel = rows.filter(({ model }) => model === 'code-reranker' || model === null);
  assert.deepEqual(ofModel.map(({ order, questions: asked }) => `${order} ${asked}`), ['text 4', 'reranked 4', 'blended 4']);
  for (const { mrr, hitAt5, seconds } of rows) assert.ok(mrr > 0.2 && mrr <= 1 && hitAt5 <= 1 && seconds > 0, JSON.stringify(rows));
  assert.deepEqual([isTooLittle, better], [true, null]);
});

test('the comment that a question was made of helps no search to find its code', async (context) => {
  const word = 'Xylophone quartets rehearse beneath glaciers';
  const folder = await temporaryFolder(context, {
    'a.js': `/** ${word}. */\nexport function one(a) {\n  return a + 1;\n}\n`,
    'b.js': 'export function two(b) {\n  return b + 2;\n}\n',
  });
  const { stdout } = await runCli(['calibrate', folder, '--json', '--device', 'cpu', '--seconds', '60']);
  const { questions, rows } = JSON.parse(stdout) as Answer;
  assert.deepEqual(questions.map(({ text }) => text), [word]);
  assert.deepEqual(rows.filter(({ order }) => order === 'text').map(({ mrr }) => mrr), [0]);
});

test('a folder without comments and history says so and ends with the code for nothing found', async (context) => {
  const folder = await temporaryFolder(context, { 'a.js': 'export function one(a) {\n  return a + 1;\n}\n' });
  const { code, stdout } = await runCli(['calibrate', folder]);
  assert.equal(code, 1);
  assert.match(stdout, /No question could be made/);
});
