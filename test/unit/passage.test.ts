import assert from 'node:assert/strict';
import test from 'node:test';
import { passageOf } from '../../src/engine/passage.ts';

test('the model reads the path and the code as it stands', () => {
  const snippet = { path: 'src/store.ts', container: 'Store', symbol: 'retry', text: '/**\n * Tries again.\n */\nretry() {\n  // once\n}' };
  assert.deepEqual(passageOf(snippet), { path: 'src/store.ts', text: snippet.text });
});
