import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { likenessTo } from '../../src/engine/codeLikeness.ts';
import { codeOriginAt, codeOriginOf } from '../../src/engine/codeOrigin.ts';
import { codeQueryOf, codeTermsOf, MAX_CODE_LENGTH, tokensOf } from '../../src/engine/codeTerms.ts';
import { isAbort, isSearchError } from '../../src/engine/errors.ts';
import { defaultSearchOptions, type SearchOptions } from '../../src/engine/options.ts';
import { filtersIn } from '../../src/engine/queryText.ts';
import { rerankSimilar, searchSimilar } from '../../src/engine/similar.ts';
import { TermMatcher } from '../../src/engine/termMatcher.ts';
import { atOnce } from '../../src/engine/turns.ts';
import type { CodeOrigin } from '../../src/engine/codeTerms.ts';
import type { CutFile, SearchPorts, SearchUpdate } from '../../src/engine/types.ts';
import { portsOver, rerankerBy, scope } from './searchDoubles.ts';

const retry = `/** Sends a request again. */
export async function retryRequest(send: () => Promise<void>): Promise<void> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    await waitBefore(attempt);
    if (await trySend(send)) return;
  }
}`;

function textsOf(code: string): string[] {
  return codeTermsOf(code).map(({ text }) => text);
}

function originOf(text: string, place: Partial<CodeOrigin> = {}): CodeOrigin {
  return { folder: '/w', path: 'src/retry.ts', language: 'typescript', startLine: 10, endLine: 16, text, ...place };
}

/** A file with one snippet per text, ten lines apart. */
function fileWith(path: string, terms: number, texts: readonly string[]): CutFile {
  const snippets = texts.map((text, at) => ({ startLine: at * 10 + 1, endLine: at * 10 + 9, titleLine: at * 10 + 1, kind: 'function' as const, symbol: `s${at}`, text, length: 20, counts: new Float64Array(terms).fill(1), hitLines: [] }));
  return { folder: '/w', path, language: 'typescript', lineCount: 100, isGenerated: false, snippets };
}

async function updatesOf(origin: CodeOrigin, ports: SearchPorts, options: Partial<SearchOptions> = {}, signal = new AbortController().signal): Promise<SearchUpdate[]> {
  const updates: SearchUpdate[] = [];
  for await (const update of searchSimilar(origin, scope, { ...defaultSearchOptions, order: 'text', ...options }, ports, signal)) updates.push(update);
  return updates;
}

test('identifiers of the code are looked for whole and in parts, the repeated ones first', () => {
  const texts = textsOf(retry);
  assert.equal(texts[0], 'attempt', 'five times');
  for (const text of ['retry_request', 'wait_before', 'try_send', 'max_attempts', 'request', 'send']) assert.ok(texts.includes(text), `${text} in ${texts.join(' ')}`);
  const weights = codeTermsOf(retry).map(({ weight }) => weight);
  assert.deepEqual(weights, weights.toSorted((a, b) => b - a));
});

test('keywords, placeholders and single letters are not looked for', () => {
  const texts = textsOf(retry);
  for (const text of ['export', 'async', 'function', 'for', 'let', 'return', 'void']) assert.ok(!texts.includes(text), text);
  assert.deepEqual(textsOf('for (let i = 0; i < n; i++) { foo(bar, tmp); readHeader(x); }'), ['read_header', 'read', 'header']);
});

test('code of nothing but keywords and short names is looked for as it stands', () => {
  assert.deepEqual(textsOf('return x ? y : x;'), ['x', 'return', 'y']);
  assert.deepEqual(textsOf('}, { 1 + 2 ];'), []);
});

test('a term is found in every spelling of its identifier', () => {
  const matcher = new TermMatcher(codeQueryOf(originOf('maxAttempts')));
  for (const spelling of ['maxAttempts', 'MAX_ATTEMPTS', 'max_attempts', 'MaxAttempts']) assert.ok(matcher.termsOf(spelling).includes(0), spelling);
});

test('a test that is looked for with asks for tests', () => {
  assert.equal(codeQueryOf(originOf(retry, { path: 'test/retry.test.ts' })).asksFor.tests, true);
  assert.equal(codeQueryOf(originOf(retry)).asksFor.tests, false);
});

test('filters of a question hold for similar code, too', () => {
  assert.deepEqual(codeQueryOf(originOf(retry), filtersIn('Similar to retry lang:go -kind:test')).filters, filtersIn('lang:go -kind:test'));
  assert.deepEqual(codeQueryOf(originOf(retry)).filters, filtersIn(''));
});

test('huge, broken and hostile code makes few terms', () => {
  const hostile = ['(a+)+$'.repeat(5_000), 'x'.repeat(1_000_000), `${'ab_'.repeat(30)} `.repeat(10_000), '\u202e\u0000\ud800', 'a'.repeat(79).concat(' ').repeat(2_000), '[]{}()'.repeat(100_000), '変数 función \u0301'];
  for (const code of hostile) {
    assert.ok(codeTermsOf(code).length <= 24);
    assert.ok(tokensOf(code).join('').length <= MAX_CODE_LENGTH);
    assert.ok(codeQueryOf(originOf(code)).text.length <= 2_000);
    atOnce(likenessTo(code, [code, retry]));
  }
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.array(fc.string({ unit: 'binary', maxLength: 100 })), (code, pieces) => {
    const terms = codeTermsOf(code);
    assert.deepEqual(terms.map(({ index, group }) => [index, group]), terms.map((_, at) => [at, at]));
    for (const one of atOnce(likenessTo(code, pieces))) assert.ok(one >= 0 && one <= 1, String(one));
  }));
});

test('a copy is wholly alike, the same steps under other names more than the same names in other steps', () => {
  const renamed = retry.replaceAll('retryRequest', 'resendMessage').replaceAll('send', 'deliver');
  const names = 'const all = [retryRequest, maxAttempts, waitBefore, trySend];';
  const [copy = 0, steps = 0, list = 0, nothing = 1] = atOnce(likenessTo(retry, [retry, renamed, names, '<p>Hello</p>']));
  assert.ok(Math.abs(copy - 1) < 1e-9);
  assert.ok(steps > list && list > 0, `${steps} ${list}`);
  assert.equal(nothing, 0);
});

test('the most alike stands first, and neither the code itself nor what overlaps it is a result', async () => {
  const terms = codeTermsOf(retry).length;
  const copy = retry.replace('retryRequest', 'sendAgain');
  const ports = portsOver([fileWith('src/retry.ts', terms, ['function trySend() {}', retry, 'maxAttempts = 3']), fileWith('src/other.ts', terms, ['retryRequest(send)', copy])]);
  const update = (await updatesOf(originOf(retry, { startLine: 15, endLine: 21 }), ports)).at(-1);
  assert.deepEqual(update?.results.map(({ path, startLine }) => `${path}:${startLine}`)[0], 'src/other.ts:11');
  const own = update?.results.filter(({ path }) => path === 'src/retry.ts').map(({ startLine }) => startLine);
  assert.deepEqual(own?.toSorted((a, b) => a - b), [1], 'lines 11 to 19 and 21 to 29 overlap lines 15 to 21');
  assert.deepEqual(update?.results.map(({ textRank }) => textRank), update?.results.map((_, at) => at + 1));
});

test('the same file reached through an outer folder is left out, too', async () => {
  const terms = codeTermsOf(retry).length;
  const update = (await updatesOf(originOf(retry, { folder: '/w/src', path: 'retry.ts', startLine: 1, endLine: 9 }), portsOver([fileWith('src/retry.ts', terms, [retry, 'maxAttempts'])]))).at(-1);
  assert.deepEqual(update?.results.map(({ startLine }) => startLine), [11]);
});

test('nothing is said of whether a question is answered, also when more is read later', async () => {
  const terms = codeTermsOf(retry).length;
  const ports = portsOver([fileWith('a.ts', terms, ['alpha', 'beta', 'maxAttempts'])], rerankerBy(() => 1));
  const updates = await updatesOf(originOf(retry), ports, { order: 'blended', candidateLimit: 1 });
  const last = updates.at(-1);
  assert.ok(last);
  for await (const update of rerankSimilar(last, { ...defaultSearchOptions, candidateLimit: 3 }, ports, new AbortController().signal)) updates.push(update);
  assert.ok(updates.every((update) => !Object.hasOwn(update, 'isAnswered')));
  assert.equal(updates.at(-1)?.results.filter(({ logit }) => logit !== undefined).length, 3);
});

test('code without a word is refused with a sentence of its own, and a stop ends the search', async () => {
  await assert.rejects(updatesOf(originOf('});\n'), portsOver([])), (error) => isSearchError(error) && error.code === 'emptyCode');
  const stop = new AbortController();
  stop.abort();
  await assert.rejects(updatesOf(originOf(retry), portsOver([fileWith('a.ts', 3, ['x'])]), {}, stop.signal), isAbort);
});

test('code at a line is the snippet around it, else the lines around', async () => {
  const lines = Array.from({ length: 50 }, (_, at) => `call${at}(value${at})`);
  const options = { snippetLines: 60, maxFileBytes: 1_000 };
  const { signal } = new AbortController();
  const file = { folder: '/w', path: 'a.ts' };
  const inside = await codeOriginAt(file, lines, 15, options, portsOver([fileWith('a.ts', 24, ['x', 'y'])]).snippets, signal);
  assert.deepEqual([inside.startLine, inside.endLine, inside.text], [11, 19, lines.slice(10, 19).join('\n')]);
  const between = await codeOriginAt(file, lines, 40, options, portsOver([fileWith('a.ts', 24, ['x', 'y'])]).snippets, signal);
  assert.deepEqual([between.startLine, between.endLine], [30, 50]);
  assert.deepEqual(codeOriginOf(file, [], 7, 9), { ...file, language: 'typescript', startLine: 1, endLine: 1, text: '' });
});
