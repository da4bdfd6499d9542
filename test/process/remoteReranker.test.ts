import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PassageScore, Reranker, RerankerModel } from '../../src/engine/types.ts';
import { RemoteReranker } from '../../src/node/remoteReranker.ts';
import type { RemoteRerankerOptions } from '../../src/node/remoteReranker.ts';
import { jinaServer, llamaServer, logitOfText, scoreServer, startServer, teiServer } from './rerankDoubles.ts';
import type { RerankDouble } from './rerankDoubles.ts';
import { manyPassages, scoresOf, silentLog } from './startReranker.ts';

const passages = manyPassages(70);
const expected = passages.map(({ path, text }) => logitOfText(`${path}\n${text}`));
const limits = { answerMs: 5000, retryMs: [1, 1], batchTexts: 32 };

/** The model on this machine, of which nothing but its answer matters here. */
const local: Reranker & { readonly model: RerankerModel } = {
  model: { id: 'local', device: 'cpu', precision: 'q8' },
  async *score(_query, given) {
    yield await Promise.resolve(given.map((_, index): PassageScore => ({ index, logit: -7 })));
  },
};

function remote(url: string, options: Partial<RemoteRerankerOptions> = {}): RemoteReranker {
  return new RemoteReranker({
    local,
    address: () => ({ url, shape: 'auto', model: '' }),
    isAllowed: () => true,
    key: () => Promise.resolve(undefined),
    fetch: (address, init) => fetch(address, init),
    wait: (ms) => sleep(ms),
    clock: () => performance.now(),
    log: silentLog,
    limits,
    ...options,
  });
}

async function assertRemote(reranker: RemoteReranker, tolerance = 1e-4): Promise<void> {
  const scores = await scoresOf(reranker, 'a question', passages);
  assert.deepEqual(scores.map(({ index }) => index), [...passages.keys()]);
  for (const [place, { logit }] of scores.entries()) assert.ok(Math.abs(logit - (expected[place] ?? NaN)) < tolerance, `passage ${place}: ${logit} is not ${expected[place]}`);
}

async function assertLocal(reranker: RemoteReranker, notice: RegExp): Promise<void> {
  const scores = await scoresOf(reranker, 'a question', passages);
  assert.ok(scores.length === passages.length && scores.every(({ logit }) => logit === -7), 'all scores are of one model');
  assert.match(reranker.model?.notice ?? '', notice);
  assert.equal(reranker.model?.server, undefined);
}

for (const [name, respond] of Object.entries({
  'Text Embeddings Inference': teiServer,
  'vLLM, Jina and Cohere': jinaServer(),
  Infinity: jinaServer({ paths: ['/rerank'] }),
  'the server of llama.cpp': llamaServer,
  'the Score API of vLLM': scoreServer,
})) {
  test(`a server that speaks like ${name} is recognised, and its scores are logits in the order of the passages`, async (context) => {
    const server = await startServer(context, respond);
    const reranker = remote(server.url);
    await assertRemote(reranker);
    assert.deepEqual(reranker.model, { id: 'reranker', device: 'server', precision: '', server: new URL(server.url).host });
    const asked = server.seen.length;
    await assertRemote(reranker);
    assert.equal(server.seen.length, asked + 3, 'how to ask is found out once; 70 texts go in batches of 32');
  });
}

test('the way to ask can be given by the address or by a setting', async (context) => {
  const server = await startServer(context, jinaServer());
  await assertRemote(remote(`${server.url}/v2/rerank`));
  await assertRemote(remote(`${server.url}/v1/`));
  assert.deepEqual([...new Set(server.seen.map(({ path }) => path))], ['/v2/rerank', '/v1/rerank']);
  const tei = await startServer(context, teiServer);
  await assertRemote(remote(tei.url, { address: () => ({ url: tei.url, shape: 'tei', model: '' }) }));
  assert.ok(tei.seen.every(({ path }) => path === '/rerank'));
});

test('key and model are sent, and what is asked to find out the way has nothing of the user in it', async (context) => {
  const server = await startServer(context, jinaServer());
  await assertRemote(remote(server.url, { key: () => Promise.resolve('secret'), address: () => ({ url: server.url, shape: 'auto', model: 'bge' }) }));
  assert.ok(server.seen.every(({ headers, body }) => headers.authorization === 'Bearer secret' && body['model'] === 'bge'));
  assert.equal(server.seen[0]?.body['query'], 'what is panda?');
});

test('nothing is sent without permission, nor without an address', async (context) => {
  const server = await startServer(context, jinaServer());
  for (const reranker of [remote(server.url, { isAllowed: () => false }), remote('')]) {
    const scores = await scoresOf(reranker, 'a question', passages);
    assert.ok(scores.every(({ logit }) => logit === -7));
    assert.deepEqual(reranker.model, local.model);
  }
  assert.equal(server.seen.length, 0);
});

test('an overloaded server is asked again', async (context) => {
  const server = await startServer(context, jinaServer());
  server.interrupt(status(503), status(429, { 'retry-after': '0' }));
  await assertRemote(remote(server.url));
});

test('a cut connection is tried again', async (context) => {
  const server = await startServer(context, jinaServer());
  server.interrupt((response) => response.destroy());
  await assertRemote(remote(server.url));
});

test('what a server refuses as too much or too long is asked in parts', async (context) => {
  const long = { path: 'a.ts', text: 'word '.repeat(1000) };
  const server = await startServer(context, jinaServer({ maxCharacters: 2000 }));
  const scores = await scoresOf(remote(server.url), 'q', [long, ...passages]);
  assert.equal(scores.length, 71);
  assert.ok(Math.abs((scores[1]?.logit ?? NaN) - (expected[0] ?? NaN)) < 1e-4);
  const small = await startServer(context, teiServer);
  await assertRemote(remote(small.url, { limits: { ...limits, batchTexts: 64 } }));
});

const failures: readonly (readonly [string, (response: ServerResponse) => void, RegExp])[] = [
  ['fails', status(500), /refused the request \(HTTP 500\)/],
  ['wants another key', status(401), /wants another key/],
  ['sends elsewhere', status(307, { location: 'http://example.invalid/' }), /elsewhere \(HTTP 307\), where nothing is sent/],
  ['answers with something that is no JSON', (response) => response.end('<html>'), /not one score for each text/],
  ['answers with too few scores', json({ results: [{ index: 0, relevance_score: 0.5 }] }), /not one score for each text/],
  ['answers with an index that was not asked', json({ results: many((index) => ({ index: index + 1, relevance_score: 0.5 })) }), /not one score for each text/],
  ['answers with one index twice', json({ results: many(() => ({ index: 0, relevance_score: 0.5 })) }), /not one score for each text/],
  ['answers with what is no number', json({ results: many((index) => ({ index, relevance_score: index === 3 ? 'NaN' : 0.5 })) }), /not one score for each text/],
  ['answers with infinity', (response) => response.end(`{"results":[${many((index) => `{"index":${index},"relevance_score":1e999}`).join()}]}`), /not one score for each text/],
  ['answers with another kind of object', json({ __proto__: null, results: { length: 32 } }), /not one score for each text/],
  ['answers without end', (response) => response.end(' '.repeat(2_000_000)), /too large/],
];

for (const [name, interruption, reason] of failures) {
  test(`where a server ${name}, the model of this machine scores everything, and the reason is told`, async (context) => {
    const server = await startServer(context, jinaServer());
    const reranker = remote(server.url, { address: () => ({ url: server.url, shape: 'rerank', model: '' }) });
    await scoresOf(reranker, 'find out', passages.slice(0, 1));
    // Of three batches one is lost: the others' scores must not be mixed with local ones.
    server.interrupt(interruption);
    await assertLocal(reranker, reason);
  });
}

test('a server that nobody is at is told, and left alone for a while', async (context) => {
  const server = await startServer(context, jinaServer());
  let now = 0;
  let isThere = false;
  const reranker = remote(server.url, {
    clock: () => now,
    fetch: (url, init) => (isThere ? fetch(url, init) : Promise.reject(new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') }))),
  });
  await assertLocal(reranker, /^server 127\.0\.0\.1:\d+ unavailable: it cannot be reached: connect ECONNREFUSED; using the model on this machine$/);
  isThere = true;
  await assertLocal(reranker, /ECONNREFUSED/);
  assert.equal(server.seen.length, 0);
  now = 61_000;
  await assertRemote(reranker);
  reranker.reset();
  await assertRemote(reranker);
});

test('a slow server is given up after its time', async (context) => {
  const server = await startServer(context, jinaServer());
  server.interrupt(() => undefined);
  await assertLocal(remote(server.url, { limits: { ...limits, answerMs: 200 } }), /no answer within 0\.2 s/);
});

test('a search that is stopped ends at once, whatever the server does', async (context) => {
  const server = await startServer(context, jinaServer());
  server.interrupt(() => undefined);
  const stop = new AbortController();
  const scores = scoresOf(remote(server.url), 'q', passages, stop.signal);
  await until(server, 1);
  stop.abort();
  await assert.rejects(scores, { name: 'AbortError' });
});

test('a new search is not stopped with the old one', async (context) => {
  const server = await startServer(context, jinaServer());
  server.interrupt(() => undefined);
  const reranker = remote(server.url);
  const stop = new AbortController();
  const old = scoresOf(reranker, 'q', passages, stop.signal);
  old.catch(() => undefined);
  await until(server, 1);
  const next = assertRemote(reranker);
  stop.abort();
  await next;
});

test('an address that is none, or at which nothing reranks, is told', async (context) => {
  await assertLocal(remote('ftp://example.com'), /no http or https address/);
  await assertLocal(remote('example.com:80'), /no http or https address/);
  const other = await startServer(context, () => ({ status: 404, body: {} }));
  await assertLocal(remote(other.url), /no known way of reranking/);
});

function status(code: number, headers: Record<string, string> = {}): (response: ServerResponse) => void {
  return (response) => response.writeHead(code, headers).end('{}');
}

function json(body: unknown): (response: ServerResponse) => void {
  return (response) => response.end(JSON.stringify(body));
}

function many<Entry>(entry: (index: number) => Entry): Entry[] {
  return Array.from({ length: 32 }, (_, index) => entry(index));
}

async function until(server: RerankDouble, requests: number): Promise<void> {
  while (server.seen.length < requests) await sleep(5);
}
