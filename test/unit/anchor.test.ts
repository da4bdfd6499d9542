import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { anchorOf, findAnchor } from '../../src/engine/anchor.ts';

const code = ['/** Tries once more. */', 'export function retryRequest(request: Request): Response {', '  const delay = backoff(request.attempt);', '  wait(delay);', '  return send(request);', '}'];
const source = ["import { send } from './send.ts';", '', ...code, '', 'export function other(): void {}'];
const anchor = anchorOf(code.join('\n'), 3, code.length, 'retryRequest');

describe('a place that is found again', () => {
  it('is where it was, in a file that was not changed', () => {
    assert.deepEqual(findAnchor(anchor, source), { startLine: 3, endLine: 8, isExact: true });
  });

  it('moves with its code', () => {
    assert.deepEqual(findAnchor(anchor, ['// one', '// two', ...source]), { startLine: 5, endLine: 10, isExact: true });
    assert.deepEqual(findAnchor(anchor, [...source.slice(8), ...source.slice(0, 8)])?.startLine, 5);
  });

  it('stays where the code is indented anew', () => {
    const inClass = ['class Client {', ...source.map((line) => `\t${line}`), '}'];
    assert.deepEqual(findAnchor(anchor, inClass), { startLine: 4, endLine: 9, isExact: true });
  });

  it('is the nearest of equal ones', () => {
    const twice = [...code, '', ...code];
    assert.equal(findAnchor({ ...anchor, startLine: 7 }, twice)?.startLine, 8);
    assert.equal(findAnchor({ ...anchor, startLine: 2 }, twice)?.startLine, 1);
  });

  it('is known by its name when some of its lines were changed', () => {
    const changed = source.map((line) => line.replace('wait(delay)', 'await sleep(delay, signal)').replace('once more', 'again'));
    assert.deepEqual(findAnchor(anchor, ['', ...changed]), { startLine: 4, endLine: 9, isExact: false });
  });

  it('is known by its lines when its name was changed', () => {
    const renamed = source.map((line) => line.replace('retryRequest', 'sendAgain'));
    assert.deepEqual(findAnchor(anchor, renamed), { startLine: 3, endLine: 8, isExact: false });
  });

  it('is gone where only calls of it are left', () => {
    assert.equal(findAnchor(anchor, ["import { retryRequest } from './retry.ts';", '', 'export function run(): void {', '  retryRequest(first);', '  retryRequest(second);', '}']), undefined);
  });

  it('is gone in an empty file, and where it was blank lines', () => {
    assert.equal(findAnchor(anchor, ['']), undefined);
    assert.equal(findAnchor(anchorOf('\n\n', 1, 2), ['', '', '']), undefined);
  });

  it('ends no later than its file', () => {
    assert.deepEqual(findAnchor(anchorOf(code.join('\n'), 1, 40), code), { startLine: 1, endLine: 6, isExact: true });
  });
});

describe('an anchor', () => {
  it('keeps little of long code, and still finds it', () => {
    const long = Array.from({ length: 200 }, (_, line) => `  step(${line}, ${'x'.repeat(line % 90)});`);
    const { head } = anchorOf(long.join('\n'), 1, 200);
    assert.ok(head.length <= 600 && head.split('\n').length <= 12);
    assert.deepEqual(findAnchor(anchorOf(long.join('\n'), 1, 200), ['', ...long])?.startLine, 2);
  });

  it('finds a line that is longer than what it keeps', () => {
    const wide = `const table = [${'1234, '.repeat(500)}];`;
    assert.deepEqual(findAnchor(anchorOf(wide, 1, 1), ['', wide]), { startLine: 2, endLine: 2, isExact: true });
  });
});

/** Numbers that are the same in every run (a linear congruential generator; constants of Numerical Recipes). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('whatever the text', () => {
  const vocabulary = ['if', 'return', 'value', 'next', 'list', '}', '{', '', '  ', '(', 'λ', '😀', 'end'];

  it('lines that are new above or below do not lose the code', () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = randomNumbers(seed);
      const line = (): string => Array.from({ length: random(6) }, () => vocabulary[random(vocabulary.length)]).join(' ');
      const lines = (count: number): string[] => Array.from({ length: count }, line);
      const own = [`def name${seed}`, ...lines(random(20))];
      const above = lines(random(40));
      const place = findAnchor(anchorOf(own.join('\n'), 1 + random(60), own.length), [...above, ...own, ...lines(random(40))]);
      assert.deepEqual(place, { startLine: above.length + 1, endLine: above.length + own.length, isExact: true }, `seed ${seed}`);
    }
  });

  it('a place lies inside the file', () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = randomNumbers(seed);
      const lines = (count: number): string[] => Array.from({ length: count }, () => Array.from({ length: random(4) }, () => vocabulary[random(vocabulary.length)]).join(' '));
      const file = lines(1 + random(30));
      const place = findAnchor(anchorOf(lines(1 + random(5)).join('\n'), 1 + random(50), 1 + random(20), 'value'), file);
      if (place) assert.ok(place.startLine >= 1 && place.endLine >= place.startLine && place.endLine <= file.length, `seed ${seed}: ${JSON.stringify(place)}`);
    }
  });
});
