import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { cutSnippets, indentOf, isBlank, type Block } from '../../src/engine/snippets.ts';
import { textOutline } from '../../src/engine/textOutline.ts';
import type { SnippetKind, SnippetRange } from '../../src/engine/types.ts';

function block(startLine: number, endLine: number, name: string, kind: SnippetKind = 'function', children: readonly Block[] = []): Block {
  return { startLine, endLine, kind, name, nameLine: startLine, children };
}

/** `from-to symbol` of each snippet. */
function brief(ranges: readonly SnippetRange[]): string[] {
  return ranges.map(({ startLine, endLine, symbol }) => `${startLine}-${endLine}${symbol === undefined ? '' : ` ${symbol}`}`);
}

function linesOf(count: number, line = '  work();'): string[] {
  return Array.from({ length: count }, () => line);
}

/** What holds for every cut: in order, apart, inside the file, within the limit, and nothing that says something is lost. */
function assertSound(lines: readonly string[], ranges: readonly SnippetRange[], maxLines: number): void {
  const covered = new Set<number>();
  let last = 0;
  for (const { startLine, endLine, titleLine } of ranges) {
    assert.ok(startLine > last && endLine >= startLine && endLine <= lines.length, `${startLine}-${endLine} after ${last} of ${lines.length}`);
    assert.ok(endLine - startLine + 1 <= maxLines, `${startLine}-${endLine} is longer than ${maxLines}`);
    assert.ok(titleLine >= startLine && titleLine <= endLine, `title ${titleLine} outside of ${startLine}-${endLine}`);
    for (let line = startLine; line <= endLine; line++) covered.add(line);
    last = endLine;
  }
  for (const [at, text] of lines.entries()) if (/[\p{L}\p{N}]/u.test(text)) assert.ok(covered.has(at + 1), `line ${at + 1} is lost: ${text}`);
}

test('a function stays whole, with what stands around it apart', () => {
  const lines = ['import a;', 'import b;', 'import c;', 'const x = 1;', '', 'function f() {', ...linesOf(8), '}', '', 'start();'];
  assert.deepEqual(brief(cutSnippets(lines, [block(6, 15, 'f')], 60)), ['1-4', '6-15 f', '17-17']);
});

test('a class of some length is cut into its head and its methods, which know their class', () => {
  const lines = ['class C {', '  size = 1;', ...linesOf(20), '}'];
  const cut = cutSnippets(lines, [block(1, 23, 'C', 'class', [block(3, 10, 'one'), block(11, 22, 'two')])], 60);
  assert.deepEqual(brief(cut), ['1-2 C', '3-10 one', '11-22 two']);
  assert.deepEqual(cut.map(({ container }) => container), [undefined, 'C', 'C']);
});

test('a short class stays whole', () => {
  const lines = ['class C {', ...linesOf(6), '}'];
  assert.deepEqual(brief(cutSnippets(lines, [block(1, 8, 'C', 'class', [block(2, 4, 'one'), block(5, 7, 'two')])], 60)), ['1-8 C']);
});

test('a long function is split at a blank line before code that is indented least, and its pieces know it', () => {
  const lines = ['function f() {', ...linesOf(30), '', ...linesOf(38), '}'];
  const cut = cutSnippets(lines, [block(1, lines.length, 'f')], 40);
  assert.deepEqual(brief(cut), ['1-31 f', '33-71']);
  assert.equal(cut[1]?.container, 'f');
  assertSound(lines, cut, 40);
});

test('neighbours of a line or two are joined', () => {
  const lines = ['const a = 1;', 'const b = 2;', '', 'const c = 3;', ...linesOf(30)];
  assert.deepEqual(brief(cutSnippets(lines, [block(1, 1, 'a', 'value'), block(2, 2, 'b', 'value'), block(4, 4, 'c', 'value')], 60)).slice(0, 1), ['1-4 a']);
});

test('a line or two of loose text goes with the definition that follows', () => {
  const lines = ['# caption', 'def f():', ...linesOf(10)];
  assert.deepEqual(brief(cutSnippets(lines, [block(2, 12, 'f')], 60)), ['1-12 f']);
});

test('joining and captions keep to the limit', () => {
  const lines = ['# caption', 'def f():', ...linesOf(4), '', 'a = 1', 'b = 2', 'c = 3'];
  const cut = cutSnippets(lines, [block(2, 6, 'f'), block(8, 8, 'a'), block(9, 9, 'b'), block(10, 10, 'c')], 5);
  assertSound(lines, cut, 5);
});

test('the title is the line of the name, or the first that says something', () => {
  const named = cutSnippets(['/** Doc. */', 'function f() {', ...linesOf(5), '}'], [{ ...block(1, 8, 'f'), nameLine: 2 }], 60);
  assert.equal(named[0]?.titleLine, 2);
  const loose = cutSnippets(['// note', 'import x;', 'start();', ...linesOf(5)], [], 60);
  assert.equal(loose[0]?.titleLine, 3);
});

test('an empty file, and one of blank lines or brackets, has no snippets', () => {
  for (const lines of [[], [''], ['', '  ', '\t'], ['}', ');', 'end', '}  // namespace x']]) assert.deepEqual(cutSnippets(lines, [], 60), []);
});

const line = fc.constantFrom('', '   ', 'start();', '  work();', '    deeper(1);', '}', '  });', '// note', '\treturn x;', 'const a = 1;', 'function f() {', 'class C {');

/** Blocks within these lines, in order, not overlapping, with children of their own. */
function blocksWithin(from: number, to: number, depth: number): fc.Arbitrary<Block[]> {
  if (from > to || depth > 3) return fc.constant([]);
  return fc.uniqueArray(fc.integer({ min: from, max: to }), { maxLength: 6 }).chain((places) => {
    const bounds = places.toSorted((a, b) => a - b);
    const spans = bounds.flatMap((start, at) => (at % 2 === 0 ? [[start, bounds[at + 1] ?? start] as const] : []));
    return fc.tuple(...spans.map(([start, end]) => fc.tuple(fc.constantFrom<SnippetKind>('function', 'class', 'value', 'block'), blocksWithin(start + 1, end, depth + 1)).map(([kind, children]) => block(start, end, `n${start}`, kind, children))));
  });
}

test('any text with any blocks is cut soundly', () => {
  const text = fc.array(line, { minLength: 1, maxLength: 120 }).chain((lines) => fc.tuple(fc.constant(lines), blocksWithin(1, lines.length, 0)));
  fc.assert(fc.property(text, fc.integer({ min: 1, max: 30 }), ([lines, blocks], maxLines) => assertSound(lines, cutSnippets(lines, blocks, maxLines), maxLines)), { numRuns: 1_000 });
});

test('any text is cut soundly by its own look', () => {
  const language = fc.constantFrom('kotlin', 'elixir', 'lua', 'swift', 'haskell', 'markdown', 'plaintext');
  fc.assert(fc.property(fc.array(line, { maxLength: 120 }), language, fc.integer({ min: 5, max: 60 }), (lines, id, maxLines) => assertSound(lines, cutSnippets(lines, textOutline(lines, id), maxLines), maxLines)), { numRuns: 500 });
});

test('a file of lines in any script is cut soundly', () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !/[\r\n]|^\s*end\b|^\s*[)\]}]/.test(text)), { maxLength: 60 }), (lines) => assertSound(lines, cutSnippets(lines, textOutline(lines, 'plaintext'), 20), 20)));
});

test('blanks and indentation are told by white space', () => {
  assert.ok(isBlank('') && isBlank(' \t') && isBlank(undefined) && !isBlank(' x'));
  assert.deepEqual(['x', '  x', '\tx', ' \t x', ''].map(indentOf), [0, 2, 4, 6, 0]);
});
