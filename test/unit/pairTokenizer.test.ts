import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { AutoTokenizer, env } from '@huggingface/transformers';
import * as fc from 'fast-check';
import { pairsOf } from '../../src/model/pairs.ts';
import type { PairTemplate } from '../../src/model/pairs.ts';
import { PairTokenizer } from '../../src/model/pairTokenizer.ts';
import type { Encode } from '../../src/model/pairTokenizer.ts';

const template: PairTemplate = { before: [101], between: [102], after: [102], passageType: 1 };
const limits = { maxLength: 24, maxQuery: 8, maxWindows: 2, overlap: 3 };

/** Every encoding's length in characters is noted in `lengths`. */
function counting(encode: Encode): { readonly encode: Encode; readonly lengths: number[] } {
  const lengths: number[] = [];
  return { lengths, encode: (text) => (lengths.push(text.length), encode(text)) };
}

const words: Encode = (text) => [...text.matchAll(/\S+/g)].map(([word]) => word.length);

test('of a passage of a megabyte no more is encoded than the windows reach', () => {
  const { encode, lengths } = counting(words);
  const passage = `src/a.ts\n${'word '.repeat(200_000)}`;
  const pairs = new PairTokenizer(encode, template).forQuery('what is it', limits)(passage);
  assert.equal(pairs.length, 2);
  assert.ok(lengths.reduce((sum, length) => sum + length, 0) < 10_000, `${lengths.join(', ')} characters`);
});

test('where little is in many characters, more is read until the windows are full', () => {
  const passage = `src/a.ts\n${`word${' '.repeat(500)}`.repeat(100)}`;
  assert.deepEqual(new PairTokenizer(words, template).forQuery('what', limits)(passage), wholePairs(words, 'what', passage));
});

test('a query is encoded once for all its passages, and a short one has its path read once', () => {
  const { encode, lengths } = counting(words);
  const pairs = new PairTokenizer(encode, template).forQuery('what is it', limits);
  for (let n = 0; n < 5; n++) pairs('src/a.ts\nshort');
  assert.equal(lengths.length, 6);
});

for (const folder of ['models/code-reranker', 'test/fixtures/xlm-roberta-tiny-random']) {
  test(`the pairs are those of the whole text, with the tokenizer of ${folder}`, async () => {
    const encode = await encoderOf(path.resolve(import.meta.dirname, '../..', folder));
    const pieces = fc.array(fc.constantFrom('parseConfig', 'the_value', ' ', '\n', '    ', '{', 'é', '漢字', '😀', 'x'.repeat(120), '0x1f', '==='), { minLength: 200, maxLength: 600 });
    fc.assert(
      fc.property(pieces, (text) => {
        const passage = `src/deep/a.ts\n${text.join('')}`;
        assert.deepEqual(new PairTokenizer(encode, template).forQuery('find it', limits)(passage), wholePairs(encode, 'find it', passage));
      }),
      { numRuns: 60, seed: 5 },
    );
  });
}

/** What the pairs are where everything is encoded. */
function wholePairs(encode: Encode, query: string, passage: string): unknown {
  const body = encode(passage);
  const header = encode(passage.slice(0, passage.indexOf('\n')));
  return pairsOf(template, encode(query), { header, body: body.slice(header.length) }, limits);
}

async function encoderOf(folder: string): Promise<Encode> {
  env.allowRemoteModels = false;
  env.localModelPath = path.dirname(folder);
  const tokenizer = await AutoTokenizer.from_pretrained(path.basename(folder));
  return (text) => tokenizer.encode(text, { add_special_tokens: false });
}
