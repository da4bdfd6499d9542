import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SearchError } from '../../../src/engine/errors.ts';
import { problemOf } from '../../../src/vscode/errors.ts';
import { requestFor } from '../../../src/vscode/searchRequest.ts';
import { countsOf, durationOf, summaryOf, titleOf } from '../../../src/vscode/summary.ts';
import { english, sampleResults, sampleUpdate } from './samples.ts';

const auto = { model: 'code-reranker', device: 'auto', precision: 'auto', endpoint: '' } as const;
const request = requestFor('where are requests retried');

describe('the sentence above the results', () => {
  it('says how many, for what, by which model on which device, and how long', () => {
    const update = sampleUpdate({ results: sampleResults(['a.ts', 1], ['a.ts', 9], ['b.ts', 1]) });
    assert.equal(summaryOf({ kind: 'done', request, update }, auto, english), '3 results in 2 files for “where are requests retried” · code-reranker q8 · CPU · 812 ms');
  });

  it('counts one as one', () => assert.equal(countsOf(sampleUpdate(), english), '1 result in 1 file'));

  it('shows how far the model has read', () => {
    const update = sampleUpdate({ stage: 'reranking', scored: 24, toScore: 60 });
    assert.match(summaryOf({ kind: 'searching', request, update }, auto, english) ?? '', /model has read 24 of 60$/);
  });

  it('names a model outside the extension by its folder', () => {
    const update = sampleUpdate({ model: { id: '/models/bge-base', device: 'cpu', precision: 'fp32' } });
    assert.match(summaryOf({ kind: 'done', request, update }, auto, english) ?? '', / bge-base fp32 · CPU /);
  });

  it('says when another device did the work than was asked for', () => {
    const text = summaryOf({ kind: 'done', request, update: sampleUpdate() }, { ...auto, device: 'webgpu' }, english);
    assert.match(text ?? '', / — WebGPU cannot be used here, so CPU did the work\.$/);
  });

  it('says when a device has only another precision than the best', () => {
    const model = { id: 'code-reranker', device: 'webgpu', precision: 'fp32', notice: 'fp16 does not work on webgpu: no f16; using fp32' };
    assert.match(summaryOf({ kind: 'done', request, update: sampleUpdate({ model }) }, { ...auto, device: 'webgpu' }, english) ?? '', / — WebGPU can run this model in fp32 only\.$/);
  });

  it('says when the model of the extension did the work of one that is not here', () => {
    const text = summaryOf({ kind: 'done', request, update: sampleUpdate() }, { ...auto, model: 'BAAI/bge-reranker-base' }, english);
    assert.match(text ?? '', / — BAAI\/bge-reranker-base is not on this machine, so code-reranker did the work\.$/);
  });

  it('does not say that a model is missing that lies in a folder and waits for consent', () => {
    for (const model of ['/repository/theirs', 'C:\\repository\\theirs']) {
      const text = summaryOf({ kind: 'done', request, update: sampleUpdate() }, { ...auto, model }, english);
      assert.match(text ?? '', / — The model in theirs was not loaded, so code-reranker did the work\.$/);
    }
  });

  it('names the server that snippets were sent to, in the title too', () => {
    const model = { id: 'bge', device: 'server', precision: '', server: 'gpu.example.com' };
    const asked = { ...auto, device: 'webgpu', precision: 'fp16', endpoint: 'https://gpu.example.com' } as const;
    assert.match(summaryOf({ kind: 'done', request, update: sampleUpdate({ model }) }, asked, english) ?? '', / · bge at gpu\.example\.com: snippets were sent there · 812 ms$/);
    assert.equal(titleOf(request.query, model, english), `Sent to gpu.example.com: ${request.query}`);
    assert.equal(titleOf(request.query, sampleUpdate().model, english), request.query);
  });

  it('does not take a model of a server for the one that ships, whatever its name', () => {
    const model = { id: 'code-reranker', device: 'server', precision: '', server: 'gpu.example.com' };
    const asked = { ...auto, model: 'BAAI/bge-reranker-base', endpoint: 'https://gpu.example.com' } as const;
    assert.doesNotMatch(summaryOf({ kind: 'done', request, update: sampleUpdate({ model }) }, asked, english) ?? '', /did the work/);
  });
  it('says when the model of this machine did the work of the server', () => {
    const model = { id: 'code-reranker', device: 'cpu', precision: 'q8', notice: 'server x unavailable: no answer; using the model on this machine' };
    assert.match(summaryOf({ kind: 'done', request, update: sampleUpdate({ model }) }, { ...auto, endpoint: 'https://x' }, english) ?? '', /The server did not do its work \(server x unavailable: no answer; .*\)\.$/);
  });

  it('says in one sentence why results stand in text order', () => {
    const update = sampleUpdate({ model: undefined, fallback: new SearchError('modelMissing', '/models/x') });
    assert.match(summaryOf({ kind: 'done', request, update }, auto, english) ?? '', /In text order: The model is not on this machine: download it, or choose another one\.$/);
  });

  it('says first that nothing seems to answer, and nothing of it where something does or the search still runs', () => {
    const isAnswered = false;
    const sentence = /^Nothing here seems to answer this\. The nearest places are below\. 1 result in 1 file /;
    assert.match(summaryOf({ kind: 'done', request, update: sampleUpdate({ isAnswered }) }, auto, english) ?? '', sentence);
    for (const update of [sampleUpdate(), sampleUpdate({ isAnswered: true })]) assert.doesNotMatch(summaryOf({ kind: 'done', request, update }, auto, english) ?? '', /Nothing here/);
    assert.equal(summaryOf({ kind: 'searching', request, update: sampleUpdate({ isAnswered }) }, auto, english), 'Searching…');
    assert.equal(summaryOf({ kind: 'done', request, update: sampleUpdate({ isAnswered, results: [] }) }, auto, english), undefined);
  });

  it('leaves the word to the welcome text before the first search and where nothing was found', () => {
    assert.equal(summaryOf({ kind: 'idle' }, auto, english), undefined);
    assert.equal(summaryOf({ kind: 'done', request, update: sampleUpdate({ results: [] }) }, auto, english), undefined);
  });

  it('says that a search was stopped', () => {
    assert.match(summaryOf({ kind: 'stopped', request, update: sampleUpdate() }, auto, english) ?? '', / · stopped$/);
    assert.equal(summaryOf({ kind: 'stopped', request }, auto, english), 'Stopped.');
  });

  it('gives times as people read them', () => assert.deepEqual([durationOf(812.4, english), durationOf(1234, english)], ['812 ms', '1.2 s']));
});

describe('a problem', () => {
  it('with an unknown cause points to the log', () => {
    assert.deepEqual(problemOf(new Error('boom'), english), { message: 'The search failed unexpectedly: the log says more.', action: { title: 'Show Log', command: 'semanticSearch.showLog' } });
  });

  it('never shows what is meant for the log', () => {
    assert.doesNotMatch(problemOf(new SearchError('textSearchFailed', 'exit code 2'), english).message, /exit code/);
  });
});
