import assert from 'node:assert/strict';
import test from 'node:test';
import { passageOf } from '../../src/engine/passage.ts';
import { passageIn, productForm } from '../bench/passageForm.ts';

const snippet = { path: 'src/store.ts', container: 'Store', symbol: 'retry', text: '/**\n * Tries again.\n */\n// really\nretry() {\n  // once\n}' };

test('the benchmark compares other forms with what the product shows the model', () => {
  assert.deepEqual(passageIn(productForm, snippet), passageOf(snippet));
});

test('the path, the names and the comment above the code can be switched', () => {
  assert.equal(passageIn({ ...productForm, path: false }, snippet).path, '');
  assert.ok(passageIn({ ...productForm, names: true }, snippet).text.startsWith('Store.retry\n/**'));
  assert.ok(passageIn({ ...productForm, names: true }, { path: 'a', text: 'x', symbol: 'retry' }).text.startsWith('retry\n'));
  assert.equal(passageIn({ ...productForm, names: true }, { path: 'a', text: 'x' }).text, 'x');
  assert.equal(passageIn({ ...productForm, leadingComment: false }, snippet).text, 'retry() {\n  // once\n}');
});

test('what only looks like a comment stays, and a snippet of nothing but comment is read whole', () => {
  for (const code of ['#include <x.h>', '#[test]\nfn a() {}', '#![no_std]', '@cached\ndef a(): pass']) assert.equal(bare(`# note\n${code}`), code);
  assert.equal(bare('/* one */ int a;\nint b;'), '/* one */ int a;\nint b;');
  assert.equal(bare('/* one */\n\nint b;'), 'int b;');
  assert.equal(bare('// a\n// b'), '// a\n// b');
  assert.equal(bare(''), '');
});

function bare(text: string): string {
  return passageIn({ ...productForm, leadingComment: false }, { path: 'a', text }).text;
}
