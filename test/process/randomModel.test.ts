import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { plainRerankOptions } from '../../src/engine/rerankOptions.ts';
import { onnxFiles } from '../../src/engine/modelCatalogue.ts';
import { randomReranker } from '../bench/randomReranker.ts';
import { fixtures, manyPassages, scoresOf, startReranker } from './startReranker.ts';
import { temporaryFolder, writeFiles } from './temporaryFolder.ts';

/** As the big one in all but size. */
const small = { layers: 2, hidden: 32, heads: 4, intermediate: 64, vocabulary: 8001, positions: 514 };
const types = ['fp32', 'fp16', 'q8'] as const;

test('the model of random weights that time and memory are measured with is a reranker in each of its forms', async (context) => {
  const folder = await temporaryFolder(context, { 'config.json': JSON.stringify({ model_type: 'xlm-roberta', id2label: { 0: 'LABEL_0' }, max_position_embeddings: 514 }) });
  for (const name of ['tokenizer.json', 'tokenizer_config.json']) await copyFile(path.join(fixtures, 'xlm-roberta-tiny-random', name), path.join(folder, name));
  await writeFiles(folder, Object.fromEntries(types.map((type) => [onnxFiles[type], Buffer.concat(randomReranker(small, type))])));
  const logits: number[][] = [];
  for (const precision of types) {
    const reranker = startReranker(context, { model: folder, device: 'cpu', precision, rerank: plainRerankOptions });
    logits.push((await scoresOf(reranker, 'price of all items', manyPassages(6))).map(({ logit }) => logit));
  }
  const [single = [], ...others] = logits;
  assert.ok(new Set(single).size > 1, 'different passages have different scores');
  for (const other of others) for (const [place, logit] of other.entries()) assert.ok(Math.abs(logit - (single[place] ?? NaN)) < 0.01, `${other.join(' ')} are not near ${single.join(' ')}`);
});
