import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { findModel as findModelIn } from '../../src/node/modelStore.ts';
import type { StoredModel } from '../../src/node/modelStore.ts';

const findModel = (model: string, device: Parameters<typeof findModelIn>[1], precision: Parameters<typeof findModelIn>[2], shipped: string, ...caches: string[]): Promise<StoredModel> =>
  findModelIn(model, device, precision, { shipped, caches });

test('the shipped model is found by its id', async () => {
  const models = path.resolve(import.meta.dirname, '../../models');
  const found = await findModel('code-reranker', 'auto', 'auto', models);
  assert.deepEqual(found, { id: 'code-reranker', folder: path.join(models, 'code-reranker'), precision: 'q8', precisions: ['q8'] });
});

test('a folder is found by its path; its precision fits the device', async (context) => {
  const folder = await modelFolder(context, ['model.onnx', 'model_fp16.onnx', 'model_quantized.onnx']);
  assert.deepEqual(await findModel(folder, 'cpu', 'auto', '/none'), { id: folder, folder, precision: 'q8', precisions: ['fp32', 'fp16', 'q8'] });
  assert.equal((await findModel(folder, 'webgpu', 'auto', '/none')).precision, 'fp16');
  assert.equal((await findModel(folder, 'cpu', 'fp32', '/none')).precision, 'fp32');
});

test('a precision that is not on disk is told with its file', async (context) => {
  const folder = await modelFolder(context, ['model.onnx']);
  assert.equal((await findModel(folder, 'cpu', 'auto', '/none')).precision, 'fp32');
  await assert.rejects(findModel(folder, 'cpu', 'q4', '/none'), { code: 'modelMissing', detail: /model_q4\.onnx/ });
});

test('an id never leads out of the folder of models', async (context) => {
  const folder = await modelFolder(context, ['model.onnx']);
  for (const id of [`../${path.basename(folder)}`, '..', '.', '', 'a/b', 'a\\b']) {
    await assert.rejects(findModel(id, 'cpu', 'auto', path.join(folder, 'onnx')), { code: 'modelMissing' }, id);
  }
});

test('a config that is no model config is refused', async (context) => {
  const folder = await modelFolder(context, ['model.onnx']);
  for (const text of ['{', 'null', '{"hidden_size": 3}']) {
    await writeFile(path.join(folder, 'config.json'), text);
    await assert.rejects(findModel(folder, 'cpu', 'auto', '/none'), { code: 'modelInvalid' }, text);
  }
});

async function modelFolder(context: TestContext, onnxFiles: readonly string[]): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'model-'));
  context.after(() => rm(folder, { recursive: true }));
  await mkdir(path.join(folder, 'onnx'));
  await writeFile(path.join(folder, 'config.json'), '{"model_type": "bert"}');
  await writeFile(path.join(folder, 'tokenizer.json'), '{}');
  await Promise.all(onnxFiles.map((name) => writeFile(path.join(folder, 'onnx', name), '')));
  return folder;
}
