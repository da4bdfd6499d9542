import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { parseQuery } from '../../src/engine/terms.ts';
import { searchPattern, TermMatcher } from '../../src/engine/termMatcher.ts';

/** Texts of the query's terms found in a text, one per hit, in order. */
function found(query: string, text: string): string[] {
  const { terms } = parseQuery(query);
  const hits: string[] = [];
  new TermMatcher(parseQuery(query)).scan(text, (term) => hits.push(terms[term]?.text ?? '?'));
  return hits;
}

/** The pattern for ripgrep in JavaScript's syntax, where word characters have to be spelled out. */
function scriptPattern(query: string): RegExp {
  return new RegExp(searchPattern(parseQuery(query)).replace(/^\(\?i\)/, '').replaceAll('\\w', '[\\p{L}\\p{N}\\p{M}\\p{Pc}]'), 'giu');
}

test('a word is found in identifiers of every spelling, and in its other forms', () => {
  for (const text of ['retry', 'Retry', 'RETRY_COUNT', 'retryPolicy', 'shouldRetry', 'max_retries', 'http-retry', 'retrying()', '"retried"']) assert.deepEqual(found('retry', text), ['retry'], text);
});

test('a word is not found inside another word', () => {
  for (const [query, text] of [['log', 'catalog dialog login'], ['id', 'valid width'], ['port', 'portal report'], ['try', 'retry entry']] as const) assert.deepEqual(found(query, text), [], text);
});

test('every hit is reported with its place', () => {
  const places: number[] = [];
  new TermMatcher(parseQuery('retry')).scan('a retry, doRetry\nnothing retryRetry', (_, offset) => places.push(offset));
  assert.deepEqual(places, [2, 9, 25, 25]);
});

test('an identifier of the query is found whole in each spelling', () => {
  for (const text of ['parseConfig', 'parse_config', 'PARSE_CONFIG', 'ParseConfig']) assert.ok(found('parseConfig', text).includes('parseconfig'), text);
  assert.ok(!found('parseConfig', 'parseConfigFile').includes('parseconfig'));
  assert.deepEqual(found('parseConfig', 'parseConfigFile'), ['parse', 'config']);
});

test('two words of the query are found written as one, and one word written as two', () => {
  assert.deepEqual(found('web socket', 'websocket').toSorted(), ['socket', 'web']);
  assert.deepEqual(found('websocket', 'webSocket'), ['websocket']);
});

test('two words of the query are found written as one whatever the form of the first, and with small words between', () => {
  for (const query of ['threads of the pool', 'thread pools', 'thread pool']) assert.deepEqual(found(query, 'threadpool').length, 2, query);
});

test('a phrase is found across white space and case, with signs taken as they are', () => {
  assert.deepEqual(found('"failed request"', 'Failed   Request; failedRequest'), ['failed request']);
  assert.deepEqual(found('"content-type"', "headers['Content-Type'], contentXtype"), ['content-type']);
  assert.deepEqual(found('"a.*b"', 'a.*b axxb'), ['a.*b']);
  assert.deepEqual(found('=>', '() => x'), ['=>']);
  for (const sign of '\\^$.*+?()[]{}|/-#&~<>!@%=:;,\'`') assert.deepEqual(found(`"x${sign}y"`, `_x${sign}y_`), [`x${sign}y`], sign);
});

test('single letters are found only when they are asked for', () => {
  assert.deepEqual(found('x', 'x + y + maxX'), ['x', 'x']);
  assert.deepEqual(found('retry', 'r x retry'), ['retry']);
});

test('scripts without spaces are found inside a run, also a long one', () => {
  assert.deepEqual(found('重试', '失败后自动重试请求'), ['重试']);
  assert.deepEqual(found('猫', '// 猫'), ['猫']);
  assert.deepEqual(found('重试', `${'字'.repeat(500)}重试，${'字'.repeat(500)}`), ['重试']);
  assert.deepEqual(found('fetch', '这里调用fetchUser函数'), ['fetch']);
});

test('accents in the code may be one character or two', () => {
  for (const form of ['NFC', 'NFD'] as const) {
    const code = 'const résumé = größe'.normalize(form);
    assert.deepEqual(found('résumé', code), ['résumé'], form);
    assert.deepEqual(found('"résumé = größe"', code), ['résumé = größe'], form);
    assert.match(code, scriptPattern('größe'));
  }
});

test('very long runs are data: nothing is found in them, and they are not kept', () => {
  assert.deepEqual(found('add retry', `${'add1'.repeat(100)} retry`), ['retry']);
  const matcher = new TermMatcher(parseQuery('add'));
  assert.deepEqual(matcher.termsOf('add_'.repeat(20_000)), []);
});

test('a piece of ripgrep output counts like the text it stands for', () => {
  const query = parseQuery('"failed request" retry');
  const matcher = new TermMatcher(query);
  assert.deepEqual(matcher.termsOfMatch('Failed  Request'), [0]);
  assert.deepEqual(matcher.termsOfMatch('shouldRetry'), [1]);
  assert.deepEqual(matcher.termsOfMatch('catalog'), []);
});

test('nothing of the query can break the pattern', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), fc.boolean(), (text, isPhrase) => {
      const query = parseQuery(isPhrase ? `"${text}"` : text);
      if (query.terms.length > 0) assert.doesNotThrow(() => scriptPattern(query.raw));
    }),
  );
});

const word = fc.constantFrom('retry', 'retries', 'validation', 'config', 'cache', 'http', 'id', 'x', 'key', 'try', 'query', 'stopped', 'web', 'socket', 'utf8', 'index', 'indices', '2', 'größe', 'запрос', '请求');
const identifier = fc.array(word, { minLength: 1, maxLength: 4 }).chain((parts) =>
  fc.constantFrom(
    parts.map((part, at) => (at === 0 ? part : part.charAt(0).toUpperCase() + part.slice(1))).join(''),
    parts.join('_'),
    parts.join('_').toUpperCase(),
    parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join(''),
  ),
);

test('what the matcher counts in a file, the pattern for ripgrep finds', () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 3 }), identifier, (words, code) => {
      const query = words.join(' ');
      const terms = new TermMatcher(parseQuery(query)).termsOf(code);
      if (terms.length > 0) assert.match(` ${code};`, scriptPattern(query));
    }),
    { numRuns: 1_000 },
  );
});

test('what the pattern finds in a file counts the same as a scan of its text', () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 3 }), fc.array(identifier, { maxLength: 6 }), (words, codes) => {
      const query = parseQuery(words.join(' '));
      const matcher = new TermMatcher(query);
      const text = codes.join(' + ');
      const scanned: number[] = [];
      matcher.scan(text, (term) => scanned.push(term));
      const printed = (text.match(scriptPattern(query.raw)) ?? []).flatMap((match) => matcher.termsOfMatch(match));
      assert.deepEqual(printed.toSorted((a, b) => a - b), scanned.toSorted((a, b) => a - b));
    }),
    { numRuns: 500 },
  );
});
