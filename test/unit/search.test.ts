import assert from 'node:assert/strict';
import test from 'node:test';
import { relevanceOf } from '../../src/engine/calibration.ts';
import { isAbort, isSearchError, SearchError } from '../../src/engine/errors.ts';
import { fittedCalibration, fittedModelId } from '../../src/engine/fitted.ts';
import { defaultSearchOptions, type SearchOptions } from '../../src/engine/options.ts';
import { search } from '../../src/engine/search.ts';
import { sigmoid } from '../../src/engine/sigmoid.ts';
import type { Passage, SearchPorts, SearchScope, SearchUpdate } from '../../src/engine/types.ts';
import { fileOf, portsOver, rerankerBy, scope } from './searchDoubles.ts';

const files = [fileOf('a.ts', 3, 2), fileOf('b.ts', 2, 2), fileOf('c.ts', 1, 2)];

async function updatesOf(ports: SearchPorts, options: Partial<SearchOptions> = {}, signal = new AbortController().signal, within: SearchScope = scope): Promise<SearchUpdate[]> {
  const updates: SearchUpdate[] = [];
  for await (const update of search('alpha beta', within, { ...defaultSearchOptions, ...options }, ports, signal)) updates.push(update);
  return updates;
}

function rowsOf(update: SearchUpdate | undefined): string[] {
  return (update?.results ?? []).map(({ symbol }) => symbol ?? '');
}

function scoringPorts(): SearchPorts {
  return portsOver(files, rerankerBy(ownLogit));
}

/** The passage's own number, so that a score given to the wrong passage shows. */
function ownLogit({ path, text }: Passage): number {
  return path.charCodeAt(0) - 97 + Number(text.split(' ')[1]) * 10;
}

test('the text order comes at once, then an update per batch, then the final order', async () => {
  const updates = await updatesOf(portsOver(files, rerankerBy(ownLogit)));
  assert.deepEqual(updates.map(({ stage, scored, toScore }) => [stage, scored, toScore]), [['text', 0, 6], ['reranking', 2, 6], ['reranking', 4, 6], ['final', 6, 6]]);
  const [first] = updates;
  assert.ok(first?.results.every(({ logit, relevance, score, textScore }) => logit === undefined && relevance === undefined && score === textScore));
  assert.deepEqual(first?.results.map(({ textRank }) => textRank), [1, 2, 3, 4, 5, 6]);
});

test('each score goes to the snippet that it was given for', async () => {
  const updates = await updatesOf(portsOver(files, rerankerBy(ownLogit, 4)));
  for (const { results } of updates) for (const { logit, path, text } of results) if (logit !== undefined) assert.equal(logit, ownLogit({ path, text }));
  assert.ok(updates.at(-1)?.results.every(({ logit }) => logit !== undefined));
});

test('reranked order is that of the logits, and the row says where it stood before', async () => {
  const update = (await updatesOf(portsOver(files, rerankerBy(ownLogit)), { order: 'reranked' })).at(-1);
  assert.deepEqual(rowsOf(update), ['a.ts#2', 'b.ts#1', 'a.ts#1', 'c.ts#0', 'b.ts#0', 'a.ts#0']);
  const ranks = update?.results.map(({ textRank }) => textRank) ?? [];
  assert.deepEqual(new Set(ranks), new Set([1, 2, 3, 4, 5, 6]));
});

test('the final update tells the counts, the times of each stage and the model', async () => {
  const updates = await updatesOf(portsOver(files, rerankerBy(ownLogit)));
  const final = updates.at(-1);
  assert.equal(final?.filesMatched, 3);
  assert.equal(final?.filesSearched, 8);
  assert.equal(final?.model?.id, 'double');
  assert.deepEqual(Object.keys(final?.stages ?? {}), ['find', 'cut', 'rank', 'rerank']);
  assert.ok(Object.values(final?.stages ?? {}).every((ms) => ms >= 0));
  assert.deepEqual(Object.keys(updates[0]?.stages ?? {}), ['find', 'cut', 'rank']);
  assert.equal(final?.fallback, undefined);
});

test('text order asks no model', async () => {
  let isAsked = false;
  const updates = await updatesOf(portsOver(files, rerankerBy(() => 1, 2, () => (isAsked = true))), { order: 'text' });
  assert.deepEqual(updates.map(({ stage, toScore }) => [stage, toScore]), [['final', 0]]);
  assert.ok(!isAsked);
});

test('without a reranker, and without any result, there is one final update', async () => {
  assert.deepEqual((await updatesOf(portsOver(files))).map(({ stage }) => stage), ['final']);
  const none = await updatesOf(portsOver([], rerankerBy(ownLogit)));
  assert.deepEqual(none.map(({ stage, results }) => [stage, results.length]), [['final', 0]]);
});

test('a reranker that fails, at once or midway, leaves the text order and the reason', async () => {
  for (const failing of [0, 1]) {
    const failure = new SearchError('modelCrashed', 'gone');
    const ports = portsOver(files, rerankerBy(ownLogit, 2, (place) => { if (place === failing) throw failure; }));
    const updates = await updatesOf(ports);
    const final = updates.at(-1);
    assert.deepEqual([final?.stage, final?.fallback, final?.scored], ['final', failure, 0]);
    assert.deepEqual(rowsOf(final), rowsOf(updates[0]));
    assert.ok(final?.results.every(({ logit }) => logit === undefined));
    assert.match(ports.warnings.join(), /modelCrashed/);
  }
});

test('the model reads the best candidates only, and the rest stands behind them', async () => {
  const updates = await updatesOf(portsOver(files, rerankerBy(() => -8)), { candidateLimit: 2 });
  assert.deepEqual(updates.map(({ scored, toScore }) => [scored, toScore]), [[0, 2], [2, 2]]);
  assert.deepEqual(rowsOf(updates.at(-1)), rowsOf(updates[0]));
});

test('at most so many rows, of so many files, and so many of one file', async () => {
  assert.equal((await updatesOf(scoringPorts(), { resultLimit: 4 })).at(-1)?.results.length, 4);
  const [first] = await updatesOf(scoringPorts(), { perFile: 1 });
  assert.deepEqual(first?.results.map(({ path }) => path).toSorted(), ['a.ts', 'b.ts', 'c.ts']);
  assert.equal((await updatesOf(scoringPorts(), { perFile: 2 })).at(-1)?.results.length, 5);
  assert.equal(new Set((await updatesOf(scoringPorts(), { fileLimit: 2 })).at(-1)?.results.map(({ path }) => path)).size, 2);
});

test('rows known to be less relevant than asked for are left out', async () => {
  const updates = await updatesOf(portsOver(files, rerankerBy(({ path }) => (path === 'a.ts' ? 3 : -3))), { minimumRelevance: 0.5 });
  assert.equal(updates[0]?.results.length, 6);
  assert.deepEqual([...new Set(updates.at(-1)?.results.map(({ path }) => path))], ['a.ts']);
});

test('relevance is the sigmoid of the logit for a model that nothing was fitted for, and a calibrated chance for the shipped one', async () => {
  const [double, shipped] = [portsOver(files, rerankerBy(ownLogit)), portsOver(files, { ...rerankerBy(ownLogit), model: { id: fittedModelId, device: 'cpu', precision: 'q8' } })];
  for (const { logit, relevance } of (await updatesOf(double)).at(-1)?.results ?? []) assert.equal(relevance, sigmoid(logit ?? 0));
  const update = (await updatesOf(shipped)).at(-1);
  const best = Math.max(...(update?.results ?? []).map(({ textScore }) => textScore));
  for (const result of update?.results ?? []) assert.equal(result.relevance, relevanceOf({ ...result, logit: result.logit ?? 0 }, best, fittedCalibration.lines));
});

test('only the final update says whether anything answers, whatever the order', async () => {
  for (const order of ['text', 'blended'] as const) {
    const updates = await updatesOf(scoringPorts(), { order });
    assert.deepEqual(updates.slice(0, -1).filter(({ isAnswered }) => isAnswered !== undefined), []);
    assert.equal(typeof updates.at(-1)?.isAnswered, 'boolean');
  }
  assert.equal((await updatesOf(portsOver([]))).at(-1)?.isAnswered, false);
});

test('every row has an id of its own, the same in every update', async () => {
  const updates = await updatesOf(portsOver(files, rerankerBy(ownLogit)));
  const ids = updates.map(({ results }) => results.map(({ id }) => id).toSorted());
  assert.equal(new Set(ids[0]).size, 6);
  for (const other of ids) assert.deepEqual(other, ids[0]);
});

test('a search without words or without folders says so', async () => {
  const { signal } = new AbortController();
  await assert.rejects(search('  ', scope, defaultSearchOptions, portsOver(files), signal).next(), (error) => isSearchError(error) && error.code === 'emptyQuery');
  await assert.rejects(search('alpha', { ...scope, folders: [] }, defaultSearchOptions, portsOver(files), signal).next(), (error) => isSearchError(error) && error.code === 'noFolder');
});

test('an error of the text search or the cutter reaches the caller', async () => {
  const failure = new SearchError('textSearchFailed', 'no');
  const broken = async (): Promise<never> => { throw failure; };
  await assert.rejects(updatesOf({ ...portsOver(files), textSearch: { search: broken } }), failure);
  await assert.rejects(updatesOf({ ...portsOver(files), snippets: { cut: broken } }), failure);
});

test('a stop ends the search in each stage, whatever the ports make of it', async () => {
  const stages: Readonly<Record<string, (ports: SearchPorts, stop: () => void) => SearchPorts>> = {
    find: (ports, stop) => ({ ...ports, textSearch: { search: async (...given) => { stop(); return ports.textSearch.search(...given); } } }),
    cut: (ports, stop) => ({ ...ports, snippets: { cut: async (...given) => { stop(); return ports.snippets.cut(...given); } } }),
    rerank: (ports, stop) => ({ ...ports, reranker: rerankerBy(ownLogit, 2, (batch) => { if (batch === 1) stop(); }) }),
    // A reranker that ends quietly when it is stopped.
    quiet: (ports, stop) => ({ ...ports, reranker: { model: undefined, async *score() { yield []; stop(); } } }),
  };
  for (const [stage, change] of Object.entries(stages)) {
    const controller = new AbortController();
    const ports = change(portsOver(files, rerankerBy(ownLogit)), () => controller.abort());
    const seen: string[] = [];
    await assert.rejects(async () => {
      for await (const update of search('alpha beta', scope, defaultSearchOptions, ports, controller.signal)) seen.push(update.stage);
    }, isAbort, stage);
    assert.ok(!seen.includes('final'), stage);
  }
});

test('a stop between two updates asks the model nothing more', async () => {
  const controller = new AbortController();
  const batches: number[] = [];
  const ports = portsOver(files, rerankerBy(ownLogit, 1, (batch) => batches.push(batch)));
  await assert.rejects(async () => {
    for await (const { stage } of search('alpha beta', scope, defaultSearchOptions, ports, controller.signal)) if (stage === 'reranking') controller.abort();
  }, isAbort);
  assert.ok(batches.length <= 2);
});

test('a reader that goes away ends the reranker', async () => {
  let isEnded = false;
  const ports: SearchPorts = { ...portsOver(files), reranker: { model: undefined, async *score() { try { for (let index = 0; ; index++) yield [{ index, logit: 0 }]; } finally { isEnded = true; } } } };
  for await (const { stage } of search('alpha beta', scope, defaultSearchOptions, ports, new AbortController().signal)) if (stage === 'reranking') break;
  assert.ok(isEnded);
});
