import assert from 'node:assert/strict';
import test from 'node:test';
import { abortError, isAbort } from '../../src/engine/errors.ts';
import { defaultSearchOptions } from '../../src/engine/options.ts';
import { RememberingReranker } from '../../src/engine/rememberingReranker.ts';
import { ScoreMemory } from '../../src/engine/scoreMemory.ts';
import { search } from '../../src/engine/search.ts';
import type { Passage, PassageScore, Reranker, RerankerModel, SearchUpdate } from '../../src/engine/types.ts';
import { fileOf, portsOver, scope } from './searchDoubles.ts';

const small: RerankerModel = { id: 'small', device: 'cpu', precision: 'q8' };
const large: RerankerModel = { id: 'large', device: 'cpu', precision: 'q8' };
const passages = ['one', 'two', 'three', 'four', 'five'].map((text): Passage => ({ path: 'a.ts', text }));
const never = new AbortController().signal;

/** Scores two passages at a time, by their length and by who scores; `asked` holds what it had to read. */
class CountingReranker implements Reranker {
  model: RerankerModel | undefined;
  now: RerankerModel = small;
  /** Takes the place of `now` after so many batches. */
  next: { readonly after: number; readonly model: RerankerModel } | undefined;
  readonly asked: string[] = [];

  async *score(query: string, given: readonly Passage[], signal: AbortSignal): AsyncGenerator<readonly PassageScore[]> {
    for (let start = 0; start < given.length; start += 2) {
      await Promise.resolve();
      if (signal.aborted) throw abortError();
      if (this.next !== undefined && start / 2 >= this.next.after) this.now = this.next.model;
      this.model = this.now;
      yield given.slice(start, start + 2).map(({ path, text }, place) => {
        this.asked.push(text);
        return { index: start + place, logit: logitOf(this.now, query, path, text) };
      });
    }
  }
}

function logitOf({ id }: RerankerModel, query: string, path: string, text: string): number {
  return id.length * 1000 + query.length * 100 + path.length * 10 + text.length;
}

function remembering(options: { readonly wish?: () => string; readonly memory?: ScoreMemory } = {}): { inner: CountingReranker; reranker: RememberingReranker } {
  const inner = new CountingReranker();
  return { inner, reranker: new RememberingReranker({ reranker: inner, wish: () => 'as set', ...options }) };
}

/** The last logit of each passage, in the order of the passages; checks them against the model given. */
async function assertScores(reranker: Reranker, model: RerankerModel, query = 'q', given: readonly Passage[] = passages): Promise<PassageScore[][]> {
  const batches: PassageScore[][] = [];
  for await (const batch of reranker.score(query, given, never)) batches.push([...batch]);
  const logits = new Map(batches.flat().map(({ index, logit }) => [index, logit]));
  assert.deepEqual(given.map((_, index) => logits.get(index)), given.map(({ path, text }) => logitOf(model, query, path, text)));
  assert.equal(reranker.model?.id, model.id);
  return batches;
}

test('the same question again is answered at once, without the model', async () => {
  const { inner, reranker } = remembering();
  assert.equal((await assertScores(reranker, small)).length, 3);
  inner.asked.length = 0;
  const [batch, ...more] = await assertScores(reranker, small);
  assert.ok(batch?.every(({ isRemembered }) => isRemembered === true));
  assert.deepEqual([more, inner.asked], [[], []]);
});

test('of a longer list only what is new is read, and each score goes to its passage', async () => {
  const { inner, reranker } = remembering();
  await assertScores(reranker, small, 'q', [passages[3], passages[1]].flatMap((passage) => passage ?? []));
  inner.asked.length = 0;
  const [first] = await assertScores(reranker, small);
  assert.deepEqual(first?.map(({ index }) => index), [1, 3]);
  assert.deepEqual(inner.asked, ['one', 'three', 'five']);
});

test('edited code, a moved file and another question are read anew', async () => {
  const { inner, reranker } = remembering();
  await assertScores(reranker, small);
  inner.asked.length = 0;
  await assertScores(reranker, small, 'q', [{ path: 'a.ts', text: 'one changed' }, { path: 'moved.ts', text: 'two' }]);
  await assertScores(reranker, small, 'other', passages.slice(0, 1));
  assert.deepEqual(inner.asked, ['one changed', 'two', 'one']);
});

test('texts that read the same one after the other are not the same pair', async () => {
  const { inner, reranker } = remembering();
  await assertScores(reranker, small, 'q', [{ path: 'a', text: 'bc' }]);
  await assertScores(reranker, small, 'q', [{ path: 'ab', text: 'c' }]);
  await assertScores(reranker, small, 'qa', [{ path: '', text: 'bc' }]);
  assert.equal(inner.asked.length, 3);
});

test('another model in the settings reads everything itself, and the way back costs nothing', async () => {
  let chosen = 'small';
  const { inner, reranker } = remembering({ wish: () => chosen });
  await assertScores(reranker, small);
  chosen = 'large';
  inner.now = large;
  await assertScores(reranker, large);
  inner.asked.length = 0;
  chosen = 'small';
  await assertScores(reranker, small);
  assert.deepEqual(inner.asked, []);
});

for (const after of [0, 1]) {
  test(`where another model takes over after ${after} batches, what was known is read anew and no two models are mixed with what was known`, async () => {
    const { inner, reranker } = remembering();
    await assertScores(reranker, small, 'q', passages.slice(0, 2));
    inner.next = { after, model: large };
    const batches: PassageScore[][] = [];
    for await (const batch of reranker.score('q', passages, never)) batches.push([...batch]);
    const last = new Map(batches.flat().map(({ index, logit }) => [index, logit]));
    for (const index of [0, 1]) assert.equal(last.get(index), logitOf(large, 'q', 'a.ts', passages[index]?.text ?? ''), `passage ${index}`);
    assert.equal(reranker.model?.id, 'large');
    inner.asked.length = 0;
    // What the first model scored before the change is not taken for the second one's.
    await assertScores(reranker, large);
    assert.deepEqual(inner.asked, after === 0 ? [] : ['three', 'four']);
  });
}

test('what was scored before a stop is kept', async () => {
  const { inner, reranker } = remembering();
  const stop = new AbortController();
  await assert.rejects(async () => {
    for await (const _ of reranker.score('q', passages, stop.signal)) stop.abort();
  }, isAbort);
  inner.asked.length = 0;
  await assertScores(reranker, small);
  assert.deepEqual(inner.asked, ['three', 'four', 'five']);
});

test('models that changed on disk make it forget', async () => {
  const { inner, reranker } = remembering();
  await assertScores(reranker, small);
  inner.now = large;
  reranker.forget();
  await assertScores(reranker, large);
});

test('memory stays within its bound, and what was used last stays longest', () => {
  const memory = new ScoreMemory(400);
  const texts = Array.from({ length: 50 }, (_, place) => `passage ${String(place).padStart(20, '.')}`);
  for (const text of texts) {
    memory.set(small, 'q', { path: 'a', text }, 1);
    assert.equal(memory.get(small, 'q', { path: 'a', text: texts[0] ?? '' }), 1, 'the first is asked for again and again');
    assert.ok(memory.characters <= 400, `${memory.characters} characters`);
  }
  const kept = texts.filter((text) => memory.get(small, 'q', { path: 'a', text }) !== undefined);
  assert.ok(kept.length >= 4 && kept.length < 10, `${kept.length} kept`);
  assert.deepEqual(kept.slice(1), texts.slice(-(kept.length - 1)));
});

test('a search that needs nothing read says so: its speed says nothing about the model', async () => {
  const { reranker } = remembering();
  const ports = portsOver([fileOf('a.ts', 3, 2), fileOf('b.ts', 2, 2)], reranker);
  const last = async (): Promise<SearchUpdate | undefined> => {
    let update: SearchUpdate | undefined;
    for await (update of search('alpha beta', scope, defaultSearchOptions, ports, never));
    return update;
  };
  const [first, second] = [await last(), await last()];
  assert.deepEqual([first?.scored, first?.remembered, second?.scored, second?.remembered], [5, 0, 5, 5]);
  assert.deepEqual(second?.results.map(({ id, logit, relevance }) => [id, logit, relevance]), first?.results.map(({ id, logit, relevance }) => [id, logit, relevance]));
});
