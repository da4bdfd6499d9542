import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SearchError } from '../../../src/engine/errors.ts';
import type { SearchUpdate } from '../../../src/engine/types.ts';
import { type LiveAnswer, LiveSearch, type LiveSearchPorts, MODEL_DELAY_MS, TEXT_DELAY_MS } from '../../../src/vscode/liveSearch.ts';
import { requestFor } from '../../../src/vscode/searchRequest.ts';
import { sampleResult, sampleUpdate } from './samples.ts';

/** A clock that stands until the test moves it. */
class FakeClock {
  #now = 0;
  #alarms: { readonly at: number; readonly ring: () => void }[] = [];

  readonly wait = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      this.#alarms.push({ at: this.#now + ms, ring: resolve });
      signal.addEventListener('abort', () => resolve(), { once: true });
    });

  async pass(ms: number): Promise<void> {
    this.#now += ms;
    const due = this.#alarms.filter(({ at }) => at <= this.#now);
    this.#alarms = this.#alarms.filter(({ at }) => at > this.#now);
    for (const { ring } of due) ring();
    await settle();
  }
}

/** Whatever can go on without the clock does. */
const settle = (): Promise<void> => new Promise(setImmediate);

interface Bench {
  readonly clock: FakeClock;
  readonly live: LiveSearch;
  /** What was asked, in order: `text a`, `full a`. */
  readonly asked: string[];
  /** Labels of the answers that were shown. */
  readonly shown: string[];
}

const answerOf = (label: string): SearchUpdate => sampleUpdate({ results: [sampleResult({ symbol: label })] });
const silence = (): void => undefined;
const labelOf = ({ update }: LiveAnswer): string => update?.results[0]?.symbol ?? 'nothing';

function bench(changes: Partial<LiveSearchPorts> = {}): Bench {
  const clock = new FakeClock();
  const asked: string[] = [];
  const shown: string[] = [];
  const live = new LiveSearch({
    async *byText({ query }) {
      asked.push(`text ${query}`);
      yield answerOf(`text ${query}`);
    },
    async *inFull({ query }, found) {
      asked.push(`full ${query} after ${labelOf({ update: found, isBusy: true })}`);
      yield answerOf(`full ${query}`);
    },
    wait: clock.wait,
    log: { debug: silence, info: silence, warn: silence },
    ...changes,
  }, (answer) => shown.push(labelOf(answer)));
  return { clock, live, asked, shown };
}

describe('a live search', () => {
  it('begins when the typing pauses for a moment, with the words alone', async () => {
    const { clock, live, asked } = bench();
    void live.type(requestFor('a'));
    await clock.pass(TEXT_DELAY_MS - 1);
    assert.deepEqual(asked, []);
    await clock.pass(1);
    assert.deepEqual(asked, ['text a']);
  });

  it('asks the model only after a longer pause, going on from what the words found', async () => {
    const { clock, live, asked, shown } = bench();
    void live.type(requestFor('a'));
    await clock.pass(TEXT_DELAY_MS);
    await clock.pass(MODEL_DELAY_MS - TEXT_DELAY_MS - 1);
    assert.deepEqual(asked, ['text a']);
    await clock.pass(1);
    assert.deepEqual(asked, ['text a', 'full a after text a']);
    assert.deepEqual([shown.at(-1), live.answer.isBusy], ['full a', false]);
  });

  it('searches for nothing in between while keys follow one another', async () => {
    const { clock, live, asked } = bench();
    for (const text of ['a', 'ab', 'abc']) {
      void live.type(requestFor(text));
      await clock.pass(TEXT_DELAY_MS - 1);
    }
    await clock.pass(1);
    assert.deepEqual(asked, ['text abc']);
  });

  it('stops for the next key, and never shows the answer to what was typed before', async () => {
    let answer: (() => void) | undefined;
    let stopped: AbortSignal | undefined;
    const { clock, live, shown } = bench({
      async *byText({ query }, signal) {
        if (query === 'old') {
          stopped = signal;
          await new Promise<void>((resolve) => (answer = resolve));
        }
        yield answerOf(query);
      },
    });
    void live.type(requestFor('old'));
    await clock.pass(TEXT_DELAY_MS);
    void live.type(requestFor('young'));
    assert.equal(stopped?.aborted, true);
    answer?.();
    await clock.pass(TEXT_DELAY_MS);
    assert.ok(!shown.includes('old'), shown.join());
    assert.equal(shown.at(-1), 'young');
  });

  it('forgets its answer at the key, before there is another one', async () => {
    const { clock, live } = bench();
    void live.type(requestFor('a'));
    await clock.pass(TEXT_DELAY_MS);
    assert.equal(labelOf(live.answer), 'text a');
    void live.type(requestFor('ab'));
    assert.equal(live.answer.update, undefined);
    await live.type(undefined);
    assert.deepEqual(live.answer, { isBusy: false });
  });

  it('keeps what it has found when the box closes', async () => {
    const { clock, live, asked } = bench();
    void live.type(requestFor('a'));
    await clock.pass(TEXT_DELAY_MS);
    live.stop();
    await clock.pass(MODEL_DELAY_MS);
    assert.equal(labelOf(live.answer), 'text a');
    assert.deepEqual(asked, ['text a']);
  });

  it('of a text that cannot be searched for shows nothing, and is ready for the next', async () => {
    const { clock, live, shown } = bench({
      async *byText({ query }) {
        if (query === 'the') throw new SearchError('emptyQuery', query);
        yield answerOf(query);
      },
    });
    void live.type(requestFor('the'));
    await clock.pass(TEXT_DELAY_MS);
    assert.deepEqual([live.answer, new Set(shown)], [{ isBusy: false }, new Set(['nothing'])]);
    void live.type(requestFor('the end'));
    await clock.pass(TEXT_DELAY_MS);
    assert.equal(shown.at(-1), 'the end');
  });
});
