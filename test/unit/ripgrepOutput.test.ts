import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { parseQuery } from '../../src/engine/terms.ts';
import { TermMatcher } from '../../src/engine/termMatcher.ts';
import { RipgrepOutput } from '../../src/node/ripgrepOutput.ts';

const statistics = '\n3 matches\n3 matched lines\n3 files contained matches\n1234 files searched\n46 bytes printed\n5678 bytes searched\n0.000487 seconds spent searching\n0.089980 seconds total\n';
const noLimits = { maxHits: 1_000, maxFiles: 1_000 };

interface Taken {
  readonly files: readonly (readonly [path: string, ...counts: number[]])[];
  readonly searched: number;
  readonly isTruncated: boolean;
}

/** Reads the output in the portions given, and says what was taken from it. */
function read(portions: readonly Buffer[], limits = noLimits): Taken {
  const files: [string, ...number[]][] = [];
  const output = new RipgrepOutput(new TermMatcher(parseQuery('retry token')), limits, (path, counts) => files.push([path, ...counts]));
  for (const portion of portions) output.push(portion);
  const { filesSearched, isTruncated } = output.end();
  return { files, searched: filesSearched, isTruncated };
}

const printed = Buffer.from(`./src/a.ts\0retry\nshouldRetry\ncatalog\n\n./odd\nname \u00e9.ts\0token\n\n./-rf\0retries\r\ntoken_retry\n${statistics}`);

test('files come with their hits, and the statistics at the end', () => {
  assert.deepEqual(read([printed]), {
    files: [['src/a.ts', 2, 0], ['odd\nname é.ts', 0, 1], ['-rf', 2, 1]],
    searched: 1234,
    isTruncated: false,
  });
});

test('the bytes may come in any portions', () => {
  const whole = read([printed]);
  fc.assert(
    fc.property(fc.array(fc.nat(printed.length)), (cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), printed.length];
      assert.deepEqual(read(places.slice(1).map((end, at) => printed.subarray(places[at], end))), whole);
    }),
  );
  assert.deepEqual(read(Array.from(printed, (byte) => Buffer.from([byte]))), whole);
});

test('a file whose matches were all found too eagerly is no candidate', () => {
  assert.deepEqual(read([Buffer.from(`./a.ts\0catalog\n\n./b.ts\0retry\n${statistics}`)]).files, [['b.ts', 1, 0]]);
});

test('a match that is as long as a file is passed over, and what follows is read', () => {
  const long = Buffer.concat([Buffer.from('./a.ts\0retry\n'), Buffer.alloc(300_000, 'retry1'), Buffer.from(`\nretry\n\n./b.ts\0token\n${statistics}`)]);
  const portions = Array.from({ length: Math.ceil(long.length / 65_536) }, (_, at) => long.subarray(at * 65_536, (at + 1) * 65_536));
  assert.deepEqual(read(portions).files, [['a.ts', 2, 0], ['b.ts', 0, 1]]);
  // The portion ends right before the newline that ends the long match.
  const newline = long.indexOf(10, 20);
  assert.deepEqual(read([long.subarray(0, newline), long.subarray(newline)]).files, [['a.ts', 2, 0], ['b.ts', 0, 1]]);
});

test('a file that turns out to be binary is left out', () => {
  const text = `./core\0retry\nretry\n./core: WARNING: stopped searching binary file after match (found "\\0" byte around offset 220000)\n\n./b.ts\0token\n${statistics}`;
  assert.deepEqual(read([Buffer.from(text)]).files, [['b.ts', 0, 1]]);
});

test('no output at all is no file', () => {
  assert.deepEqual(read([]), { files: [], searched: 0, isTruncated: false });
  assert.deepEqual(read([Buffer.from(statistics)]), { files: [], searched: 1234, isTruncated: false });
});

test('what was cut off in the middle still counts', () => {
  assert.deepEqual(read([Buffer.from('./a.ts\0retry\nretr')]).files, [['a.ts', 1, 0]]);
});

test('too many hits or files are reported', () => {
  assert.ok(read([printed], { maxHits: 2, maxFiles: 10 }).isTruncated);
  assert.ok(read([printed], { maxHits: 100, maxFiles: 2 }).isTruncated);
});
