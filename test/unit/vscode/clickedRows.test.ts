import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clickedOrSelected } from '../../../src/vscode/clickedRows.ts';
import { rowTreeOf } from '../../../src/vscode/resultRows.ts';
import { sampleResults } from './samples.ts';

const { roots, inViewOrder } = rowTreeOf('q', sampleResults(['a.ts', 1], ['a.ts', 9], ['b.ts', 5]), 'tree', true);
const [first, second, third] = inViewOrder;
const [file] = roots;
const more = roots.at(-1);
assert.ok(first && second && third && file && more);

describe('a command on rows is for', () => {
  it('the row that was clicked', () => {
    assert.deepEqual(clickedOrSelected(third, { selection: [first] }), [third]);
  });

  it('all selected rows where the clicked one is among them, or none was clicked', () => {
    assert.deepEqual(clickedOrSelected(first, { selection: [first, third] }), [first, third]);
    assert.deepEqual(clickedOrSelected(undefined, { selection: [first, third] }), [first, third]);
    assert.deepEqual(clickedOrSelected({ ...first }, { selection: [first, third] }), [first, third], 'drawn anew since it was selected');
  });

  it('the results of a file, each once', () => {
    assert.deepEqual(clickedOrSelected(file, { selection: [] }), [first, second]);
    assert.deepEqual(clickedOrSelected(undefined, { selection: [file, second] }), [first, second]);
  });

  it('nothing where the row stands for no result', () => {
    assert.deepEqual(clickedOrSelected(more, { selection: [first] }), []);
    assert.deepEqual(clickedOrSelected('text', { selection: [] }), []);
  });
});
