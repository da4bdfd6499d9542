import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SearchHistory } from '../../../src/vscode/searchHistory.ts';

/** A workspace's memory as a window keeps it: what is written is JSON. */
function memory(): ConstructorParameters<typeof SearchHistory>[0] {
  const kept = new Map<string, string>();
  return {
    keys: () => [...kept.keys()],
    get: <T>(key: string, standard?: T) => (kept.has(key) ? (JSON.parse(kept.get(key) ?? '') as T) : (standard as T)),
    update: async (key, value) => void (value === undefined ? kept.delete(key) : kept.set(key, JSON.stringify(value))),
  };
}

describe('the recent questions', () => {
  it('are none before the first', () => {
    assert.deepEqual(new SearchHistory(memory()).questions, []);
  });

  it('stand newest first, each once, also in the next window of the workspace', async () => {
    const workspace = memory();
    const history = new SearchHistory(workspace);
    for (const question of ['a', 'b', 'a', 'c', 'b']) await history.add(question);
    assert.deepEqual(history.questions, ['b', 'c', 'a']);
    assert.deepEqual(new SearchHistory(workspace).questions, ['b', 'c', 'a']);
  });

  it('are fifty at most: the oldest goes', async () => {
    const history = new SearchHistory(memory());
    for (let i = 1; i <= 51; i++) await history.add(`question ${i}`);
    assert.equal(history.questions.length, 50);
    assert.deepEqual([history.questions[0], history.questions.at(-1)], ['question 51', 'question 2']);
  });

  it('can be removed one by one, and all at once without a trace', async () => {
    const workspace = memory();
    const history = new SearchHistory(workspace);
    for (const question of ['a', 'b', 'c']) await history.add(question);
    await history.remove('b');
    assert.deepEqual(history.questions, ['c', 'a']);
    await history.clear();
    assert.deepEqual(history.questions, []);
    assert.deepEqual(workspace.keys(), []);
  });
});
