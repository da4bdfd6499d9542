import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineChart } from '../bench/lineChart.ts';
import { timesIn } from '../bench/searchSpeed.ts';
import { treesFor } from '../bench/sizedTrees.ts';

test('a repository of some size is laid out of the largest trees that fit', () => {
  const trees = [{ name: 'small', lines: 40 }, { name: 'large', lines: 900 }, { name: 'middle', lines: 100 }, { name: 'huge', lines: 5_000 }];
  assert.deepEqual(treesFor(1_000, trees).map(({ name }) => name), ['large', 'middle', 'small']);
  assert.deepEqual(treesFor(30, trees), []);
});

test('the first ten rows stand from the first update after which nothing changes in them', () => {
  assert.deepEqual(timesIn([{ at: 1, top: 'b' }, { at: 2, top: 'a' }, { at: 3, top: 'b' }, { at: 4, top: 'b' }]), { firstRows: 1, topTen: 3, settled: 4 });
  assert.deepEqual(timesIn([{ at: 1, top: 'a' }]), { firstRows: 1, topTen: 1, settled: 1 });
  assert.deepEqual(timesIn([{ at: 1, top: 'a' }, { at: 9, top: 'a' }]), { firstRows: 1, topTen: 1, settled: 9 });
});

test('a chart has a line and a name for each curve, on logarithmic axes', () => {
  const chart = lineChart('Title', 'lines', 'ms', [{ name: 'a < b', points: [{ x: 10, y: 1 }, { x: 100, y: 10 }, { x: 1000, y: 100 }] }, { name: 'other', points: [{ x: 10, y: 1 }, { x: 1000, y: 100 }] }]);
  const [first] = [...chart.matchAll(/points="([^"]+)"/g)].map(([, points]) => points?.split(' ').map((point) => point.split(',').map(Number)));
  assert.equal(chart.match(/<polyline/g)?.length, 2);
  assert.match(chart, /a &lt; b/);
  const [[x1 = 0], [x2 = 0], [x3 = 0]] = first as [number[], number[], number[]];
  assert.ok(Math.abs(x2 - x1 - (x3 - x2)) < 0.2, 'equal factors are equally far apart');
  assert.doesNotMatch(chart, /NaN|undefined/);
});
