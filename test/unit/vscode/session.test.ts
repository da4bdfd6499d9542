import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { abortError, SearchError } from '../../../src/engine/errors.ts';
import type { SearchUpdate } from '../../../src/engine/types.ts';
import { deferred } from '../../../src/node/deferred.ts';
import { requestFor } from '../../../src/vscode/searchRequest.ts';
import { type SearchState, Session, updateOf } from '../../../src/vscode/session.ts';
import { sampleUpdate } from './samples.ts';

/** A search that goes on when the test says so. */
class Gate {
  readonly updates = deferred<SearchUpdate>();
  readonly end = deferred<void>();
  signal: AbortSignal | undefined;

  async *run(signal: AbortSignal): AsyncGenerator<SearchUpdate> {
    this.signal = signal;
    yield await this.updates.promise;
    await this.end.promise;
    if (signal.aborted) throw abortError();
  }
}

function sessionOf(gates: Readonly<Record<string, Gate>>): { session: Session; states: SearchState[]; kinds: () => string[] } {
  const states: SearchState[] = [];
  const session = new Session({
    run: ({ query }, _, signal) => (gates[query] ?? new Gate()).run(signal),
    present: (_, update) => update,
    publish: (state) => states.push(state),
  });
  return { session, states, kinds: () => states.map((state) => (state.kind === 'idle' ? state.kind : `${state.kind} ${state.request.query}`)) };
}

describe('a session', () => {
  it('shows a search from its beginning over its updates to its end', async () => {
    const gate = new Gate();
    const { session, states, kinds } = sessionOf({ a: gate });
    const ended = session.search(requestFor('a'));
    gate.updates.resolve(sampleUpdate());
    gate.end.resolve();
    await ended;
    assert.deepEqual(kinds(), ['searching a', 'searching a', 'done a']);
    assert.deepEqual(states.map((state) => updateOf(state) !== undefined), [false, true, true]);
  });

  it('aborts the old search for a new one and drops what the old one still answers', async () => {
    const [old, young] = [new Gate(), new Gate()];
    const { session, kinds } = sessionOf({ old, young });
    const first = session.search(requestFor('old'));
    const second = session.search(requestFor('young'));
    assert.equal(old.signal?.aborted, true);
    young.updates.resolve(sampleUpdate());
    young.end.resolve();
    await second;
    old.updates.resolve(sampleUpdate());
    old.end.resolve();
    await first;
    assert.deepEqual(kinds(), ['searching old', 'searching young', 'searching young', 'done young']);
  });

  it('keeps what was found when it is stopped', async () => {
    const gate = new Gate();
    const { session, kinds } = sessionOf({ a: gate });
    const ended = session.search(requestFor('a'));
    gate.updates.resolve(sampleUpdate());
    await new Promise(setImmediate);
    session.cancel();
    gate.end.resolve();
    await ended;
    assert.deepEqual(kinds(), ['searching a', 'searching a', 'stopped a']);
    assert.equal(updateOf(session.state)?.results.length, 1);
  });

  it('forgets everything when it is cleared', async () => {
    const gate = new Gate();
    const { session, kinds } = sessionOf({ a: gate });
    const ended = session.search(requestFor('a'));
    session.clear();
    gate.updates.resolve(sampleUpdate());
    gate.end.resolve();
    await ended;
    assert.deepEqual(kinds(), ['searching a', 'idle']);
  });

  it('shows why a search failed, with what was found until then', async () => {
    const gate = new Gate();
    const { session } = sessionOf({ a: gate });
    const ended = session.search(requestFor('a'));
    gate.updates.resolve(sampleUpdate());
    const error = new SearchError('textSearchFailed', 'broken');
    gate.end.reject(error);
    await ended;
    assert.deepEqual([session.state.kind, session.state.kind === 'failed' && session.state.error, updateOf(session.state)?.results.length], ['failed', error, 1]);
  });

  it('goes on from what was found elsewhere instead of searching for it', async () => {
    const reused: (readonly [string, string | undefined])[] = [];
    const session = new Session({
      async *run({ query }, reuse) {
        reused.push([query, reuse?.kind]);
        if (reuse) yield reuse.update;
      },
      present: (_, update) => update,
      publish: () => undefined,
    });
    await session.adopt(requestFor('a'), sampleUpdate());
    assert.deepEqual(reused, [['a', 'results']]);
    assert.deepEqual([session.state.kind, updateOf(session.state)?.results.length], ['done', 1]);
  });

  it('searches again for the query on show, and for nothing before the first', async () => {
    const gate = new Gate();
    gate.updates.resolve(sampleUpdate());
    gate.end.resolve();
    const { session, states, kinds } = sessionOf({ a: gate });
    await session.refresh();
    assert.deepEqual(kinds(), []);
    await session.search(requestFor('a'));
    await session.refresh();
    assert.deepEqual(kinds(), ['searching a', 'searching a', 'done a', 'searching a', 'searching a', 'done a']);
    assert.equal(states[3] && updateOf(states[3])?.results.length, 1, 'the rows stay until there are new ones');
  });
});

/** A session whose searches end at once; notes what each of them may take over. */
function settledSession(): { session: Session; runs: string[]; presented: () => number } {
  const runs: string[] = [];
  let presented = 0;
  const session: Session = new Session({
    run: async function* ({ query, terms, more }, reuse) {
      runs.push([query, reuse?.kind ?? 'nothing', terms.off.join(), more].join(' '));
      yield sampleUpdate();
      if (query === 'stops') session.cancel();
    },
    present: (_, update) => {
      presented++;
      return update;
    },
    publish: () => undefined,
  });
  return { session, runs, presented: () => presented };
}

describe('an answer on show', () => {
  it('is extended without searching again, and further each time', async () => {
    const { session, runs } = settledSession();
    await session.search(requestFor('a'));
    await session.showMore(30);
    await session.showMore(30);
    assert.deepEqual(runs, ['a nothing  0', 'a results  30', 'a results  60']);
  });

  it('searches only new terms where terms are switched, and all of them for another question', async () => {
    const { session, runs } = settledSession();
    await session.search(requestFor('a'));
    await session.changeTerms({ off: ['x'], on: [] });
    await session.search(requestFor('b'));
    assert.deepEqual(runs, ['a nothing  0', 'a candidates x 0', 'b nothing  0']);
  });

  it('is searched anew, with the switched terms, when it is refreshed', async () => {
    const { session, runs } = settledSession();
    await session.search(requestFor('a'));
    await session.changeTerms({ off: ['x'], on: [] });
    await session.refresh();
    assert.equal(runs.at(-1), 'a nothing x 0');
  });

  it('is put in another order without searching; one that was stopped without reading on', async () => {
    const { session, runs, presented } = settledSession();
    await session.search(requestFor('a'));
    await session.reorder();
    assert.deepEqual(runs, ['a nothing  0', 'a results  0']);
    await session.search(requestFor('stops'));
    await session.reorder();
    assert.equal(session.state.kind, 'stopped');
    assert.deepEqual([runs.length, presented()], [3, 1]);
  });
});
