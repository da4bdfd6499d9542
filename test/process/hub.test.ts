import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import test, { before } from 'node:test';
import type { TestContext } from 'node:test';
import { plainRerankOptions } from '../../src/engine/rerankOptions.ts';
import { deferred } from '../../src/node/deferred.ts';
import { localDisk } from '../../src/node/disk.ts';
import { LocalModelLibrary } from '../../src/node/modelLibrary.ts';
import type { LibraryOptions, LibrarySettings } from '../../src/node/modelLibrary.ts';
import { cutAfter, filesOf, gitSha1, startHubServer, status } from './hubServer.ts';
import type { HubServer } from './hubServer.ts';
import { fixtures, scoresOf, startReranker } from './startReranker.ts';
import { temporaryFolder, writeFiles } from './temporaryFolder.ts';

const id = 'tester/tiny-reranker';
const tiny = path.join(fixtures, 'xlm-roberta-tiny-random');
let tinyFiles: Record<string, Buffer> = {};

before(async () => {
  const names = new Set(['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx']);
  tinyFiles = Object.fromEntries(Object.entries(await filesOf(tiny)).filter(([name]) => names.has(name)));
  // Nothing of the machine that the tests run on is found.
  process.env['HF_HUB_CACHE'] = path.join(fixtures, 'no-such-cache');
});

interface World {
  readonly hub: HubServer;
  readonly library: LocalModelLibrary;
  readonly cache: string;
  readonly waits: number[];
  readonly fetch: () => Promise<string>;
}

/** A hub with the tiny model, an empty cache, and a clock that does not wait. */
async function world(context: TestContext, { options = {}, settings = {}, files = { ...tinyFiles } }: { options?: Partial<LibraryOptions>; settings?: Partial<LibrarySettings>; files?: Record<string, Buffer> } = {}): Promise<World> {
  const hub = await startHubServer(context, files);
  const cache = await temporaryFolder(context);
  const waits: number[] = [];
  const library = new LocalModelLibrary({
    shipped: path.join(cache, 'none'),
    settings: () => ({ cache, device: 'cpu', hub: { address: hub.address, isOffline: false }, ...settings }),
    token: async () => 'hf_secret',
    fetch: (url, init) => fetch(url, init),
    wait: async (ms) => void waits.push(ms),
    clock: () => performance.now(),
    ...options,
  });
  const never = new AbortController().signal;
  const get = async (): Promise<string> => (await library.download(await library.plan(id, 'auto', never), () => undefined, never)).folder;
  return { hub, library, cache, waits, fetch: get };
}

/** The model is where it belongs, whole, and nothing half-made is beside it. */
async function assertWhole({ cache }: World, folder: string, files = tinyFiles): Promise<void> {
  for (const name of ['config.json', 'tokenizer.json', 'onnx/model.onnx']) assert.ok((await readFile(path.join(folder, name))).equals(files[name] ?? Buffer.alloc(0)), name);
  const all = await readdir(cache, { recursive: true });
  assert.deepEqual(all.filter((name) => name.endsWith('.incomplete')), []);
}

const modelRequests = ({ hub }: World): string[] => hub.storageRequests.filter(({ url }) => url.includes('model.onnx')).map(({ headers }) => headers.range ?? 'whole');

test('a model is fetched, found again, and scores as the reference says', async (context) => {
  const here = await world(context);
  const plan = await here.library.plan(id, 'auto', new AbortController().signal);
  assert.deepEqual([plan.precision, plan.licence, plan.commit], ['fp32', 'mit', here.hub.commit]);
  assert.equal(plan.bytes, plan.files.reduce((sum, { path: name }) => sum + (tinyFiles[name]?.byteLength ?? NaN), 0));
  assert.equal(plan.files.at(-1)?.path, 'onnx/model.onnx');

  const seen: number[] = [];
  const model = await here.library.download(plan, ({ bytes, total }) => seen.push(bytes / total), new AbortController().signal);
  await assertWhole(here, model.folder);
  assert.deepEqual([seen[0], seen.at(-1)], [0, 1]);
  assert.deepEqual(seen, seen.toSorted((a, b) => a - b));
  assert.deepEqual((await here.library.list()).map((one) => [one.id, one.place, one.precisions]), [[id, 'cache', ['fp32']]]);

  const { pairs } = JSON.parse(await readFile(path.join(tiny, 'reference-logits.json'), 'utf8')) as { pairs: { query: string; passage: string; logit: number }[] };
  const reranker = startReranker(context, { model: id, caches: [here.cache], rerank: plainRerankOptions });
  for (const { query, passage, logit } of pairs) {
    const [score] = await scoresOf(reranker, query, [{ path: '', text: passage }]);
    assert.ok(Math.abs((score?.logit ?? NaN) - logit) < 1e-4, `${query}: ${score?.logit} is not ${logit}`);
  }
});

test('a model that is whole on disk causes no request, and works offline', async (context) => {
  const here = await world(context);
  await here.fetch();
  const asked = here.hub.requests.length + here.hub.storageRequests.length;
  assert.ok(await here.library.find(id, 'auto'));
  const reranker = startReranker(context, { model: id, caches: [here.cache], rerank: plainRerankOptions });
  assert.equal((await scoresOf(reranker, 'what is panda?', [{ path: '', text: 'hi' }])).length, 1);
  assert.equal(here.hub.requests.length + here.hub.storageRequests.length, asked);
});

test('a cut in the middle is resumed where it happened', async (context) => {
  const here = await world(context);
  here.hub.faults.push({ on: /lfs.*model\.onnx/, times: 1, act: cutAfter(100_000) });
  await assertWhole(here, await here.fetch());
  const [first, second, ...others] = modelRequests(here);
  assert.deepEqual([first, others], ['whole', []]);
  assert.match(second ?? '', /^bytes=[1-9]\d+-$/);
  assert.ok(here.hub.storageRequests.findLast(({ url }) => url.includes('model.onnx'))?.headers['if-range'] !== undefined);
});

test('a connection that falls silent is taken to be cut, and resumed', async (context) => {
  const here = await world(context, { options: { limits: { answer: 60_000, stall: 100 } } });
  here.hub.faults.push({ on: /lfs.*model\.onnx/, times: 1, act: (_, response) => {
    response.writeHead(200, { 'content-length': here.hub.files['onnx/model.onnx']?.byteLength });
    response.write(here.hub.files['onnx/model.onnx']?.subarray(0, 50_000));
  } });
  await assertWhole(here, await here.fetch());
  assert.deepEqual(modelRequests(here), ['whole', 'bytes=50000-']);
});

test('a slow download that brings something now and then is waited for', async (context) => {
  const here = await world(context);
  const content = tinyFiles['onnx/model.onnx'] ?? Buffer.alloc(0);
  here.hub.faults.push({ on: /lfs.*model\.onnx/, times: 1, act: (_, response) => {
    response.writeHead(200, { 'content-length': content.byteLength });
    const drip = (at: number): void => void (at < content.byteLength ? response.write(content.subarray(at, at + 100_000), () => setTimeout(() => drip(at + 100_000), 5)) : response.end());
    drip(0);
  } });
  await assertWhole(here, await here.fetch());
  assert.deepEqual(modelRequests(here), ['whole']);
});

test('a hub that never answers is given up', async (context) => {
  const here = await world(context, { options: { limits: { answer: 50, stall: 60_000 } } });
  here.hub.faults.push({ on: /./, act: () => undefined });
  await assert.rejects(here.fetch(), { code: 'hubUnreachable', detail: /no answer within/ });
  assert.equal(here.hub.requests.length, 5);
});

test('a download that was stopped goes on at the next try', async (context) => {
  const here = await world(context);
  const stop = new AbortController();
  const plan = await here.library.plan(id, 'auto', stop.signal);
  const stopped = here.library.download(plan, ({ bytes, total }) => bytes > total / 2 && stop.abort(), stop.signal);
  await assert.rejects(stopped, { name: 'AbortError' });
  assert.equal(await here.library.find(id, 'auto'), undefined);
  await assertWhole(here, await here.fetch());
  assert.match(modelRequests(here).at(-1) ?? '', /^bytes=[1-9]/);
});

/** A second window on the same cache and hub. */
const secondWindow = (context: TestContext, { cache, hub }: World): Promise<World> => world(context, { settings: { cache, hub: { address: hub.address, isOffline: false } } });

test('two windows that want one model fetch it once, and the second shows how far the first is', async (context) => {
  const here = await world(context);
  const other = await secondWindow(context, here);
  const plan = await here.library.plan(id, 'auto', new AbortController().signal);
  const seen: number[] = [];
  const goOn = deferred<void>();
  here.hub.faults.push({ on: /lfs.*model\.onnx/, times: 1, act: (_, response) => {
    const content = here.hub.files['onnx/model.onnx'] ?? Buffer.alloc(0);
    response.writeHead(200, { 'content-length': content.byteLength });
    response.write(content.subarray(0, 100_000));
    void goOn.promise.then(() => response.end(content.subarray(100_000)));
  } });
  const first = here.library.download(plan, () => undefined, new AbortController().signal);
  const second = other.library.download(plan, ({ bytes }) => {
    seen.push(bytes);
    if (bytes > 100_000) goOn.resolve();
  }, new AbortController().signal);
  const models = await Promise.all([first, second]);
  assert.equal(models[0].folder, models[1].folder);
  assert.deepEqual(modelRequests(here), ['whole']);
  assert.ok(seen.some((bytes) => bytes > 100_000 && bytes < plan.bytes));
  await assertWhole(here, models[0].folder);
});

test('who waits for another window can be stopped', async (context) => {
  const here = await world(context);
  const stop = new AbortController();
  const plan = await here.library.plan(id, 'auto', stop.signal);
  await writeFiles(here.cache, { 'models--tester--tiny-reranker/download.lock': '' });
  await assert.rejects(here.library.download(plan, () => stop.abort(), stop.signal), { name: 'AbortError' });
});

test('a window that was closed in the middle of a download holds up no other', async (context) => {
  const here = await world(context);
  const lock = 'models--tester--tiny-reranker/download.lock';
  await writeFiles(here.cache, { [lock]: '' });
  const then = new Date(Date.now() - 60_000);
  await utimes(path.join(here.cache, lock), then, then);
  await assertWhole(here, await here.fetch());
  assert.equal(await stat(path.join(here.cache, lock)).catch(() => undefined), undefined);
});

test('cuts without end are given up, and what came stays for the next try', async (context) => {
  const here = await world(context);
  here.hub.faults.push({ on: /lfs.*model\.onnx/, times: 50, act: (request, response, serve) => (request.headers.range ? response.destroy() : cutAfter(50_000)(request, response, serve)) });
  await assert.rejects(here.fetch(), { code: /downloadCut|hubUnreachable/ });
  here.hub.faults.length = 0;
  await assertWhole(here, await here.fetch());
});

test('a file that changes between two parts is fetched from the start', async (context) => {
  const here = await world(context);
  here.hub.faults.push({ on: /lfs.*model\.onnx/, times: 1, act: cutAfter(100_000) });
  // The second answer ignores the range: the condition did not hold.
  here.hub.faults.push({ on: /lfs.*model\.onnx/, times: 1, act: (request, _, serve) => { delete request.headers.range; serve(); } });
  await assertWhole(here, await here.fetch());
});

test('bytes of an earlier run that are wrong are thrown away, and the file is fetched once more', async (context) => {
  const here = await world(context);
  const plan = await here.library.plan(id, 'auto', new AbortController().signal);
  const file = plan.files.at(-1);
  const blobs = path.join(here.cache, 'models--tester--tiny-reranker', 'blobs');
  await writeFiles(blobs, { [`${file?.hash?.hex}.incomplete`]: Buffer.alloc(5000, 1) });
  await assertWhole(here, await here.fetch());
  assert.deepEqual(modelRequests(here), ['bytes=5000-', 'whole']);
});

test('a file that is not what its hash says never gets its name', async (context) => {
  for (const name of ['onnx/model.onnx', 'tokenizer_config.json']) {
    const here = await world(context);
    const wrong = gitSha1(Buffer.from('other'));
    here.hub.listed[name] = { oid: name.startsWith('onnx') ? `${wrong}${wrong}`.slice(0, 64) : wrong };
    await assert.rejects(here.fetch(), { code: 'downloadCorrupt' }, name);
    assert.equal(await here.library.find(id, 'auto'), undefined);
    assert.deepEqual((await readdir(here.cache, { recursive: true })).filter((one) => one.endsWith('model.onnx')), []);
  }
});

test('more bytes than announced are refused', async (context) => {
  const here = await world(context);
  const { byteLength = 0 } = tinyFiles['onnx/model.onnx'] ?? {};
  here.hub.listed['onnx/model.onnx'] = { size: byteLength - 1000 };
  await assert.rejects(here.fetch(), { code: 'downloadCorrupt', detail: /announces/ });
  // Without a length the bytes themselves are counted.
  here.hub.faults.push({ on: /lfs.*model\.onnx/, act: (_, response) => { response.writeHead(200); response.end(Buffer.alloc(byteLength)); } });
  await assert.rejects(here.fetch(), { code: 'downloadCorrupt', detail: /brings more/ });
});

test('file names that lead elsewhere are refused', async (context) => {
  for (const name of ['../../evil.json', '/etc/passwd', 'onnx/../../evil', 'C:\\evil', 'a\\..\\b', 'a//b', '']) {
    const here = await world(context);
    here.hub.listed['tokenizer_config.json'] = { path: name };
    await assert.rejects(here.fetch(), { code: 'hubFailed', detail: /refused/ }, name);
  }
});

test('the token goes to the hub alone, never to where it redirects', async (context) => {
  const here = await world(context);
  await here.fetch();
  assert.ok(here.hub.storageRequests.length > 0);
  for (const { headers } of here.hub.requests) assert.equal(headers.authorization, 'Bearer hf_secret');
  for (const { headers } of here.hub.storageRequests) assert.equal(headers.authorization, undefined);
});

test('where the hub sends its description elsewhere, the token stays behind', async (context) => {
  const here = await world(context);
  const other = await startHubServer(context, tinyFiles);
  here.hub.faults.push({ on: /revision/, act: status(307, { location: `${other.address}/api/models/${id}/revision/main` }) });
  await assertWhole(here, await here.fetch());
  assert.deepEqual(other.requests.map(({ headers }) => headers.authorization), [undefined]);
});

test('a redirect that leaves encryption, or never ends, is not followed', async (context) => {
  const seen: string[] = [];
  const from = (location: string) => (url: string): Promise<Response> => {
    seen.push(url);
    return Promise.resolve(new Response(null, { status: 302, headers: { location } }));
  };
  const settings = { hub: { address: 'https://hub.example', isOffline: false } };
  const open = await world(context, { settings, options: { fetch: from('http://hub.example/plain') } });
  await assert.rejects(open.fetch(), { code: 'hubFailed', detail: /not encrypted/ });
  assert.deepEqual(seen.filter((url) => url.startsWith('http:')), []);
  const endless = await world(context, { settings, options: { fetch: from('https://hub.example/again') } });
  await assert.rejects(endless.fetch(), { code: 'hubFailed', detail: /redirects more than/ });
});

test('a next page on another host is not asked', async (context) => {
  const here = await world(context);
  here.hub.faults.push({ on: /tree/, act: (_, response) => void response.writeHead(200, { 'content-type': 'application/json', link: '<http://127.0.0.2:9/steal>; rel="next"' }).end('[]') });
  await assert.rejects(here.fetch(), { code: 'hubFailed', detail: /127\.0\.0\.2/ });
});

const refusals = [
  { name: 'a wrong token', act: status(401), code: 'hubUnauthorized' },
  { name: 'a gated repository', act: status(403, { 'x-error-code': 'GatedRepo' }), code: 'hubForbidden' },
  { name: 'a gated repository without a token', act: status(401, { 'x-error-code': 'GatedRepo' }), code: 'hubForbidden' },
  { name: 'a repository that is not there', act: status(404, { 'x-error-code': 'RepoNotFound' }), code: 'hubNotFound' },
  { name: 'a proxy that wants a password', act: status(407), code: 'proxyRefused' },
  { name: 'an endless 429', act: status(429), code: 'hubBusy', tries: 5 },
  { name: 'a 429 that asks for an hour', act: status(429, { 'retry-after': '3600' }), code: 'hubBusy' },
  { name: 'a hub that is down', act: status(500), code: 'hubFailed', tries: 5 },
] as const;

for (const { name, act, code, ...more } of refusals) {
  test(`${name} is told by its own error`, async (context) => {
    const here = await world(context);
    here.hub.faults.push({ on: /./, act });
    await assert.rejects(here.fetch(), { code });
    assert.equal(here.hub.requests.length, 'tries' in more ? more.tries : 1);
  });
}

test('a refusal of one file is told the same way', async (context) => {
  const here = await world(context);
  here.hub.faults.push({ on: /resolve.*model\.onnx/, act: status(403) });
  await assert.rejects(here.fetch(), { code: 'hubForbidden' });
});

test('after 429 it waits as long as the hub asks, then goes on', async (context) => {
  const here = await world(context);
  here.hub.faults.push({ on: /revision/, times: 1, act: status(429, { 'retry-after': '7' }) });
  await assertWhole(here, await here.fetch());
  assert.deepEqual(here.waits, [7000]);
});

test('after 500 it tries again, each time later', async (context) => {
  const here = await world(context);
  here.hub.faults.push({ on: /revision/, times: 2, act: status(500) });
  await assertWhole(here, await here.fetch());
  assert.deepEqual(here.waits, [1000, 2000]);
});

test('no network is told as such', async (context) => {
  const here = await world(context, { settings: { hub: { address: 'http://127.0.0.1:9', isOffline: false } } });
  await assert.rejects(here.fetch(), { code: 'hubUnreachable' });
  assert.equal(here.waits.length, 4);
});

test('a tunnel that the proxy refuses is told as such', async (context) => {
  const cause = new Error('Proxy response (407) !== 200 when HTTP Tunneling');
  const here = await world(context, { options: { fetch: () => Promise.reject(new TypeError('fetch failed', { cause })) } });
  await assert.rejects(here.fetch(), { code: 'proxyRefused' });
});

test('offline, nothing is asked', async (context) => {
  const here = await world(context, { options: { fetch: () => assert.fail('a request was made') }, settings: { hub: { address: 'http://127.0.0.1:9', isOffline: true } } });
  await assert.rejects(here.fetch(), { code: 'offline' });
});

test('an answer that is no JSON, or names no commit, is told as the hub’s failure', async (context) => {
  for (const body of ['<html>', '{}', '{"sha":"main"}']) {
    const here = await world(context);
    here.hub.faults.push({ on: /revision/, act: (_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(body) });
    await assert.rejects(here.fetch(), { code: 'hubFailed' }, body);
  }
});

test('a description without end is not read to its end', async (context) => {
  const here = await world(context);
  here.hub.faults.push({ on: /tree/, act: (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const more = (): void => void (response.destroyed || response.write(Buffer.alloc(1_000_000, 32), more));
    more();
  } });
  await assert.rejects(here.fetch(), { code: 'hubFailed', detail: /more than/ });
});

test('a disk that is too small is told before anything large is fetched', async (context) => {
  const here = await world(context, { options: { disk: { ...localDisk, freeBytes: async () => 1000 } } });
  await assert.rejects(here.fetch(), { code: 'diskFull', detail: /1 kB free/ });
  assert.equal(here.hub.storageRequests.length, 0);
});

test('a disk that fills up on the way is told as such, and the download goes on when there is room', async (context) => {
  let room = 300_000;
  const disk = { ...localDisk, append: async (file: string, start: number) => {
    const real = await localDisk.append(file, start);
    return { ...real, write: async (chunk: Uint8Array) => {
      room -= chunk.byteLength;
      if (room < 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      await real.write(chunk);
    } };
  } };
  const here = await world(context, { options: { disk } });
  await assert.rejects(here.fetch(), { code: 'diskFull' });
  room = Infinity;
  await assertWhole(here, await here.fetch());
});

test('a real disk that is full is told as such', { skip: process.platform !== 'linux' || process.getuid?.() !== 0 }, async (context) => {
  const small = await mkdtemp(path.join(os.tmpdir(), 'semantic-search-small-'));
  context.after(() => {
    spawnSync('umount', [small]);
    return rm(small, { recursive: true });
  });
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', small]).status !== 0) return context.skip('nothing can be mounted here');
  // Not asked how much room there is: the write itself fails.
  const here = await world(context, { settings: { cache: small }, options: { disk: { ...localDisk, freeBytes: async () => undefined } } });
  await assert.rejects(here.fetch(), { code: 'diskFull' });
  assert.equal(await here.library.find(id, 'auto'), undefined);
  await assert.rejects(here.library.importFolder(tiny, new AbortController().signal), { code: 'diskFull' });
  assert.deepEqual(await here.library.list(), []);
  spawnSync('mount', ['-o', 'remount,size=20m', small]);
  await assertWhole({ ...here, cache: small }, await here.fetch());
});

test('a model that is no reranker is refused before its weights are fetched', async (context) => {
  const config = { model_type: 'xlm-roberta', architectures: ['XLMRobertaForSequenceClassification'], id2label: { 0: 'A' } };
  for (const unfit of [{ architectures: ['XLMRobertaForMaskedLM'] }, { id2label: { 0: 'A', 1: 'B', 2: 'C' } }, { id2label: undefined, num_labels: 2 }]) {
    const here = await world(context, { files: { ...tinyFiles, 'config.json': Buffer.from(JSON.stringify({ ...config, ...unfit })) } });
    await assert.rejects(here.fetch(), { code: 'modelUnsupported' }, JSON.stringify(unfit));
    assert.equal(here.hub.storageRequests.length, 0);
  }
});

test('a repository without ONNX files, or without the form asked for, says what it has', async (context) => {
  const here = await world(context);
  await assert.rejects(here.library.plan(id, 'q4', new AbortController().signal), { code: 'modelUnsupported', detail: /model_q4\.onnx; it has onnx\/model\.onnx/ });
  delete here.hub.files['onnx/model.onnx'];
  await assert.rejects(here.fetch(), { code: 'modelUnsupported', detail: /no ONNX files/ });
});

test('weights that lie beside their graph come with it, and the graph comes last', async (context) => {
  const here = await world(context, { files: { ...tinyFiles, 'onnx/model.onnx_data': Buffer.alloc(30_000), 'onnx/model.onnx_data_1': Buffer.alloc(10) } });
  const plan = await here.library.plan(id, 'auto', new AbortController().signal);
  assert.deepEqual(plan.files.slice(-3).map((file) => file.path), ['onnx/model.onnx_data', 'onnx/model.onnx_data_1', 'onnx/model.onnx']);
});

test('the Hugging Face cache is used as it is, and never written to', async (context) => {
  const here = await world(context);
  const other = await temporaryFolder(context);
  const repository = path.join(other, 'models--tester--tiny-reranker');
  // As its own tools lay it out: links in the snapshot, contents in blobs.
  for (const [name, content] of Object.entries(tinyFiles)) {
    const link = path.join(repository, 'snapshots', here.hub.commit, name);
    await writeFiles(repository, { [`blobs/${gitSha1(content)}`]: content });
    await mkdir(path.dirname(link), { recursive: true });
    await symlink(path.join(repository, 'blobs', gitSha1(content)), link);
  }
  await writeFiles(repository, { 'refs/main': here.hub.commit });
  const reranker = startReranker(context, { model: id, caches: [here.cache, other], rerank: plainRerankOptions });
  assert.equal((await scoresOf(reranker, 'what is panda?', [{ path: '', text: 'hi' }])).length, 1);

  const standard = process.env['HF_HUB_CACHE'];
  process.env['HF_HUB_CACHE'] = other;
  context.after(() => { process.env['HF_HUB_CACHE'] = standard; });
  assert.deepEqual((await here.library.list()).map((model) => [model.id, model.place]), [[id, 'huggingface']]);
  assert.equal((await here.library.find(id, 'auto'))?.place, 'huggingface');
  await assert.rejects(here.library.remove(id), { code: 'modelMissing', detail: /belongs to others/ });
  assert.ok((await stat(path.join(repository, 'refs', 'main'))).isFile());
  assert.equal(here.hub.requests.length, 0);
});

test('a folder is imported for machines without network, and removed again', async (context) => {
  const here = await world(context);
  const folder = await temporaryFolder(context, Object.fromEntries([...Object.entries(tinyFiles), ['pytorch_model.bin', Buffer.alloc(10)]].map(([name, content]) => [`my model/${String(name)}`, content as Buffer])));
  const model = await here.library.importFolder(path.join(folder, 'my model'), new AbortController().signal);
  assert.deepEqual([model.place, path.basename(model.folder)], ['imported', 'my-model']);
  await assertWhole(here, model.folder);
  assert.ok(!(await readdir(model.folder)).includes('pytorch_model.bin'));
  const reranker = startReranker(context, { model: model.id, rerank: plainRerankOptions });
  assert.equal((await scoresOf(reranker, 'what is panda?', [{ path: '', text: 'hi' }])).length, 1);
  await here.library.remove(model.id);
  assert.deepEqual(await here.library.list(), []);
  await assert.rejects(here.library.importFolder(folder, new AbortController().signal), { code: 'modelMissing' });
  assert.equal(here.hub.requests.length, 0);
});

test('a fetched model is removed with all its files, others are not', async (context) => {
  const here = await world(context);
  await here.fetch();
  await here.library.remove(id);
  assert.deepEqual(await readdir(here.cache), []);
  await assert.rejects(here.library.remove(id), { code: 'modelMissing' });
  await assert.rejects(here.library.remove('../..'), { code: 'modelMissing' });
  await rm(here.cache, { recursive: true });
  await mkdir(here.cache);
  await writeFile(path.join(here.cache, 'stray.txt'), '');
  assert.deepEqual(await here.library.list(), []);
});
