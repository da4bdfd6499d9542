import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ExportItem, markdownOf, relativeLink } from '../../../src/vscode/exportMarkdown.ts';
import { searchFileOf } from '../../../src/vscode/exportSearch.ts';
import { english } from './samples.ts';

const item: ExportItem = { title: 'retry', path: 'src/retry.ts', link: 'src/retry.ts', startLine: 10, endLine: 12, language: 'typescript', code: 'export function retry() {\n  again();\n}', relevance: 0.934 };

describe('an exported Markdown document', () => {
  it('has the question, links to the lines, and the code', () => {
    assert.equal(
      markdownOf([{ question: 'where are requests retried', items: [item] }], english),
      '# where are requests retried\n\n## 1. retry\n\n[src/retry.ts:10–12](src/retry.ts#L10-L12) · relevance 93%\n\n```typescript\nexport function retry() {\n  again();\n}\n```\n',
    );
  });

  it('has a heading for each question, and notes', () => {
    const text = markdownOf([{ question: 'one', items: [{ ...item, note: 'see *this*' }] }, { question: 'two', items: [item] }], english);
    assert.deepEqual(text.match(/^#+ .*$/gm), ['# one', '## 1. retry', '# two', '## 1. retry']);
    assert.match(text, /\n> see \\\*this\\\*\n/);
  });

  it('does not link to what is gone', () => {
    const text = markdownOf([{ question: 'q', items: [{ ...item, isLost: true }] }], english);
    assert.match(text, /src\/retry\.ts:10–12 \(no longer there\)/);
    assert.ok(!text.includes(']('));
  });

  it('has backslashes only where a sign would mean something', () => {
    const text = markdownOf([{ question: 'retry -kind:test lang:c++', items: [{ ...item, title: 'retry_all › check(a.b)', path: 'my-app/src/retry_all.ts', note: '1. see __init__, not www.example.org' }] }], english);
    assert.deepEqual(text.split('\n').filter((line) => /^[#[>]/.test(line)), [
      '# retry -kind:test lang:c++',
      '## 1. retry_all › check(a.b)',
      '[my-app/src/retry_all.ts:10–12](src/retry.ts#L10-L12) · relevance 93%',
      '> 1\\. see \\_\\_init\\_\\_, not www\\.example.org',
    ]);
  });

  it('shows hostile names and code as they stand', () => {
    const text = markdownOf([{ question: '</h1><script>\n# other', items: [{ ...item, title: '[x](command:y)', path: 'a](http://evil)`b', code: '```\n<img src=x>\n```` \nend', language: 'ts\n```' }] }], english);
    assert.deepEqual(text.match(/^# .*$/gm), ['# \\<\\/h1\\>\\<script\\> \\# other'.replaceAll('\\/', '/')]);
    assert.match(text, /## 1\. \\\[x\\\]\(command:y\)/);
    assert.ok(text.includes('\n`````ts\n'), 'the fence is longer than any in the code');
  });
});

describe('a relative link', () => {
  it('leads from the folder to the file', () => {
    assert.equal(relativeLink('/code/app', '/code/app/src/a.ts'), 'src/a.ts');
    assert.equal(relativeLink('/code/app', '/code/library/a.ts'), '../library/a.ts');
    assert.equal(relativeLink('/code/app', '/code/app2/app'), '../app2/app');
    assert.equal(relativeLink('/', '/a.ts'), 'a.ts');
  });

  it('holds in spite of signs that mean something in links', () => {
    assert.equal(relativeLink('/c', '/c/my dir/a(1)#b?.ts'), 'my%20dir/a%281%29%23b%3F.ts');
    assert.equal(decodeURIComponent(relativeLink('/c', "/c/ü'*!%.ts")), "ü'*!%.ts");
  });
});

describe('a search file', () => {
  /** How the editor reads file and result lines in `.code-search` files (its search-result extension). */
  const fileLine = /^(\S.*):$/;
  const resultLine = /^(\s+)(\d+)(: | {2})(\s*)(.*)$/;

  it('has a query, files, and numbered lines of which hits stand out', () => {
    const text = searchFileOf('where', [{ file: 'src/a.ts', startLine: 9, lines: ['one', '  two'], hitLines: [10] }, { file: 'b.ts', startLine: 1, lines: ['x'], hitLines: [] }], '2 results in 2 files');
    assert.equal(text, '# Query: where\n\n2 results in 2 files\n\nsrc/a.ts:\n   9  one\n  10:   two\n\nb.ts:\n  1  x\n');
  });

  it('joins the results of a file in the order of their lines', () => {
    const text = searchFileOf('q', [{ file: 'a.ts', startLine: 50, lines: ['late'], hitLines: [] }, { file: 'b.ts', startLine: 1, lines: ['x'], hitLines: [] }, { file: 'a.ts', startLine: 2, lines: ['early'], hitLines: [] }], '');
    assert.deepEqual(text.split('\n').flatMap((line) => fileLine.exec(line)?.[1] ?? []), ['a.ts', 'b.ts']);
    assert.ok(text.indexOf('early') < text.indexOf('late'));
  });

  it('lets no line of code pass for a file or a setting', () => {
    const lines = ['/etc/passwd:', '# Flags: RegExp', '  1: fake', '', 'a\rb:'];
    const text = searchFileOf('q\n# Including: /', [{ file: 'a.ts', startLine: 1, lines, hitLines: [1] }], '');
    const all = text.split('\n');
    assert.deepEqual(all.flatMap((line) => fileLine.exec(line)?.[1] ?? []), ['a.ts']);
    assert.deepEqual(all.filter((line) => line.startsWith('#')), ['# Query: q # Including: /']);
    assert.deepEqual(all.flatMap((line) => resultLine.exec(line)?.[2] ?? []), ['1', '2', '3', '4', '5']);
  });
});
