import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import type { Block } from '../../src/engine/snippets.ts';
import { textOutline } from '../../src/engine/textOutline.ts';

/** `from-to name` of each block, children in brackets behind it. */
function brief(blocks: readonly Block[]): string[] {
  return blocks.map(({ startLine, endLine, name, children }) => `${startLine}-${endLine} ${name ?? '?'}${children.length > 0 ? ` [${brief(children).join(', ')}]` : ''}`);
}

function outline(language: string, text: string): string[] {
  return brief(textOutline(text.split('\n'), language));
}

test('definitions reach to their closing bracket or end', () => {
  assert.deepEqual(outline('kotlin', 'fun one() {\n  a()\n}\nfun two() =\n  b()\nval x = 1'), ['1-3 one', '4-5 two']);
  assert.deepEqual(outline('lua', 'local function one()\n  a()\nend\nlocal two = function()\n  b()\nend\nprint(1)'), ['1-3 one', '4-6 two']);
  assert.deepEqual(outline('elixir', 'defmodule A.B do\n  def one(x) do\n    x\n  rescue\n    _ -> 0\n  end\nend'), ['1-7 B [2-6 one]']);
});

test('a bracket on a line of its own, and else and catch, belong to the definition', () => {
  assert.deepEqual(outline('dart', 'class A\n{\n  int x = 1;\n}\nclass B {\n  y();\n}'), ['1-4 A', '5-7 B']);
  assert.deepEqual(outline('groovy', 'def one() {\n  a()\n} catch (e) {\n  b()\n} finally {\n  c()\n}\nx = 1'), ['1-7 one']);
});

test('comments and attributes above a definition come with it, blank lines part them', () => {
  assert.deepEqual(outline('swift', '// Loose.\n\n/// Doc.\n@MainActor\nfunc one() {\n  a()\n}'), ['3-7 one']);
  assert.deepEqual(outline('scala', '/**\n * Doc: def inner() {\n */\ndef one() = {\n  a()\n}'), ['1-6 one']);
});

test('what looks like a definition in a comment is none', () => {
  assert.deepEqual(outline('swift', '// func one() {\n/* func two() {\n   func three() {}\n*/\nlet x = 1'), []);
  assert.deepEqual(outline('elixir', '@moduledoc """\ndef one do\n  1\nend\n"""'), []);
});

test('signatures of Haskell take the equations below them', () => {
  assert.deepEqual(outline('haskell', 'size :: Tree a -> Int\nsize Leaf = 0\nsize (Node l _ r) =\n  size l + 1 + size r\n\nmain :: IO ()\nmain = print 1'), ['1-4 size', '6-7 main']);
});

test('initialisers go by their keyword', () => {
  assert.deepEqual(outline('swift', 'struct A {\n  init(x: Int) {\n    y()\n  }\n  deinit {\n    z()\n  }\n}'), ['1-8 A [2-4 init, 5-7 deinit]']);
});

test('headings of each style part a text, those in code do not', () => {
  assert.deepEqual(outline('markdown', '# One\ntext\n```\n# code\n```\n## Two `x`\n\nThree\n-----\ntext'), ['1-5 One', '6-7 Two x', '8-10 Three']);
  assert.deepEqual(outline('restructuredtext', 'One\n===\n\ntext\n\nTwo\n~~~\ntext'), ['1-5 One', '6-8 Two']);
  assert.deepEqual(outline('asciidoc', '= One\ntext\n== Two\ntext'), ['1-2 One', '3-4 Two']);
});

test('a table and a rule are no headings', () => {
  assert.deepEqual(outline('markdown', '| a | b |\n|---|---|\n\n---\n- item\n---'), []);
});

test('plain text has no blocks', () => {
  assert.deepEqual(outline('plaintext', 'Once upon a time\nthere was a function.\n'), []);
  assert.deepEqual(textOutline([], 'kotlin'), []);
});

/** Blocks are in order, inside what holds them, and hold the line of their name. */
function assertNested(blocks: readonly Block[], from: number, to: number): void {
  let next = from;
  for (const { startLine, endLine, nameLine, children } of blocks) {
    assert.ok(startLine >= next && nameLine >= startLine && endLine >= nameLine && endLine <= to);
    assertNested(children, nameLine + 1, endLine);
    next = endLine + 1;
  }
}

test('any text has blocks in order, one inside the other', () => {
  const line = fc.constantFrom('', 'class A {', '  fun b() {', '    x()', '  }', '}', 'end', '/*', '*/', '"""', '@x', '// c', 'def f do', '  def g', 'a :: b', 'a = 1', '# h', '---', 'T', '```', '} else {');
  fc.assert(fc.property(fc.array(line, { maxLength: 60 }), fc.constantFrom('kotlin', 'elixir', 'haskell', 'markdown', 'lua'), (lines, language) => assertNested(textOutline(lines, language), 1, lines.length)), { numRuns: 1_000 });
});
