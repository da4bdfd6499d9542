import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { oneLine, shortened, withoutIcons } from '../../../src/vscode/questionText.ts';

describe('a question', () => {
  it('is one line, whatever was pasted', () => {
    assert.equal(oneLine('\n  const a = 1;\r\n\treturn a;\u2028 '), 'const a = 1; return a;');
  });

  it('is shown as far as there is room, and never with half a character', () => {
    assert.equal(shortened('short'), 'short');
    assert.equal(shortened('a'.repeat(500)).length, 100);
    assert.equal(shortened(`${'a'.repeat(98)}😀${'b'.repeat(20)}`), `${'a'.repeat(98)}…`);
  });

  it('shows no icon that was not meant as one', () => {
    assert.equal(withoutIcons('$(document).ready and $(sync~spin)'), '\\$(document).ready and \\$(sync~spin)');
    assert.equal(withoutIcons('$(#id) costs $5'), '$(#id) costs $5');
  });
});
