import assert from 'node:assert/strict';
import test from 'node:test';
import { readFixture } from '../bench/rankingFixture.ts';
import { figuresOf, fixtureRepositories, readFigures } from '../bench/recordFixtures.ts';

/**
 * Questions over three repositories whose first stage and logits were recorded: search() itself ranks them again. What a change means to do
 * to ranking is recorded by `npm run bench -- --fixtures`; what it does unmeant fails here.
 */
const fixtures = (await Promise.all(fixtureRepositories.map(readFixture))).flat();
const recorded = await readFigures();
const now = await figuresOf(fixtures);

/**
 * Two answers of a hundred questions that fall from the first place to nowhere. A tenth more or less of one weight (k1, b, those of names,
 * coverage, neighbours, functions, the model's) took at most .009, so what takes more is no adjustment but a fault.
 */
const MARGIN = 0.02;

const expectations = [
  ['the file that answers a question', 'semble', 'ndcg@10'],
  ['the lines that a change is about', 'history', 'mrr'],
] as const;

for (const [subject, set, measure] of expectations) {
  for (const [order, how] of [['text', 'by words alone'], ['blended', 'with the model']] as const) {
    test(`${subject} stands as far up as it did, ${how}`, () => {
      const before = recorded[set][order][measure];
      const after = now[set][order][measure];
      assert.ok(after >= before - MARGIN, `${measure} of ${set} was ${before}, is ${after}`);
    });
  }
}
