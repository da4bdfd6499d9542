import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { AutoTokenizer, env } from '@huggingface/transformers';
import * as fc from 'fast-check';
import { batchesOf } from '../../src/model/batches.ts';
import { pairsOf, pairTemplateOf } from '../../src/model/pairs.ts';
import type { PairTemplate } from '../../src/model/pairs.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** [CLS] query [SEP] passage [SEP] */
const bert: PairTemplate = { before: [101], between: [102], after: [102], passageType: 1 };
const one = { maxLength: 16, maxQuery: 8, maxWindows: 1, overlap: 0 };
const windowed = { ...one, maxWindows: 3, overlap: 2 };
const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, place) => from + place);

test('a BERT pair is [CLS] query [SEP] passage [SEP], the passage of type 1', () => {
  const template = pairTemplateOf({ ids: [101, 7, 102, 8, 9, 102], types: [0, 0, 0, 1, 1, 1] }, [7], [8, 9]);
  assert.deepEqual(template, bert);
  assert.deepEqual(pairsOf(bert, [7], { header: [], body: [8, 9] }, one), [{ ids: [101, 7, 102, 8, 9, 102], passageStart: 3 }]);
});

test('an XLM-RoBERTa pair is <s> query </s></s> passage </s>, without types', () => {
  assert.deepEqual(pairTemplateOf({ ids: [0, 7, 2, 2, 8, 2], types: undefined }, [7], [8]), { before: [0], between: [2, 2], after: [2], passageType: 0 });
});

test('a tokenizer that puts no pair together is told', () => {
  assert.equal(pairTemplateOf({ ids: [0, 7, 2], types: undefined }, [7], [8]), undefined);
  assert.equal(pairTemplateOf({ ids: [0, 3, 2], types: undefined }, [7], [8]), undefined);
});

test('the pairs of the XLM-RoBERTa tokenizer are those of PyTorch', async () => {
  const folder = path.join(root, 'test/fixtures/xlm-roberta-tiny-random');
  const reference = JSON.parse(await readFile(path.join(folder, 'reference-logits.json'), 'utf8')) as { pairs: { query: string; passage: string; length: number; ids?: number[] }[] };
  const encode = await encoderOf(folder);
  const template: PairTemplate = { before: [0], between: [2, 2], after: [2], passageType: 0 };
  for (const { query, passage, length, ids } of reference.pairs) {
    const [pair] = pairsOf(template, encode(query), { header: [], body: encode(passage) }, { ...one, maxLength: 512, maxQuery: 384 });
    assert.equal(pair?.ids.length, length);
    if (ids !== undefined) assert.deepEqual(pair?.ids, ids);
  }
});

test("the shipped model's tokenizer takes identifiers apart", async () => {
  const encode = await encoderOf(path.join(root, 'models/code-reranker'));
  assert.deepEqual(encode('getUserName(request_id);'), encode('get user name request id'));
});

test('a passage too long for one pair is cut where windows are off; query and closing separator stay', () => {
  const [pair, ...others] = pairsOf(bert, [7, 7], { header: [], body: range(1000, 100) }, one);
  assert.deepEqual(pair?.ids, [101, 7, 7, 102, ...range(1000, 11), 102]);
  assert.equal(others.length, 0);
});

test('a query too long is cut, so that the passage has room', () => {
  const [pair] = pairsOf(bert, range(500, 50), { header: [], body: [1] }, one);
  assert.deepEqual(pair?.ids, [101, ...range(500, 8), 102, 1, 102]);
});

test('windows overlap, begin with the header and are of about equal length', () => {
  const pairs = pairsOf(bert, [7], { header: [50], body: range(1000, 20) }, windowed);
  assert.deepEqual(pairs.map(({ ids }) => ids), [
    [101, 7, 102, 50, ...range(1000, 11), 102],
    [101, 7, 102, 50, ...range(1009, 11), 102],
  ]);
});

test('no more windows than allowed, and those are full', () => {
  const pairs = pairsOf(bert, [7], { header: [], body: range(1000, 500) }, windowed);
  assert.equal(pairs.length, 3);
  assert.ok(pairs.every(({ ids }) => ids.length === windowed.maxLength));
});

test('whatever the lengths: no pair is too long, each keeps query and separators, and the windows leave no gap', () => {
  const lengths = fc.record({ query: fc.nat(40), header: fc.nat(40), body: fc.nat(400), maxLength: fc.integer({ min: 12, max: 64 }), maxWindows: fc.integer({ min: 1, max: 5 }), overlap: fc.nat(40) });
  fc.assert(
    fc.property(lengths, ({ query, header, body, maxLength, maxWindows, overlap }) => {
      const limits = { maxLength, maxQuery: Math.floor(maxLength / 2), maxWindows, overlap };
      const asked = range(5000, query);
      const pairs = pairsOf(bert, asked, { header: range(8000, header), body: range(1000, body) }, limits);
      assert.ok(pairs.length >= 1 && pairs.length <= maxWindows);
      let next = 1000;
      for (const { ids, passageStart } of pairs) {
        assert.ok(ids.length <= maxLength);
        assert.deepEqual(ids.slice(0, passageStart), [101, ...asked.slice(0, limits.maxQuery), 102]);
        assert.equal(ids.at(-1), 102);
        const read = ids.slice(passageStart, -1).filter((id) => id >= 1000 && id < 5000);
        assert.ok((read[0] ?? next) <= next);
        next = Math.max(next, (read.at(-1) ?? next - 1) + 1);
      }
      const room = maxLength - 3 - Math.min(query, limits.maxQuery);
      if (header + body <= room) assert.equal(next, 1000 + body);
    }),
  );
});

const lengthsOf = (batches: readonly (readonly { readonly ids: readonly number[] }[])[]): number[][] => batches.map((batch) => batch.map(({ ids }) => ids.length));
const pairsOfLengths = (lengths: readonly number[]) => lengths.map((length, index) => ({ ids: range(0, length), passageStart: 1, index }));

test('batches hold pairs of like length within the bound, each pair once', () => {
  const batches = batchesOf(pairsOfLengths([9, 3, 8, 3, 2, 40, 9]), 20);
  assert.deepEqual(lengthsOf(batches), [[2, 3, 3], [8], [9, 9], [40]]);
  assert.deepEqual(batches.flat().map(({ index }) => index).toSorted((a, b) => a - b), [0, 1, 2, 3, 4, 5, 6]);
});

test('a new batch begins where padding would cost more than a batch', () => {
  assert.deepEqual(lengthsOf(batchesOf(pairsOfLengths([190, 50, 190, 50]), 1024)), [[50, 50], [190, 190]]);
  assert.deepEqual(lengthsOf(batchesOf(pairsOfLengths([103, 100, 102, 101]), 1024)), [[100, 101, 102, 103]]);
});

test('where the pairs of a batch are counted, their tokens are not', () => {
  assert.deepEqual(lengthsOf(batchesOf(pairsOfLengths([9, 3, 8, 3, 2]), 4, 2)), [[2, 3], [3, 8], [9]]);
});

test('whatever the lengths: no other batches of neighbours cost less', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 9 }), fc.integer({ min: 60, max: 200 }), (lengths, maxTokens) => {
      const sorted = lengths.toSorted((a, b) => a - b);
      // Every way to cut: a bit for each gap between two neighbours.
      const ways = Array.from({ length: 2 ** (sorted.length - 1) }, (_, way) => splitBy(sorted, way)).filter((batches) => batches.every((batch) => batch.length * Math.max(...batch) <= maxTokens));
      assert.equal(costOf(lengthsOf(batchesOf(pairsOfLengths(lengths), maxTokens))), Math.min(...ways.map(costOf)));
    }),
  );
});

/** Tokens, padding included, and 24 for each batch. */
function costOf(batches: readonly (readonly number[])[]): number {
  return batches.reduce((sum, batch) => sum + 24 + batch.length * Math.max(...batch), 0);
}

function splitBy(sorted: readonly number[], way: number): number[][] {
  const batches: number[][] = [[]];
  for (const [place, length] of sorted.entries()) {
    if (place > 0 && (way >> (place - 1)) & 1) batches.push([]);
    batches.at(-1)?.push(length);
  }
  return batches;
}

async function encoderOf(folder: string): Promise<(text: string) => number[]> {
  env.allowRemoteModels = false;
  env.localModelPath = path.dirname(folder);
  const tokenizer = await AutoTokenizer.from_pretrained(path.basename(folder));
  return (text) => tokenizer.encode(text, { add_special_tokens: false });
}
