import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { plainRerankOptions } from '../../src/engine/rerankOptions.ts';
import type { ModelProcess } from '../../src/node/modelProcess.ts';
import { modelTimeLimits } from '../../src/node/modelSession.ts';
import { doubleEntry, fixtures, manyPassages, scoresOf, shippedSettings, startReranker } from './startReranker.ts';

const tiny = path.join(fixtures, 'xlm-roberta-tiny-random');
const timeLimits = { hello: 20_000, answer: 20_000, accelerator: 20_000, cancel: 300 };

/** Passages long enough that a search is under way for a while. */
const passages = manyPassages(120);
const query = 'price of all items';

test('nothing runs before the first search', async (context) => {
  const reranker = startReranker(context);
  assert.equal(reranker.pid, undefined);
  await scoresOf(reranker, query, passages.slice(0, 1));
  assert.ok(reranker.pid !== undefined);
});

test('a search that is stopped half-way ends at once, and the same process answers the next', async (context) => {
  const reranker = startReranker(context);
  const stop = new AbortController();
  let scored = 0;
  await assert.rejects(async () => {
    for await (const batch of reranker.score(query, passages, stop.signal)) {
      scored += batch.length;
      stop.abort();
    }
  }, { name: 'AbortError' });
  assert.ok(scored > 0 && scored < passages.length);
  const { pid } = reranker;
  const [next] = await scoresOf(reranker, query, passages.slice(0, 1));
  assert.equal(next?.index, 0);
  assert.equal(reranker.pid, pid);
});

test('a caller that leaves early stops the search too', async (context) => {
  const reranker = startReranker(context);
  for await (const batch of reranker.score(query, passages, new AbortController().signal)) {
    assert.ok(batch.length > 0);
    break;
  }
  assert.equal((await scoresOf(reranker, query, passages.slice(0, 2))).length, 2);
});

test('a search that was stopped before it began does nothing', async (context) => {
  const reranker = startReranker(context);
  await assert.rejects(scoresOf(reranker, query, passages, AbortSignal.abort()), { name: 'AbortError' });
  assert.equal(reranker.pid, undefined);
});

test('two searches at once both get all their scores', async (context) => {
  const reranker = startReranker(context);
  const [first, second] = await Promise.all([scoresOf(reranker, query, passages.slice(0, 30)), scoresOf(reranker, 'request', passages.slice(0, 20))]);
  assert.equal(first.length, 30);
  assert.equal(second.length, 20);
});

test('a process killed half-way is started again, and every passage is still scored once', async (context) => {
  const reranker = startReranker(context);
  const seen: number[] = [];
  const pids = new Set<number>();
  for await (const batch of reranker.score(query, passages, new AbortController().signal)) {
    seen.push(...batch.map(({ index }) => index));
    if (pids.size === 0) kill(reranker);
    if (reranker.pid !== undefined) pids.add(reranker.pid);
  }
  assert.deepEqual(seen.toSorted((a, b) => a - b), [...passages.keys()]);
  assert.equal(pids.size, 2);
});

test('a process killed twice ends the search with modelCrashed, and the next search works', async (context) => {
  const reranker = startReranker(context);
  const killed = new Set<number | undefined>();
  await assert.rejects(async () => {
    for await (const batch of reranker.score(query, passages, new AbortController().signal)) {
      assert.ok(batch.length > 0);
      if (!killed.has(reranker.pid)) killed.add(kill(reranker));
    }
  }, { code: 'modelCrashed', detail: /SIGKILL/ });
  assert.equal(killed.size, 2);
  assert.equal((await scoresOf(reranker, query, passages.slice(0, 3))).length, 3);
});

test('a process that is killed while it loads, and again, is put down to a lack of memory', async (context) => {
  const reranker = startReranker(context, {}, { entry: doubleEntry('killed'), timeLimits });
  await assert.rejects(scoresOf(reranker, query, passages), { code: 'outOfMemory', detail: /SIGKILL/ });
  assert.equal(reranker.pid, undefined);
});

test('a process that gets no memory from the system says so', { skip: process.platform !== 'linux' }, async (context) => {
  const reranker = startReranker(context, {}, { entry: doubleEntry('cramped') });
  await assert.rejects(scoresOf(reranker, 'query', manyPassages(3)), { code: 'outOfMemory', detail: /out of memory/ });
});

test('answers that come late are waited for, and those that come after the time limit are no harm', async (context) => {
  const slow = startReranker(context, {}, { entry: doubleEntry('late') });
  assert.equal((await scoresOf(slow, 'query', manyPassages(30))).length, 30);
  const tooSlow = startReranker(context, {}, { entry: doubleEntry('tooLate'), timeLimits: { ...modelTimeLimits, answer: 300 } });
  for (const question of ['one', 'two']) await assert.rejects(scoresOf(tooSlow, question, manyPassages(3)), { code: 'modelTimeout' });
});

test('garbage from the process ends the search with modelCrashed', async (context) => {
  for (const double of ['garbage', 'twice', 'raw', 'endless']) {
    const reranker = startReranker(context, {}, { entry: doubleEntry(double), timeLimits });
    await assert.rejects(scoresOf(reranker, query, passages), { code: 'modelCrashed' });
  }
});

test('a process of another version is refused', async (context) => {
  const reranker = startReranker(context, {}, { entry: doubleEntry('wrongVersion'), timeLimits });
  await assert.rejects(scoresOf(reranker, query, passages), { code: 'protocolMismatch', detail: /999/ });
});

test('a process that never says hello is given up', async (context) => {
  const reranker = startReranker(context, {}, { entry: doubleEntry('silent'), timeLimits: { ...timeLimits, hello: 300 } });
  await assert.rejects(scoresOf(reranker, query, passages), { code: 'modelTimeout' });
  assert.equal(reranker.pid, undefined);
});

test('a process that stops answering is given up', async (context) => {
  const reranker = startReranker(context, {}, { entry: doubleEntry('deaf'), timeLimits: { ...timeLimits, answer: 300 } });
  await assert.rejects(scoresOf(reranker, query, passages), { code: 'modelTimeout' });
});

test('a process that does not stop when asked to is killed', async (context) => {
  const reranker = startReranker(context, {}, { entry: doubleEntry('deaf'), timeLimits });
  for await (const batch of reranker.score(query, passages, new AbortController().signal)) {
    assert.equal(batch.length, 1);
    break;
  }
  await until(() => reranker.pid === undefined);
});

test('a process that refuses and is gone at once is heard to its last word', async (context) => {
  const reranker = startReranker(context, {}, { entry: doubleEntry('quitting'), timeLimits });
  await assert.rejects(scoresOf(reranker, query, passages), { code: 'modelInvalid', detail: /it does not load\nlibdriver\.so: cannot open/ });
  assert.equal(reranker.pid, undefined);
});

test('an entry that is not there ends the search with modelCrashed', async (context) => {
  const reranker = startReranker(context, {}, { entry: doubleEntry('absent') });
  await assert.rejects(scoresOf(reranker, query, passages), { code: 'modelCrashed', detail: /Cannot find module/ });
});

test('the process leaves when it is idle, and comes back with the next search', async (context) => {
  const reranker = startReranker(context, { idleMs: 50 });
  await scoresOf(reranker, query, passages.slice(0, 1));
  await until(() => reranker.pid === undefined);
  assert.equal((await scoresOf(reranker, query, passages.slice(0, 1))).length, 1);
});

test('another model is loaded with the next search; the one under way ends with its own', async (context) => {
  const reranker = startReranker(context);
  await reranker.warm();
  const running = scoresOf(reranker, query, passages.slice(0, 30));
  reranker.configure({ ...shippedSettings, model: tiny, rerank: plainRerankOptions });
  const next = await scoresOf(reranker, query, passages.slice(0, 2));
  assert.equal(next.length, 2);
  assert.equal(reranker.model?.id, tiny);
  assert.equal((await running).length, 30);
});

test('pending searches end when the extension does', async (context) => {
  const reranker = startReranker(context);
  const running = scoresOf(reranker, query, passages);
  const refused = assert.rejects(running, { name: 'AbortError' });
  reranker.dispose();
  await refused;
  await assert.rejects(scoresOf(reranker, query, passages), { name: 'AbortError' });
});

test('a process without its host leaves by itself', async () => {
  const child = spawn(process.execPath, [path.resolve(import.meta.dirname, '../../dist/model.js')], { stdio: ['pipe', 'ignore', 'inherit', 'pipe'] });
  const [answers] = child.stdio.slice(3) as [Readable];
  await once(answers, 'data');
  child.stdin?.end();
  const [code] = (await once(child, 'exit')) as [number];
  assert.equal(code, 0);
});

test('files that are no model are refused', async (context) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'no-model-'));
  context.after(() => rm(folder, { recursive: true }));
  const reranker = startReranker(context, { model: folder });
  await assert.rejects(reranker.warm(), { code: 'modelMissing', detail: /config\.json/ });

  await Promise.all(['config.json', 'tokenizer.json', 'tokenizer_config.json'].map((name) => copyFile(path.join(tiny, name), path.join(folder, name))));
  await assert.rejects(reranker.warm(), { code: 'modelMissing', detail: /ONNX/ });

  await mkdir(path.join(folder, 'onnx'));
  await writeFile(path.join(folder, 'onnx/model.onnx'), 'no graph');
  await assert.rejects(reranker.warm(), { code: 'modelInvalid' });
});

/** Kills the process as the system would. @returns its id */
function kill({ pid }: ModelProcess): number | undefined {
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
  return pid;
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(10);
}
