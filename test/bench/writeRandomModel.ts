/**
 * Writes a model of bge-reranker-base's real shape with RANDOM weights, for time and memory only:
 * `node test/bench/writeRandomModel.ts FOLDER [--precision fp32|fp16|q8]... [--layers N]`.
 * Its tokenizer is that of the small test model: pieces of words are shorter than the real one's.
 */
import { copyFile, mkdir, open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { formatBytes } from '../../src/engine/bytes.ts';
import { onnxFiles } from '../../src/engine/modelCatalogue.ts';
import { sizeOf } from './onnxWriter.ts';
import { bgeBase, randomReranker } from './randomReranker.ts';
import type { RerankerShape, WeightType } from './randomReranker.ts';

const tiny = path.resolve(import.meta.dirname, '../fixtures/xlm-roberta-tiny-random');

async function write(folder: string, shape: RerankerShape, types: readonly WeightType[]): Promise<void> {
  await mkdir(path.join(folder, 'onnx'), { recursive: true });
  for (const name of ['tokenizer.json', 'tokenizer_config.json']) await copyFile(path.join(tiny, name), path.join(folder, name));
  await writeFile(path.join(folder, 'config.json'), JSON.stringify(configOf(shape), null, 1));
  await writeFile(path.join(folder, 'README.md'), 'RANDOM WEIGHTS. The shape of BAAI/bge-reranker-base, to measure time and memory. Its scores mean nothing.\n');
  for (const type of types) {
    const bytes = randomReranker(shape, type);
    const file = await open(path.join(folder, onnxFiles[type]), 'w');
    try {
      for (const piece of bytes) await file.write(piece);
    } finally {
      await file.close();
    }
    console.log(`${path.join(folder, onnxFiles[type])}: ${formatBytes(sizeOf(bytes))}, random weights`);
  }
}

function configOf({ layers, hidden, heads, intermediate, vocabulary, positions }: RerankerShape): object {
  return {
    architectures: ['XLMRobertaForSequenceClassification'], model_type: 'xlm-roberta', id2label: { 0: 'LABEL_0' }, label2id: { LABEL_0: 0 },
    num_hidden_layers: layers, hidden_size: hidden, num_attention_heads: heads, intermediate_size: intermediate, vocab_size: vocabulary, max_position_embeddings: positions,
    type_vocab_size: 1, layer_norm_eps: 1e-5, pad_token_id: 1, bos_token_id: 0, eos_token_id: 2,
  };
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { precision: { type: 'string', multiple: true }, layers: { type: 'string' } } });
const [folder] = positionals;
if (folder === undefined) {
  console.error('Name the folder to write to.');
  process.exitCode = 2;
} else {
  const types = (values.precision ?? ['q8']).filter((type): type is WeightType => type === 'fp32' || type === 'fp16' || type === 'q8');
  await write(path.resolve(folder), { ...bgeBase, ...(values.layers !== undefined && { layers: Number(values.layers) }) }, types);
}
