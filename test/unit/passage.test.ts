import assert from 'node:assert/strict';
import test from 'node:test';
import { defaultPassageOptions, passageOf } from '../../src/engine/passage.ts';

const snippet = { path: 'src/store.ts', container: 'Store', symbol: 'retry', text: '/**\n * Tries again.\n */\n// really\nretry() {\n  // once\n}' };

test('the model reads the path and the code as it stands', () => {
  assert.deepEqual(passageOf(snippet, defaultPassageOptions), { path: 'src/store.ts', text: snippet.text });
});

test('the path, the names and the comment above the code can be switched', () => {
  assert.equal(passageOf(snippet, { ...defaultPassageOptions, path: false }).path, '');
  assert.ok(passageOf(snippet, { ...defaultPassageOptions, names: true }).text.startsWith('Store.retry\n/**'));
  assert.ok(passageOf({ path: 'a', text: 'x', symbol: 'retry' }, { ...defaultPassageOptions, names: true }).text.startsWith('retry\n'));
  assert.equal(passageOf({ path: 'a', text: 'x' }, { ...defaultPassageOptions, names: true }).text, 'x');
  assert.equal(passageOf(snippet, { ...defaultPassageOptions, leadingComment: false }).text, 'retry() {\n  // once\n}');
});

test('what only looks like a comment stays, and a snippet of nothing but comment is read whole', () => {
  for (const code of ['#include <x.h>', '#[test]\nfn a() {}', '#![no_std]', '@cached\ndef a(): pass']) assert.equal(bare(`# note\n${code}`), code);
  assert.equal(bare('/* one */ int a;\nint b;'), '/* one */ int a;\nint b;');
  assert.equal(bare('/* one */\n\nint b;'), 'int b;');
  assert.equal(bare('// a\n// b'), '// a\n// b');
  assert.equal(bare(''), '');
});

function bare(text: string): string {
  return passageOf({ path: 'a', text }, { ...defaultPassageOptions, leadingComment: false }).text;
}
