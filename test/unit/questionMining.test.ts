import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { documentationOf } from '../../src/engine/documentation.ts';
import { commentQuestion, subjectQuestion } from '../../src/engine/questionMining.ts';

/** The documentation of a snippet whose title is on the 1-based line of its text. */
function documented(language: string, titleLine: number, ...lines: string[]): { text: string; lines: readonly [number, number] } | undefined {
  const found = documentationOf({ text: lines.join('\n'), startLine: 101, titleLine: 100 + titleLine }, language);
  return found && { text: found.text.replace(/\s+/g, ' ').trim(), lines: [found.startLine - 100, found.endLine - 100] };
}

describe('documentation of code', () => {
  it('is found in the ways that languages write it', () => {
    const said = 'Closes idle connections.';
    assert.deepEqual(documented('typescript', 4, '/**', ' * Closes idle connections.', ' */', 'function close() {', '}'), { text: said, lines: [1, 3] });
    assert.deepEqual(documented('typescript', 2, '/** Closes idle connections. */', 'function close() {}'), { text: said, lines: [1, 1] });
    assert.deepEqual(documented('go', 3, '// Closes idle', '// connections.', 'func Close() {', '}'), { text: said, lines: [1, 2] });
    assert.deepEqual(documented('rust', 4, '/// Closes idle', '/// connections.', '#[inline]', 'pub fn close() {}'), { text: said, lines: [1, 2] });
    assert.deepEqual(documented('csharp', 4, '/// <summary>Closes idle connections.', '/// </summary>', '[Obsolete]', 'public void Close() {}')?.lines, [1, 2]);
    assert.deepEqual(documented('java', 4, '/* Closes idle connections. */', '@Override', '@Deprecated', 'void close() {}'), { text: said, lines: [1, 1] });
    assert.deepEqual(documented('ruby', 2, '# Closes idle connections.', 'def close', 'end'), { text: said, lines: [1, 1] });
    assert.deepEqual(documented('lua', 2, '--- Closes idle connections.', 'function M.close()', 'end'), { text: said, lines: [1, 1] });
    assert.deepEqual(documented('haskell', 2, '-- | Closes idle connections.', 'close :: Pool -> IO ()'), { text: said, lines: [1, 1] });
    assert.deepEqual(documented('elixir', 5, '@doc """', 'Closes idle connections.', '"""', '@spec close(pool) :: :ok', 'def close(pool) do', 'end'), { text: said, lines: [1, 3] });
    assert.deepEqual(documented('clojure', 2, ';; Closes idle connections.', '(defn close [] nil)'), { text: said, lines: [1, 1] });
    assert.deepEqual(documented('cpp', 3, '/*! Closes idle connections. */', 'template <typename T>', 'void close(T x) {}'), { text: said, lines: [1, 1] });
  });

  it('is the string below the signature in Python, of one line or more', () => {
    assert.deepEqual(documented('python', 2, '@cached', 'def close(', '    pool,', ') -> None:', '    """Closes idle connections.', '', '    More.', '    """', '    pool.close()'), { text: 'Closes idle connections. More.', lines: [5, 8] });
    assert.deepEqual(documented('python', 1, 'def close():', "    r'''Closes idle connections.'''", '    pass'), { text: 'Closes idle connections.', lines: [2, 2] });
    assert.equal(documented('python', 1, 'def close():', '    """Never closed', '    pass'), undefined);
  });

  it('is not what a blank line parts from the code, nor code with a remark', () => {
    assert.equal(documented('go', 3, '// Copyright of somebody.', '', 'func Close() {}'), undefined);
    assert.equal(documented('c', 1, '/* static */ void close(void) {}'), undefined);
    assert.equal(documented('c', 2, '#include <stdio.h>', 'void close(void) {}'), undefined);
    assert.equal(documented('typescript', 1, 'function close() {', '  // inside', '}'), undefined);
    assert.equal(documented('typescript', 1, '/* never closed', 'function close() {}'), undefined);
  });
});

describe('a question made of a comment', () => {
  it('is its first sentence without markup', () => {
    assert.equal(commentQuestion('\n Retries failed uploads, e.g. after a timeout. Then gives up.\n', 'Uploader'), 'Retries failed uploads, eg after a timeout');
    assert.equal(commentQuestion('Opens a {@link net.Socket#open socket} to the `proxy` of {@link Dialer} <b>once</b>\n@param x y', 'dial'), 'Opens a socket to the proxy of Dialer once');
    assert.equal(commentQuestion('<summary>\nReads <see cref="T:System.Host"/> names from the cache\n</summary>\n<param name="x">no</param>', 'Load'), 'Reads Host names from the cache');
    assert.equal(commentQuestion('@brief Splits the [route](https://example.org/x) into its segments', 'parse'), 'Splits the route into its segments');
    assert.equal(commentQuestion('Serialize the arguments as JSON, and return a\n:class:`~flask.Response` object with the mimetype.\n\n:param x: no', 'jsonify'), 'Serialize the arguments as JSON, and return a flask.Response object with the mimetype');
    assert.equal(commentQuestion('Waits for pending jobs of the queue\n-----\nExample', 'drain'), 'Waits for pending jobs of the queue');
  });

  it('does not begin with the name of what it is about', () => {
    assert.equal(commentQuestion('ServeFile writes the contents of a named file to the reply.', 'ServeFile'), 'writes the contents of a named file to the reply');
    assert.equal(commentQuestion('add an element to the heap and keep its order', 'add'), 'add an element to the heap and keep its order');
  });

  it('is none where the comment says little, or nothing about the code', () => {
    const nothing = ['', '   ', 'Gets it.', 'Copyright 2020 Somebody Else, Inc', 'TODO: make this a lot faster some day', 'This code was generated by a tool', '@param name of the user to look for', 'Licensed under the Apache License', 'for (i = 0; i < n; i++) { a[i] = b; }', '=== === === ===', 'eslint-disable-next-line no-console in this place', '{@inheritDoc}', 'See also the other function of this', 'NOTE: this is rather slow on old machines'];
    for (const comment of nothing) assert.equal(commentQuestion(comment, 'symbol'), undefined, comment);
    assert.equal(commentQuestion(`${'very '.repeat(30)}long sentence`, 'symbol'), undefined);
    assert.equal(commentQuestion('Returns the user name', 'getUserName'), undefined);
    assert.equal(commentQuestion('Calls parseHeaders on every line of the incoming stream', 'parseHeaders'), undefined);
  });

  it('is a question and no filter, phrase or control code, whatever the comment holds', () => {
    const question = commentQuestion('Finds lang:go "exact phrase" path:src \u001b[31m-x files in the old cache', 'find');
    assert.ok(question === undefined || !/[":\p{Cc}]|(?:^|\s)-/u.test(question));
    assert.equal(commentQuestion('Finds "the exact phrase" kind:test in cached pages', 'find'), 'Finds the exact phrase kind test in cached pages');
  });

  it('comes to an end with a text that was made to have none', () => {
    for (const text of ['<'.repeat(100_000), '['.repeat(100_000), `{@link ${' '.repeat(100_000)}`, 'a.'.repeat(50_000), '*'.repeat(100_000)]) assert.equal(commentQuestion(text, 'symbol'), undefined);
    for (const text of ['('.repeat(100_000), '#'.repeat(100_000), `${'['.repeat(50_000)}]`, ' :a: '.repeat(20_000)]) assert.equal(subjectQuestion(text), undefined);
  });
});

describe('a question made of a commit', () => {
  it('is its subject without kind, number and issue', () => {
    assert.equal(subjectQuestion('fix(core)!: do not drop headers on redirect (#123)'), 'do not drop headers on redirect');
    assert.equal(subjectQuestion('net/http: close idle connections after timeout'), 'close idle connections after timeout');
    assert.equal(subjectQuestion('[Feature] Retry failed uploads with backoff, closes #33'), 'Retry failed uploads with backoff');
    assert.equal(subjectQuestion(':bug: ABC-12 Keep the cursor where rows are added'), 'Keep the cursor where rows are added');
    assert.equal(subjectQuestion('Say which file was skipped: "not readable"...'), 'Say which file was skipped, not readable');
  });

  it('is none of a commit that changes no behaviour, or says nothing', () => {
    for (const subject of ['', "Merge branch 'main' of somewhere", 'Revert "Add retry of failed uploads"', 'Bump lodash from 4.17.20 to 4.17.21', 'v1.2.3', '1.2.3 release candidate', 'docs: explain the retry of failed uploads', 'chore(deps): update all dependencies', 'Fix typo in error message', 'Release version two of this', 'fix bug', 'wip', 'update flask to 2.0.1', 'Update README with new examples', 'fix lint errors in parser']) assert.equal(subjectQuestion(subject), undefined, subject);
  });
});
