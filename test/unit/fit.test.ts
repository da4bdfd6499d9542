import assert from 'node:assert/strict';
import test from 'node:test';
import { defaultRankOptions, fittedModelId } from '../../src/engine/fitted.ts';
import { coordinateAscent } from '../fit/ascent.ts';
import { textConstants } from '../fit/describe.ts';
import { crossValidate, foldsOf } from '../fit/folds.ts';
import { chanceOf, fitLogistic } from '../fit/logistic.ts';
import { calibrationError, reliability } from '../fit/reliability.ts';
import { readFittedModel, shippedDigest } from '../fit/fittedModel.ts';
import { replaceConstant } from '../fit/writeFitted.ts';

test('an ascent climbs to the best values of the grid, and leaves alone what gains too little', () => {
  const { values } = coordinateAscent({ a: 0, b: 5, c: 1 }, { a: [0, 1, 2, 3, 4], b: [1, 2, 3, 4, 5], c: [1, 2, 3] }, ({ a, b, c }) => -((a - 3) ** 2) - (b - 2) ** 2 + c * 0.0001, 0.001);
  assert.deepEqual(values, { a: 3, b: 2, c: 1 });
});

test('a repository is never judged by a fit that has seen it', () => {
  const items = Array.from({ length: 60 }, (_, place) => ({ repository: `r${place % 12}`, place }));
  const judged = crossValidate(items, ({ repository }) => repository, (seen) => new Set(seen.map(({ repository }) => repository)), (seen, held) => {
    assert.ok(held.every(({ repository }) => !seen.has(repository)));
    return held;
  });
  assert.deepEqual(judged.map(({ place }) => place).toSorted((a, b) => a - b), items.map(({ place }) => place));
  assert.deepEqual(foldsOf(['b', 'a', 'c']), foldsOf(['c', 'b', 'a', 'a']));
});

test('a logistic regression finds the weights that chances were made with', () => {
  const truth = [1.5, -2, 0.3];
  const cases = Array.from({ length: 400 }, (_, at) => [at % 20, Math.floor(at / 20)].map((step) => step / 10 - 1)).flatMap((features) => {
    const chance = chanceOf(truth, features);
    return [{ features, isTrue: true, weight: chance }, { features, isTrue: false, weight: 1 - chance }];
  });
  fitLogistic(cases).forEach((weight, at) => assert.ok(Math.abs(weight - (truth[at] ?? 0)) < 0.01));
});

test('cases that a feature tells apart wholly have finite weights', () => {
  const cases = [-2, -1, 1, 2].map((feature) => ({ features: [feature, 2 * feature], isTrue: feature > 0, weight: 1 }));
  assert.ok(fitLogistic(cases).every(Number.isFinite));
});

test('the calibration error is 0 for chances that come true as often as they say, and their distance else', () => {
  assert.ok(calibrationError(eightOfTen(0.8)) < 1e-9);
  assert.ok(Math.abs(calibrationError(eightOfTen(0.3)) - 0.5) < 1e-9);
  assert.deepEqual(reliability(eightOfTen(1)).map(({ from, count }) => [from, count]), [[0.9, 10]]);
});

test('writing one constant leaves the others and their comments as they are', () => {
  const text = "/** Head. */\nimport type { A } from './a.ts';\n\n/** One. */\nexport const one: A = { a: 1 };\n\n/** Two. */\nexport const two = 'x';\n";
  const written = replaceConstant(text, { name: 'one', type: 'A', about: ['First.', 'Second.'], value: { a: 0.123456, b: { c: -2 } } });
  assert.equal(written, "/** Head. */\nimport type { A } from './a.ts';\n\n/**\n * First.\n * Second.\n */\nexport const one: A = {\n  a: 0.1235,\n  b: { c: -2 },\n};\n\n/** Two. */\nexport const two = 'x';\n");
  assert.throws(() => replaceConstant(text, { name: 'three', type: '', about: ['x'], value: {} }));
});

test('weights of file rows are written by where they differ from those of lines', () => {
  const figures = { before: 0, after: 0.5, crossValidated: 0.4 };
  const [lines, fileRows] = textConstants({ ...figures, lines: defaultRankOptions, fileRows: { ...defaultRankOptions, k1: 9.5, namedFile: 0.25 } });
  assert.ok(lines && fileRows);
  const text = 'export const defaultRankOptions = {};\n\nexport const fileRowRankOptions = {};\n';
  assert.match(replaceConstant(text, fileRows), /\nexport const fileRowRankOptions: RankOptions = \{ \.\.\.defaultRankOptions, k1: 9\.5, namedFile: 0\.25 \};\n$/);
  assert.match(replaceConstant(text, lines), /\n {2}expansion: [\d.]+,\n/);
});

test('the numbers fitted for the shipped model are not those of an earlier one under its name', async () => {
  const digest = await shippedDigest();
  const advice = `models/${fittedModelId} has changed since src/engine/fitted.ts was fitted: run "npm run fit -- --trees TREES --sets SETS --work WORK" (docs/ranking.md, "Measure it again")`;
  assert.deepEqual(await readFittedModel(), { blend: digest, calibration: digest }, advice);
});

function eightOfTen(chance: number): { chance: number; isTrue: boolean }[] {
  return Array.from({ length: 10 }, (_, at) => ({ chance, isTrue: at < 8 }));
}
