import assert from 'node:assert/strict';
import test from 'node:test';
import { formatUpdate, jsonOf, rowOf, stagesOf } from '../../src/cli/format.ts';
import { parseQuery } from '../../src/engine/terms.ts';
import type { RankedResult, SearchUpdate } from '../../src/engine/types.ts';

const result: RankedResult = {
  id: 'x', folder: '/w', path: 'src/retry.ts', language: 'typescript', startLine: 10, endLine: 13, titleLine: 11, kind: 'function', symbol: 'retry', container: 'Client',
  text: '/** Again. */\nfunction retry() {\n\treturn send();\n}', hitLines: [11, 12], textRank: 3, textScore: 7.25, logit: 1.5, relevance: 0.8175744761936437, score: 0.91,
  explain: { terms: ['retry'], share: 1, signals: { bm25: 4.5 } },
};

const update: SearchUpdate = {
  stage: 'final', query: parseQuery('retry lang:ts'), results: [result], held: [result], pool: { terms: [], candidates: [], filesSearched: 12_345 }, filesSearched: 12_345, filesMatched: 7, scored: 60, toScore: 60, ms: 123.456,
  stages: { find: 40.123, cut: 50, rank: 1, rerank: 30.06 }, isAnswered: true, model: { id: 'code-reranker', device: 'cpu', precision: 'q8' },
};

const plain = { isColored: false, explain: false, currentFolder: '/w' };

test('a row for people is path:line, score, name and the lines that matter', () => {
  const text = formatUpdate(update, plain);
  const [head, ...lines] = text.split('\n');
  assert.match(head ?? '', /^src\/retry\.ts:10 {2}82% {2}Client › retry$/);
  assert.deepEqual(lines.slice(0, 2), ['    11  function retry() {', '    12    return send();']);
  assert.match(text, /1 result in 1 file of 12,345 searched, code-reranker on cpu, 123 ms$/);
});

test('paths are shown from the current folder', () => {
  assert.match(formatUpdate(update, { ...plain, currentFolder: '/w/src' }), /^retry\.ts:10/);
  assert.match(formatUpdate(update, { ...plain, currentFolder: '/elsewhere' }), /^\.\.\/w\/src\/retry\.ts:10/);
});

test('colour is there only when it is asked for', () => {
  assert.ok(!formatUpdate(update, plain).includes('\u001b'));
});

test('no control character of the code or of a file name reaches the terminal', () => {
  const hostile = { ...result, path: 'a\u001b[2J\nb.ts', symbol: 'x\u0007', text: 'one\u001b]0;title\u0007\rtwo\u202e', startLine: 11, hitLines: [11] };
  const text = formatUpdate({ ...update, results: [hostile] }, plain);
  assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\u202e]/u);
});

test('an explanation names ranks, scores, words and signals', () => {
  assert.match(formatUpdate(update, { ...plain, explain: true }), /score 0\.910; text 7\.25, rank 3; logit 1\.50; found retry; bm25 4\.50/);
});

test('nothing found is one line', () => {
  assert.match(formatUpdate({ ...update, results: [], model: undefined }, plain), /^0 results in 0 files of 12,345 searched, text order, 123 ms$/);
});

test('one JSON object holds the query, the rows, the files, the times, the model and the device', () => {
  assert.deepEqual(JSON.parse(JSON.stringify(jsonOf(update, false))), {
    query: 'retry lang:ts',
    results: [{ path: 'src/retry.ts', startLine: 10, endLine: 13, symbol: 'retry', score: 0.91, relevance: 0.8175744761936437, logit: 1.5, textScore: 7.25, textRank: 3, folder: '/w' }],
    files: { searched: 12_345, matched: 7 },
    ms: 123.5,
    stages: { find: 40.1, cut: 50, rank: 1, rerank: 30.1 },
    answered: true,
    model: 'code-reranker',
    device: 'cpu',
  });
});

test('what is not known is null in JSON, never absent', () => {
  const { symbol: _symbol, logit: _logit, relevance: _relevance, ...bare } = result;
  const json = JSON.parse(JSON.stringify(jsonOf({ ...update, results: [bare], model: undefined }, true))) as { results: Record<string, unknown>[]; model: unknown; device: unknown };
  assert.deepEqual([json.model, json.device, json.results[0]?.['symbol'], json.results[0]?.['logit'], json.results[0]?.['relevance']], [null, null, null, null, null]);
  assert.deepEqual(json.results[0]?.['explain'], result.explain);
});

test('a row of a batch has exactly the documented fields', () => {
  assert.deepEqual(Object.keys(rowOf(result)), ['path', 'startLine', 'endLine', 'score', 'relevance', 'logit', 'textScore', 'textRank']);
  assert.deepEqual(stagesOf(update), { find: 40.1, cut: 50, rank: 1, rerank: 30.1 });
});
