import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { plainRerankOptions } from '../../src/engine/rerankOptions.ts';
import { fixtures, manyPassages, root, scoresOf, startReranker } from './startReranker.ts';

const questions = [
  {
    query: 'where are failed requests retried',
    answer: { path: 'src/http/client.ts', text: 'async function send(request) {\n  for (let attempt = 0; attempt < retries; attempt++) {\n    try { return await fetch(request) } catch { await backoff(attempt) }\n  }\n}' },
  },
  {
    query: 'read the configuration file from disk',
    answer: { path: 'config/load.py', text: 'def load_config(path):\n    with open(path) as file:\n        return yaml.safe_load(file)' },
  },
  {
    query: 'remove expired entries from the cache',
    answer: { path: 'cache/evict.go', text: 'func (c *Cache) evictExpired(now time.Time) {\n  for key, item := range c.items {\n    if item.expires.Before(now) { delete(c.items, key) }\n  }\n}' },
  },
  {
    query: 'check that the password matches its hash',
    answer: { path: 'auth/password.rb', text: 'def valid_password?(password)\n  BCrypt::Password.new(password_digest) == password\nend' },
  },
  {
    query: 'draw a line chart',
    answer: { path: 'ui/chart.js', text: 'export function drawLine(canvas, points) {\n  const context = canvas.getContext("2d");\n  points.forEach(({ x, y }) => context.lineTo(x, y));\n}' },
  },
];

test('the snippet that answers a question stands above the snippets that answer others', async (context) => {
  const reranker = startReranker(context);
  const answers = questions.map(({ answer }) => answer);
  for (const [place, { query }] of questions.entries()) {
    const scores = await scoresOf(reranker, query, answers);
    const best = scores.toSorted((a, b) => b.logit - a.logit)[0];
    assert.equal(best?.index, place, query);
  }
});

test('every passage is scored once, and the first ones come first', async (context) => {
  const reranker = startReranker(context);
  const passages = manyPassages(40);
  const order: number[] = [];
  for await (const batch of reranker.score('price of all items', passages, new AbortController().signal)) order.push(...batch.map(({ index }) => index));
  assert.deepEqual(order.toSorted((a, b) => a - b), [...passages.keys()]);
  assert.deepEqual(order.slice(0, 16).toSorted((a, b) => a - b), [...passages.keys()].slice(0, 16));
});

test('an answer far down in a long snippet is found', async (context) => {
  const reranker = startReranker(context);
  const filler = '  registry.register(new Handler(options.name, options.value));\n'.repeat(30);
  const retry = '  while (attempt++ < maxRetries) { try { return send(request) } catch { await backoff(attempt) } }\n';
  const scores = await scoresOf(reranker, 'where are failed requests retried', [
    { path: 'src/a.ts', text: `function setUp() {\n${filler}}` },
    { path: 'src/a.ts', text: `function setUp() {\n${filler}${retry}}` },
  ]);
  assert.ok((scores[1]?.logit ?? 0) > (scores[0]?.logit ?? 0) + 1);
});

test('the model, device and precision that really run are told', async (context) => {
  const reranker = startReranker(context);
  assert.equal(reranker.model, undefined);
  const model = await reranker.warm();
  assert.deepEqual(model, { id: 'code-reranker', device: 'cpu', precision: 'q8', notice: undefined });
  assert.deepEqual(reranker.model, model);
});

test('a device that is not there falls back to the processor and says so', async (context) => {
  const absent = process.platform === 'win32' ? 'coreml' : 'dml';
  const reranker = startReranker(context, { device: absent });
  const model = await reranker.warm();
  assert.equal(model.device, 'cpu');
  assert.match(model.notice ?? '', new RegExp(`^${absent} unavailable: .*; using cpu$`, 's'));
});

test('an XLM-RoBERTa model gives the logits of PyTorch, also for a truncated pair and an empty one', async (context) => {
  const model = path.join(fixtures, 'xlm-roberta-tiny-random');
  const reference = JSON.parse(await readFile(path.join(model, 'reference-logits.json'), 'utf8')) as { pairs: { query: string; passage: string; logit: number }[] };
  const reranker = startReranker(context, { model, rerank: plainRerankOptions });
  for (const { query, passage, logit } of reference.pairs) {
    const [score] = await scoresOf(reranker, query, [{ path: '', text: passage }]);
    assert.ok(Math.abs((score?.logit ?? NaN) - logit) < 1e-4, `${query}: ${score?.logit} is not ${logit}`);
  }
});

test('an XLM-RoBERTa logit does not depend on the pairs beside it', async (context) => {
  const model = path.join(fixtures, 'xlm-roberta-tiny-random');
  const reranker = startReranker(context, { model, rerank: plainRerankOptions });
  const passages = manyPassages(12);
  const together = await scoresOf(reranker, 'what is panda?', passages);
  for (const [place, passage] of passages.entries()) {
    const [alone] = await scoresOf(reranker, 'what is panda?', [passage]);
    assert.ok(Math.abs((alone?.logit ?? NaN) - (together[place]?.logit ?? NaN)) < 1e-4);
  }
});

test('the process needs nothing but its bundle and the runtime beside it, as in the installed extension', async (context) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'installed-'));
  context.after(() => rm(folder, { recursive: true }));
  for (const name of ['model.js', 'runtime']) await cp(path.join(root, 'dist', name), path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{"type": "module"}');
  const reranker = startReranker(context, {}, { entry: path.join(folder, 'model.js') });
  assert.equal((await scoresOf(reranker, 'price of all items', manyPassages(2))).length, 2);
});
