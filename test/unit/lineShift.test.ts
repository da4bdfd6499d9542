import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type LineEdit, shiftLines, shiftLinesBy } from '../../src/engine/lineShift.ts';

const lines = { startLine: 10, endLine: 12 };

function edit(startLine: number, startCharacter: number, endLine: number, endCharacter: number, text: string): LineEdit {
  return { start: { line: startLine, character: startCharacter }, end: { line: endLine, character: endCharacter }, text };
}

describe('marked lines', () => {
  it('move down when lines are added above them', () => {
    assert.deepEqual(shiftLines(lines, edit(3, 5, 3, 5, '\n\n')), { startLine: 12, endLine: 14 });
    assert.deepEqual(shiftLines(lines, edit(10, 0, 10, 0, 'new\n')), { startLine: 11, endLine: 13 });
  });

  it('move up when lines above them are deleted', () => {
    assert.deepEqual(shiftLines(lines, edit(8, 0, 10, 0, '')), { startLine: 8, endLine: 10 });
  });

  it('stay when text below them is edited', () => {
    assert.equal(shiftLines(lines, edit(13, 0, 20, 0, 'a\nb')), lines);
    assert.equal(shiftLines(lines, edit(12, 30, 12, 30, '\n  next')), lines);
  });

  it('become more or fewer when lines inside are edited', () => {
    assert.deepEqual(shiftLines(lines, edit(11, 4, 11, 4, '\n')), { startLine: 10, endLine: 13 });
    assert.deepEqual(shiftLines(lines, edit(11, 0, 12, 0, '')), { startLine: 10, endLine: 11 });
    assert.deepEqual(shiftLines(lines, edit(12, 0, 13, 0, '')), { startLine: 10, endLine: 11 });
    assert.deepEqual(shiftLines(lines, edit(10, 3, 10, 8, 'renamed')), lines);
  });

  it('are those of the new text when all of it is replaced', () => {
    assert.deepEqual(shiftLines(lines, edit(10, 0, 12, 9, 'a\nb\nc\nd')), { startLine: 10, endLine: 13 });
  });

  it('go when they are deleted', () => {
    assert.equal(shiftLines(lines, edit(10, 0, 13, 0, '')), undefined);
    assert.equal(shiftLines(lines, edit(10, 0, 12, 9, '')), undefined);
    assert.equal(shiftLines(lines, edit(1, 0, 40, 0, '')), undefined);
  });

  it('go when an edit cuts across one of their ends', () => {
    assert.equal(shiftLines(lines, edit(9, 2, 11, 3, 'x')), undefined);
    assert.equal(shiftLines(lines, edit(11, 2, 15, 3, 'x')), undefined);
  });

  it('follow several edits, one after the other', () => {
    const edits = [edit(30, 0, 30, 0, '\n'), edit(11, 1, 11, 1, '\n'), edit(2, 0, 2, 0, '\n')];
    assert.deepEqual(shiftLinesBy(lines, edits), { startLine: 11, endLine: 14 });
    assert.equal(shiftLinesBy(lines, [edit(10, 0, 13, 0, ''), ...edits]), undefined);
  });

  it('are those that a text editor would show, whatever is edited above or inside', () => {
    const text = Array.from({ length: 30 }, (_, at) => `line ${at + 1}`);
    for (let from = 1; from <= 12; from++) {
      for (let to = from; to <= (from < 10 ? 9 : 12); to++) {
        for (const inserted of ['', 'x', 'x\ny\nz']) {
          const start = { line: from, character: 2 };
          const end = { line: to, character: 4 };
          const changed = applied(text, { start, end, text: inserted });
          const moved = shiftLines(lines, { start, end, text: inserted });
          assert.ok(moved);
          assert.equal(changed[moved.endLine], 'line 13', 'what followed still follows');
          if (from > 10) assert.equal(changed[moved.startLine - 1], 'line 10');
          if (to < 9) assert.equal(changed[moved.startLine - 2], 'line 9');
        }
      }
    }
  });
});

function applied(text: readonly string[], { start, end, text: inserted }: LineEdit): string[] {
  const before = [...text.slice(0, start.line - 1), (text[start.line - 1] ?? '').slice(0, start.character)].join('\n');
  const after = [(text[end.line - 1] ?? '').slice(end.character), ...text.slice(end.line)].join('\n');
  return `${before}${inserted}${after}`.split('\n');
}
