import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFile, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { jinaServer, startServer } from './rerankDoubles.ts';
import { jsonLines, runCli, type CliRun } from './runCli.ts';
import { fixtures, root } from './startReranker.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const files = {
  'src/client.ts': '/** Sends a request again. */\nexport async function retryRequest(send) {\n  for (let attempt = 0; attempt < 3; attempt++) {\n    await send();\n  }\n}\n',
  'src/other.ts': 'export function retryLater() {\n  return 1;\n}\n\nexport function draw() {\n  retryLater();\n  return 2;\n}\n',
  'docs/a.py': 'def retry():\n    pass\n',
};

interface Row {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly symbol?: string | null;
  readonly score: number;
  readonly relevance: number | null;
  readonly logit: number | null;
  readonly textScore: number;
  readonly textRank: number;
}

interface Answer {
  readonly qid: unknown;
  readonly results: readonly Row[];
  readonly ms: number;
  readonly stages: Readonly<Record<string, number>>;
  readonly error?: string;
}

const rowFields = ['path', 'startLine', 'endLine', 'score', 'relevance', 'logit', 'textScore', 'textRank'];

function assertOneComplaint({ stderr, stdout }: CliRun, pattern: RegExp): void {
  assert.equal(stderr.length, 1, stderr.join('\n'));
  assert.match(stderr[0] ?? '', pattern);
  assert.equal(stdout, '');
}

test('search prints path:line, score and lines, and ends with 0', async (context) => {
  const folder = await temporaryFolder(context, files);
  const { code, stdout, stderr } = await runCli(['search', 'retry the request', '--order', 'text'], { folder });
  assert.deepEqual([code, stderr], [0, []]);
  assert.match(stdout, /^src\/client\.ts:1 {2}\d+\.\d\d {2}retryRequest\n +1 {2}\/\*\* Sends a request again\. \*\/\n +2 {2}export async function retryRequest/);
  assert.ok(!stdout.includes('\u001b'), 'no colour in a pipe');
});

test('search --json gives one object of the documented shape', async (context) => {
  const folder = await temporaryFolder(context, files);
  const { code, stdout } = await runCli(['search', '--json', '--order=text', 'retry request', folder]);
  const answer = JSON.parse(stdout) as { query: string; results: Row[]; files: unknown; ms: number; stages: Record<string, number>; model: unknown; device: unknown };
  assert.equal(code, 0);
  for (const field of ['query', 'results', 'answered', 'files', 'ms', 'stages', 'model', 'device']) assert.ok(Object.hasOwn(answer, field), field);
  assert.deepEqual([answer.query, answer.files, answer.model, answer.device], ['retry request', { searched: 3, matched: 3 }, null, null]);
  assert.deepEqual(Object.keys(answer.stages), ['find', 'cut', 'rank']);
  const [first] = answer.results;
  for (const field of [...rowFields, 'symbol']) assert.ok(first && Object.hasOwn(first, field), field);
  assert.deepEqual([first?.path, first?.startLine, first?.endLine, first?.symbol, first?.textRank, first?.logit], ['src/client.ts', 1, 6, 'retryRequest', 1, null]);
});

test('with the shipped model the rows have logits, and model and device are told', async (context) => {
  const folder = await temporaryFolder(context, files);
  const { code, stdout, stderr } = await runCli(['search', '--json', 'where is a request sent again', folder]);
  const answer = JSON.parse(stdout) as { results: Row[]; stages: Record<string, number>; model: string; device: string };
  assert.deepEqual([code, stderr, answer.model, answer.device], [0, [], 'code-reranker', 'cpu']);
  assert.equal(answer.results[0]?.path, 'src/client.ts');
  for (const { logit, relevance } of answer.results) assert.ok(logit !== null && relevance !== null && relevance > 0 && relevance < 1);
  assert.ok((answer.stages['rerank'] ?? 0) > 0);
});

test('a model that cannot be had leaves the text order and one line that says so', async (context) => {
  const folder = await temporaryFolder(context, files);
  const { code, stdout, stderr } = await runCli(['search', '--json', '--model', './no-model', 'retry request', folder]);
  assert.equal(code, 0);
  assert.equal(stderr.length, 1);
  assert.match(stderr[0] ?? '', /model.*text order/i);
  assert.equal((JSON.parse(stdout) as { results: Row[] }).results[0]?.path, 'src/client.ts');
});

test('where nothing seems to answer, one line says so, and the nearest places stand below', async (context) => {
  const folder = await temporaryFolder(context, files);
  const question = 'how are kubernetes certificates rotated before the retry';
  const people = await runCli(['search', '--order', 'text', question, folder]);
  assert.deepEqual([people.code, people.stderr], [0, ['Nothing here seems to answer this. The nearest places are below.']]);
  assert.match(people.stdout, /retry/);
  const program = await runCli(['search', '--json', '--order', 'text', question, folder]);
  const { answered, results } = JSON.parse(program.stdout) as { answered: unknown; results: unknown[] };
  assert.deepEqual([program.stderr, answered, results.length > 0], [[], false, true]);
});

test('limits, rows per file and globs are kept to', async (context) => {
  const folder = await temporaryFolder(context, { ...files, '.gitignore': 'docs/' });
  const rows = async (...args: string[]): Promise<Row[]> => (JSON.parse((await runCli(['search', '--json', '--order', 'text', 'retry', folder, ...args])).stdout) as { results: Row[] }).results;
  assert.equal((await rows('--limit', '1')).length, 1);
  assert.deepEqual((await rows('--per-file', '1')).map((row) => row.path).toSorted(), ['src/client.ts', 'src/other.ts']);
  assert.deepEqual(new Set((await rows('--no-ignore', '--include', '*.py')).map((row) => row.path)), new Set(['docs/a.py']));
  assert.ok((await rows('--exclude', 'client.ts')).every((row) => row.path === 'src/other.ts'));
});

test('several folders are searched, and explain says why', async (context) => {
  const one = await temporaryFolder(context, { 'a.ts': 'retry();' });
  const two = await temporaryFolder(context, { 'b.ts': 'retry();' });
  const { stdout } = await runCli(['search', '--order', 'text', '--explain', 'retry', one, two]);
  assert.match(stdout, /a\.ts:1/);
  assert.match(stdout, /b\.ts:1/);
  assert.match(stdout, /found retry/);
});

test('nothing found ends with 1', async (context) => {
  const folder = await temporaryFolder(context, files);
  const { code, stdout, stderr } = await runCli(['search', 'xylophone', folder]);
  assert.deepEqual([code, stderr], [1, []]);
  assert.match(stdout, /^0 results/);
});

test('wrong use ends with 2 and one line', async () => {
  for (const args of [['serach', 'x'], ['search'], ['search', 'x', '--limit', 'many'], ['search', 'x', '--nonsense'], ['batch'], ['batch', 'no such file.jsonl']]) {
    const run = await runCli(args);
    assert.equal(run.code, 2, args.join(' '));
    assertOneComplaint(run, /./);
  }
});

test('a failure ends with 3 and one line that says what to do', async (context) => {
  const folder = await temporaryFolder(context, files);
  const missing = await runCli(['search', 'x', path.join(folder, 'gone')]);
  assert.equal(missing.code, 3);
  assertOneComplaint(missing, /folder does not exist.*gone/);
  const glob = await runCli(['search', 'retry', folder, '--include', 'src/{a', '--order', 'text']);
  assert.equal(glob.code, 3);
  assertOneComplaint(glob, /globs/);
  assertOneComplaint(await runCli(['search', '', folder]), /Type at least one word\.$/);
});

test('help and version go to standard output', async () => {
  const help = await runCli(['--help']);
  assert.deepEqual([help.code, help.stderr], [0, []]);
  assert.match(help.stdout, /usage:/);
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string };
  assert.equal((await runCli(['--version'])).stdout.trim(), version);
});

test('batch answers in the order of its lines, and a bad line with its error', async (context) => {
  const folder = await temporaryFolder(context, files);
  const questions = [
    JSON.stringify({ qid: 'a', query: 'retry request', folder }),
    JSON.stringify({ qid: 7, query: 'retry', folder, root: 'docs' }),
    '',
    'no JSON',
    JSON.stringify({ qid: 'gone', query: 'retry', folder: path.join(folder, 'gone') }),
    JSON.stringify({ qid: 'outside', query: 'retry', folder, root: '../..' }),
    JSON.stringify({ qid: 'none', query: 'xylophone', folder }),
    JSON.stringify({ qid: 'empty', query: '', folder }),
    JSON.stringify({ qid: 'unfit', query: 1, folder }),
    JSON.stringify({ qid: 'odd', query: '"a\u0000b" \u{1f600}', folder }),
    JSON.stringify({ qid: 'last', query: 'draw', folder }),
  ];
  const list = await temporaryFolder(context, { 'questions.jsonl': `\ufeff${questions.join('\r\n')}` });
  const { code, stdout, stderr } = await runCli(['batch', '--order', 'text', path.join(list, 'questions.jsonl')]);
  const answers = jsonLines<Answer>(stdout);
  assert.deepEqual(answers.map(({ qid, error }) => [qid, error]), [
    ['a', undefined], [7, undefined], [null, 'badLine'], ['gone', 'folderNotFound'], ['outside', 'badLine'], ['none', undefined], ['empty', 'emptyQuery'], ['unfit', 'badLine'], ['odd', undefined], ['last', undefined],
  ]);
  assert.deepEqual(answers[1]?.results.map((row) => row.path), ['docs/a.py']);
  assert.deepEqual(answers.at(-1)?.results[0]?.path, 'src/other.ts');
  assert.deepEqual(Object.keys(answers[0]?.results[0] ?? {}), rowFields);
  for (const { results, ms, stages } of answers) assert.ok(Array.isArray(results) && typeof ms === 'number' && typeof stages === 'object');
  assert.deepEqual([code, stderr.length], [3, 5], stderr.join('\n'));
});

test('batch reads standard input, and ends with 0 where something was found and 1 where nothing was', async (context) => {
  const folder = await temporaryFolder(context, files);
  const ask = (query: string) => runCli(['batch', '--order', 'text', '--limit', '2', '--per-file', '1', '-'], { input: `${JSON.stringify({ qid: 'q', query, folder })}\n` });
  const found = await ask('retry');
  assert.deepEqual([found.code, found.stderr], [0, []]);
  const [answer] = jsonLines<Answer>(found.stdout);
  assert.equal(answer?.results.length, 2);
  assert.equal(new Set(answer.results.map((row) => row.path)).size, 2);
  assert.equal((await ask('xylophone')).code, 1);
});

test('batch keeps the model for all its lines', async (context) => {
  const folder = await temporaryFolder(context, files);
  const input = Array.from({ length: 3 }, (_, place) => `${JSON.stringify({ qid: place, query: 'where is a request sent again', folder })}\n`).join('');
  const { code, stdout } = await runCli(['batch', '-'], { input });
  const answers = jsonLines<Answer>(stdout);
  assert.equal(code, 0);
  assert.ok(answers.every(({ results }) => results.every(({ logit }) => logit !== null)));
  // Loading is part of the first answer's time alone.
  assert.ok((answers[0]?.stages['rerank'] ?? 0) > (answers[2]?.stages['rerank'] ?? 0));
});

test('rerank gives the logits of the reference, and the same between 0 and 1', async () => {
  const model = path.join(fixtures, 'xlm-roberta-tiny-random');
  const reference = JSON.parse(await readFile(path.join(model, 'reference-logits.json'), 'utf8')) as { pairs: { query: string; passage: string; logit: number }[] };
  const input = reference.pairs.map(({ query, passage }) => `${JSON.stringify({ query, passages: [passage] })}\n`).join('');
  const { code, stdout, stderr } = await runCli(['rerank', '--model', model], { input });
  assert.deepEqual([code, stderr], [0, []]);
  for (const [place, { scores, normalized }] of jsonLines<{ scores: number[]; normalized: number[] }>(stdout).entries()) {
    const logit = reference.pairs[place]?.logit ?? Number.NaN;
    assert.ok(Math.abs((scores[0] ?? Number.NaN) - logit) < 1e-4, `pair ${place}: ${scores[0]} is not ${logit}`);
    assert.ok(Math.abs((normalized[0] ?? Number.NaN) - 1 / (1 + Math.exp(-logit))) < 1e-4);
  }
});

test('rerank scores many passages in their order, none as none, and refuses a line it cannot read', async () => {
  const model = path.join(fixtures, 'xlm-roberta-tiny-random');
  const passages = Array.from({ length: 40 }, (_, place) => `passage ${place} ${'word '.repeat(place)}`);
  const { stdout } = await runCli(['rerank', '--model', model], { input: `${JSON.stringify({ query: 'q', passages })}\n${JSON.stringify({ query: 'q', passages: passages[7] })}\n{"query":"q","passages":[]}\n` });
  const [all, one, none] = jsonLines<{ scores: number[] }>(stdout);
  assert.equal(all?.scores.length, 40);
  assert.ok(Math.abs((all.scores[7] ?? Number.NaN) - (one?.scores[0] ?? Number.NaN)) < 1e-4);
  assert.deepEqual(none?.scores, []);
  const refused = await runCli(['rerank', '--model', model], { input: '{"query":"q"}\n' });
  assert.equal(refused.code, 2);
  assertOneComplaint(refused, /passages/);
});

test('rerank without its model fails in one line', async () => {
  const run = await runCli(['rerank', '--model', './no-model'], { input: '{"query":"q","passages":["p"]}\n' });
  assert.equal(run.code, 3);
  assertOneComplaint(run, /model/i);
});

test('search with a server ranks by its scores, says so, and works without it too', async (context) => {
  const folder = await temporaryFolder(context, files);
  const server = await startServer(context, jinaServer());
  const ask = (endpoint: string) => runCli(['search', '--json', '--endpoint', endpoint, '--endpoint-model', 'bge', 'retry', folder]);
  const found = await ask(server.url);
  assert.deepEqual([found.code, found.stderr], [0, []]);
  const { model, device, results } = JSON.parse(found.stdout) as { model: string; device: string; results: { logit: number | null }[] };
  assert.deepEqual([model, device], ['bge', 'server']);
  assert.ok(results.length > 0 && results.every(({ logit }) => logit !== null));
  assert.ok(server.seen.some(({ body }) => body['query'] === 'retry'));
  const alone = await ask('http://127.0.0.1:1');
  assert.equal(alone.code, 0);
  assert.equal(alone.stderr.length, 1);
  assert.match(alone.stderr[0] ?? '', /^server 127\.0\.0\.1:1 unavailable: .*; using the model on this machine/);
});

test('doctor finds everything in its place', async (context) => {
  const store = await temporaryFolder(context);
  const { code, stdout, stderr } = await runCli(['doctor'], { environment: { XDG_CACHE_HOME: store, LOCALAPPDATA: store } });
  assert.deepEqual([code, stderr], [0, []]);
  for (const part of ['text search', 'grammars', 'model', 'devices']) assert.match(stdout, new RegExp(`^ok +${part}`, 'm'));
  assert.match(stdout, /^(ok|no) +device \w+ .*(pairs a second|failed|absent)/m);
});

test('doctor says what works and what does not where the native runtime cannot be loaded', async (context) => {
  const installed = await temporaryFolder(context, { 'dist/runtime/nothing': '' });
  for (const name of ['package.json', 'dist/cli.js', 'dist/model.js', 'dist/modelWasm.js']) await copyFile(path.join(root, name), path.join(installed, name));
  for (const name of ['models', 'dist/bin', 'dist/grammars', 'dist/wasm']) await symlink(path.join(root, name), path.join(installed, name), 'junction');
  const { code, stdout, stderr } = await runCli(['doctor'], { dist: path.join(installed, 'dist'), environment: { XDG_CACHE_HOME: installed, LOCALAPPDATA: installed } });
  assert.deepEqual([code, stderr], [0, []], stdout);
  assert.match(stdout, /^ok +model: code-reranker on wasm, q8: first score after /m);
  assert.match(stdout, /^no +device cpu q8: failed: the runtime cannot be loaded: Cannot find module '\S+'$/m);
  assert.match(stdout, /^ok +device wasm q8: [\d.]+ pairs a second/m);
  assert.match(stdout, /^ok +devices: none of .*cpu works here; the model runs on wasm q8/m);
});

test('a reader that closes the pipe early ends it in peace', { skip: process.platform === 'win32' }, async () => {
  const child = spawn(process.execPath, [path.join(root, 'dist', 'cli.js'), 'batch', '--order', 'text', '-'], { stdio: 'pipe' });
  const question = `${JSON.stringify({ qid: 'q', query: 'function', folder: path.join(fixtures, 'languages') })}\n`;
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.on('error', () => undefined); // It ends before it has read all questions.
  child.stdin.end(question.repeat(50));
  child.stdout.once('data', () => child.stdout.destroy());
  const code = await new Promise((resolve) => child.once('close', resolve));
  assert.deepEqual([code, stderr], [0, '']);
});

test('Ctrl+C ends it without a word, with the code that shells give', { skip: process.platform === 'win32' }, async () => {
  const child = spawn(process.execPath, [path.join(root, 'dist', 'cli.js'), 'batch', '--order', 'text', '-'], { stdio: 'pipe' });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.write(`${JSON.stringify({ qid: 'q', query: 'function', folder: path.join(fixtures, 'languages') })}\n`);
  // It has answered, and waits for the next question.
  child.stdout.once('data', () => child.kill('SIGINT'));
  const code = await new Promise((resolve) => child.once('close', resolve));
  assert.deepEqual([code, stderr], [130, '']);
});
