import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { filesOf, startHubServer, status } from './hubServer.ts';
import type { HubServer } from './hubServer.ts';
import { jsonLines, runCli } from './runCli.ts';
import type { CliRun } from './runCli.ts';
import { fixtures } from './startReranker.ts';
import { temporaryFolder, writeFiles } from './temporaryFolder.ts';

const tiny = path.join(fixtures, 'xlm-roberta-tiny-random');
const id = 'tester/tiny-reranker';

interface Scores {
  readonly scores: readonly number[];
  readonly normalized: readonly number[];
}

interface World {
  readonly hub: HubServer;
  readonly cache: string;
  readonly run: (args: readonly string[], input?: string) => Promise<CliRun>;
}

async function world(context: TestContext): Promise<World> {
  const hub = await startHubServer(context, await filesOf(tiny));
  const cache = await temporaryFolder(context);
  const environment = { HF_ENDPOINT: hub.address, HF_TOKEN: 'hf_secret', HF_HUB_CACHE: path.join(cache, 'none') };
  return { hub, cache, run: (args, input = '') => runCli([...args, '--cache-folder', cache, '--device', 'cpu'], { input, environment }) };
}

async function referencePairs(): Promise<{ query: string; passage: string; logit: number }[]> {
  return (JSON.parse(await readFile(path.join(tiny, 'reference-logits.json'), 'utf8')) as { pairs: { query: string; passage: string; logit: number }[] }).pairs;
}

test('a model of the hub is chosen, fetched, verified and reranks with the logits of its makers', async (context) => {
  const { hub, run, cache } = await world(context);
  const missing = await run(['rerank', '--model', id], '{"query":"q","passages":["p"]}\n');
  assert.deepEqual([missing.code, missing.stderr.length], [3, 1]);
  assert.match(missing.stderr[0] ?? '', /not on disk.*models download ID/);
  assert.equal(hub.requests.length, 0, 'reranking never asks the hub');

  const fetched = await run(['models', 'download', id, '--precision', 'fp32']);
  assert.deepEqual([fetched.code, fetched.stderr], [0, []]);
  assert.match(fetched.stdout, /fp32, 1\.\d+ MB, licence mit\ndownloaded .*snapshots/);
  assert.equal(hub.requests[0]?.headers.authorization, 'Bearer hf_secret');

  const asked = hub.requests.length;
  const verified = await run(['models', 'verify', id, '--precision', 'fp32']);
  assert.deepEqual([verified.code, verified.stderr], [0, []]);
  assert.match(verified.stdout, /tester\/tiny-reranker on cpu, fp32: no scores are published/);
  assert.match((await run(['models'])).stdout, /tester\/tiny-reranker\n {4}on disk: .*fp32/);

  const pairs = await referencePairs();
  const lines = pairs.map(({ query, passage }) => JSON.stringify({ query, passages: [passage] })).join('\n');
  for (const options of [[], ['--batch-size', '1'], ['--query-max-length', '384'], ['--max-length', '512', '--batch-size', '64']]) {
    const { code, stdout } = await run(['rerank', '--model', id, '--precision', 'fp32', ...options], lines);
    assert.equal(code, 0);
    for (const [place, { scores }] of jsonLines<Scores>(stdout).entries()) {
      assert.ok(Math.abs((scores[0] ?? NaN) - (pairs[place]?.logit ?? NaN)) < 1e-4, `${options.join(' ')}: ${scores[0]} is not ${pairs[place]?.logit}`);
    }
  }
  assert.equal(hub.requests.length, asked, 'a model on disk causes no request');
  assert.match((await run(['models', 'download', id, '--precision', 'fp32', '--offline'])).stdout, /is on disk/);

  assert.equal((await run(['models', 'remove', id])).code, 0);
  assert.equal((await run(['models', 'verify', id])).code, 3);
  assert.ok(!(await run(['models'])).stdout.includes(cache));
});

test('rerank keeps to the lengths of FlagReranker, and normalises when asked to', async (context) => {
  const { run } = await world(context);
  const long = 'where is the panda '.repeat(200);
  const rerank = async (query: string, passage: string, ...options: string[]): Promise<Scores> => {
    const { stdout } = await run(['rerank', '--model', tiny, '--precision', 'fp32', ...options], `${JSON.stringify({ query, passages: [passage] })}\n`);
    return jsonLines<Scores>(stdout)[0] ?? { scores: [], normalized: [] };
  };
  // Three quarters of the longest pair are the query's by default; the passage gets what is left.
  assert.deepEqual(await rerank(long, long), await rerank(long, long, '--query-max-length', '384', '--max-length', '512'));
  assert.deepEqual(await rerank(long, long, '--max-length', '64'), await rerank(long, long, '--max-length', '64', '--query-max-length', '48'));
  assert.notDeepEqual(await rerank(long, long, '--query-max-length', '10'), await rerank(long, long));
  const { scores, normalized } = await rerank('what is panda?', 'hi', '--normalize');
  assert.deepEqual(scores, normalized);
  assert.ok((scores[0] ?? 0) > 0 && (scores[0] ?? 0) < 1);
});

test('a folder is imported and used without a hub', async (context) => {
  const { run, hub, cache } = await world(context);
  const imported = await run(['models', 'import', tiny, '--offline']);
  assert.equal(imported.code, 0);
  const folder = path.join(cache, 'imported', 'xlm-roberta-tiny-random');
  assert.ok(imported.stdout.includes(`--model ${folder}`));
  assert.equal((await run(['rerank', '--model', folder], '{"query":"q","passages":["p"]}\n')).code, 0);
  assert.equal((await run(['models', 'remove', folder])).code, 0);
  assert.equal(hub.requests.length, 0);
});

test('a model whose config names only its architecture runs', async (context) => {
  const { run } = await world(context);
  const folder = await temporaryFolder(context);
  await writeFiles(folder, await filesOf(tiny));
  const config = JSON.parse(await readFile(path.join(folder, 'config.json'), 'utf8')) as Record<string, unknown>;
  delete config['model_type'];
  await writeFile(path.join(folder, 'config.json'), JSON.stringify(config));
  const [pair] = await referencePairs();
  const { stdout } = await run(['rerank', '--model', folder, '--precision', 'fp32'], `${JSON.stringify({ query: pair?.query, passages: [pair?.passage] })}\n`);
  assert.ok(Math.abs((jsonLines<Scores>(stdout)[0]?.scores[0] ?? NaN) - (pair?.logit ?? NaN)) < 1e-4);
});

test('a type of model that nobody here knows is told as such', async (context) => {
  const { run } = await world(context);
  const folder = await temporaryFolder(context);
  await writeFiles(folder, await filesOf(tiny));
  await writeFile(path.join(folder, 'config.json'), '{"model_type": "abacus", "architectures": ["AbacusForSequenceClassification"]}');
  const { code, stderr } = await run(['rerank', '--model', folder], '{"query":"q","passages":["p"]}\n');
  assert.deepEqual([code, stderr.length], [3, 1]);
  assert.match(stderr[0] ?? '', /no reranker that can run here/);
});

const failures: readonly { readonly name: string; readonly args: readonly string[]; readonly says: RegExp; readonly code: number; readonly refusal?: number }[] = [
  { name: 'a model that is not on the hub', args: ['models', 'download', 'tester/other'], says: /no such repository/, code: 3 },
  { name: 'a hub that refuses', args: ['models', 'download', id], says: /token/, code: 3, refusal: 403 },
  { name: 'offline', args: ['models', 'download', id, '--offline'], says: /needs the network.*--offline/, code: 3 },
  { name: 'no name of a repository', args: ['models', 'download', 'a/b/c'], says: /not on disk/, code: 3 },
  { name: 'an action that is none', args: ['models', 'dance', id], says: /list, download, remove, verify, import/, code: 2 },
  { name: 'an action without its argument', args: ['models', 'download'], says: /needs the id/, code: 2 },
  { name: 'the shipped model cannot be removed', args: ['models', 'remove', 'code-reranker'], says: /belongs to others|not on disk/, code: 3 },
];

for (const { name, args, says, code, refusal } of failures) {
  test(`in one line: ${name}`, async (context) => {
    const { run, hub } = await world(context);
    if (refusal !== undefined) hub.faults.push({ on: /./, act: status(refusal) });
    const result = await run(args);
    assert.deepEqual([result.code, result.stderr.length, result.stdout], [code, 1, ''], result.stderr.join('\n'));
    assert.match(result.stderr[0] ?? '', says);
  });
}
