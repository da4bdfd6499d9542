import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import type { Passage, PassageScore } from '../../src/engine/types.ts';
import { keyOf, LogitFile, modelDigest } from '../bench/logitFile.ts';
import { RememberingReranker } from '../bench/rememberingReranker.ts';
import { rerankerBy } from './searchDoubles.ts';

const model = { id: 'double', device: 'cpu', precision: 'fp32' };

async function scored(reranker: RememberingReranker, passages: readonly Passage[]): Promise<PassageScore[]> {
  const scores: PassageScore[] = [];
  for await (const batch of reranker.score('alpha', passages, new AbortController().signal)) scores.push(...batch);
  return scores.sort((a, b) => a.index - b.index);
}

test('the benchmark scores a pair once, and again where model, limits, question, path or text differ', async (context) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'logits-'));
  context.after(() => rm(folder, { recursive: true }));
  const asked: string[] = [];
  const open = async (scoring: Record<string, unknown>): Promise<RememberingReranker> => {
    const reranker = rerankerBy(({ path: file, text }) => { asked.push(file + text); return text.length + 0.5; });
    return new RememberingReranker(reranker, await LogitFile.open(folder, scoring), model);
  };
  const first = await open({ maxLength: 192 });
  const expected = [{ index: 0, logit: 1.5 }, { index: 1, logit: 2.5 }];
  assert.deepEqual(await scored(first, [{ path: 'a', text: 'x' }, { path: 'a', text: 'xx' }]), expected);
  for (const name of await readdir(folder)) await appendFile(path.join(folder, name), 'cut off 1');

  const second = await open({ maxLength: 192 });
  assert.deepEqual(await scored(second, [{ path: 'a', text: 'x' }, { path: 'a', text: 'xx' }]), expected);
  assert.deepEqual([second.counts, asked], [{ scored: 0, remembered: 2 }, ['ax', 'axx']]);
  assert.deepEqual(await scored(second, [{ path: 'ax', text: '' }, { path: 'a', text: 'x' }]), [{ index: 0, logit: 0.5 }, { index: 1, logit: 1.5 }]);
  await scored(await open({ maxLength: 256 }), [{ path: 'a', text: 'x' }]);
  assert.deepEqual(asked, ['ax', 'axx', 'ax', 'ax']);
  assert.notEqual(keyOf('a', 'bc'), keyOf('ab', 'c'));
});

test('a model is another one as soon as a byte of its files is, its documents aside', async (context) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'model-'));
  context.after(() => rm(folder, { recursive: true }));
  await mkdir(path.join(folder, 'onnx'));
  const digests: string[] = [];
  for (const [name, text] of [['onnx/model.onnx', 'a'], ['README.md', 'x'], ['onnx/model.onnx', 'b'], ['config.json', '{}']] as const) {
    await writeFile(path.join(folder, name), text);
    digests.push(await modelDigest(folder));
  }
  assert.equal(digests[0], digests[1]);
  assert.equal(new Set(digests).size, 3);
});
