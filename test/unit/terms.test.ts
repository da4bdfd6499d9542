import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { MAX_QUERY_LENGTH, parseQuery } from '../../src/engine/terms.ts';

function textsOf(query: string): string[] {
  return parseQuery(query).terms.map(({ text }) => text);
}

test('stop words go, in a question of plain words', () => {
  assert.deepEqual(textsOf('Where are failed requests retried?'), ['failed', 'requests', 'retried']);
  assert.deepEqual(textsOf('how does the parser work'), ['parser']);
});

test('shortened words of a question go too, and a possessive loses its s', () => {
  assert.deepEqual(textsOf("what's done when the user's token doesn't parse"), ['user', 'token', 'parse']);
  assert.deepEqual(textsOf('why isn’t the file closed'), ['file', 'closed']);
});

test('a query of only stop words still looks for them', () => {
  assert.deepEqual(textsOf('how to'), ['how', 'to']);
  assert.deepEqual(textsOf('the'), ['the']);
});

test('an identifier is looked for whole and, for less, in its parts', () => {
  const { terms, identifiers } = parseQuery('HTTPServer2_port');
  assert.deepEqual(terms.map(({ text, origin }) => [text, origin]), [['httpserver2_port', 'identifier'], ['http', 'part'], ['server', 'part'], ['port', 'part']]);
  assert.ok(terms.every(({ weight, origin }) => (origin === 'identifier' ? weight === 1 : weight < 1)));
  assert.deepEqual(identifiers, ['HTTPServer2_port']);
});

test('camelCase, snake_case and UPPER_CASE of one name are the same term', () => {
  const stems = ['parseConfigFile', 'parse_config_file', 'PARSE_CONFIG_FILE', 'ParseConfigFile'].map((name) => parseQuery(name).terms.map(({ stem }) => stem).join(' '));
  assert.equal(new Set(stems).size, 1);
});

test('kebab-case falls into its words', () => {
  assert.deepEqual(textsOf('retry-after header'), ['retry', 'header']);
  assert.deepEqual(textsOf('content-type'), ['content', 'type']);
});

test('a single plain word is also the symbol that is asked for', () => {
  assert.deepEqual(parseQuery('debounce').identifiers, ['debounce']);
  assert.deepEqual(parseQuery('debounce input').identifiers, []);
});

test('one letter, one digit and one sign are looked for when nothing else is asked', () => {
  assert.deepEqual(textsOf('x'), ['x']);
  assert.deepEqual(textsOf('7'), ['7']);
  assert.deepEqual(parseQuery('=>').terms.map(({ text, origin }) => [text, origin]), [['=>', 'phrase']]);
});

test('single letters and digits beside words are passed over', () => {
  assert.deepEqual(textsOf('retry 3 times if x fails'), ['retry', 'times', 'fails']);
});

test('forms of one word are one term', () => {
  assert.deepEqual(textsOf('retry retries retrying'), ['retry']);
});

test('quoted phrases stay whole', () => {
  const { terms, text } = parseQuery('parse "Content  Type" header');
  assert.deepEqual(terms.map(({ text: words, origin }) => [words, origin]), [['content type', 'phrase'], ['parse', 'word'], ['header', 'word']]);
  assert.equal(text, 'parse Content Type header');
});

test('an empty, an open and a blank quotation are no phrases', () => {
  for (const query of ['parse ""', 'parse "', 'parse "   "', '"parse']) assert.deepEqual(parseQuery(query).terms.map(({ origin }) => origin), ['word'], query);
});

test('filters leave the text', () => {
  const { text, terms } = parseQuery('lang:py retry path:src/HTTP -path:"test data" kind:test -kind:docs lang:go,rust');
  assert.equal(text, 'retry');
  assert.equal(terms.length, 1);
});

test('filters alone, or nothing, leave nothing to look for', () => {
  for (const query of ['', '   ', 'lang:ts', 'path:src -path:test', '""']) assert.equal(parseQuery(query).terms.length, 0, query);
});

test('a query in any script searches as itself', () => {
  assert.deepEqual(textsOf('повторить запрос'), ['повторить', 'запрос']);
  assert.deepEqual(textsOf('إعادة المحاولة'), ['إعادة', 'المحاولة']);
  assert.deepEqual(textsOf('größe ändern'), ['größe', 'ändern']);
  const chinese = textsOf('请求重试');
  assert.equal(chinese.join(''), '请求重试');
  assert.ok(chinese.every((word) => word !== ''));
  assert.deepEqual(textsOf('猫'), ['猫']);
});

test('accents written as one character or as two ask for the same', () => {
  assert.deepEqual(parseQuery('cafe\u0301 "re\u0301sume\u0301"').terms, parseQuery('café "résumé"').terms);
});

test('regex and option syntax is plain text', () => {
  assert.deepEqual(textsOf('(.*)foo[a-z]+|bar{2}$ --files -e ../../secret'), ['foo', 'bar', '2', 'files', 'secret'].filter((word) => word !== '2'));
  assert.deepEqual(textsOf('"a.*b\\d(" "--pre=cat"'), ['a.*b\\d(', '--pre=cat']);
});

test('control characters in a phrase are white space', () => {
  assert.deepEqual(textsOf('"retry\u0000the\u001b request"'), ['retry the request']);
});

test('a pasted page is cut to its beginning and to a bounded number of terms', () => {
  const words = Array.from({ length: 20_000 }, (_, place) => `w${String.fromCharCode(97 + (place % 26))}${'abcdefghij'[place % 10]}x`).join(' ');
  const page = words.slice(0, 100_000);
  const { terms } = parseQuery(page);
  assert.ok(terms.length > 0 && terms.length <= 24);
  assert.deepEqual(terms, parseQuery(page.slice(0, MAX_QUERY_LENGTH)).terms);
});

test('terms are numbered in order, whatever is typed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (raw) => {
      const query = parseQuery(raw);
      assert.equal(query.raw, raw);
      assert.deepEqual(query.terms.map(({ index }) => index), [...query.terms.keys()]);
      for (const { text, stem, weight } of query.terms) assert.ok(text !== '' && stem !== '' && weight > 0);
    }),
  );
});

test('what the query asks for by kind is noted', () => {
  assert.ok(parseQuery('unit tests of the parser').asksFor.tests);
  assert.ok(parseQuery('documentation of the parser').asksFor.docs);
  assert.ok(parseQuery('the parser kind:test,docs').asksFor.tests && parseQuery('the parser kind:docs').asksFor.docs);
  assert.deepEqual(parseQuery('the parser').asksFor, { tests: false, docs: false, declarations: false, config: false });
});
