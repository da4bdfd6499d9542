import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { ByteMemory, nextHash } from '../../src/node/byteMemory.ts';

function hashOf(bytes: Uint8Array): number {
  return bytes.reduce(nextHash, 0);
}

test('each piece keeps its own value, also where hashes are equal', () => {
  const piece = fc.uint8Array({ maxLength: 50, max: 3 });
  fc.assert(
    fc.property(fc.array(piece), fc.boolean(), (pieces, isSameHash) => {
      const memory = new ByteMemory<string>();
      for (const bytes of [...pieces, ...pieces]) assert.equal(memory.get(bytes, 0, bytes.length, isSameHash ? 7 : hashOf(bytes), () => bytes.join()), bytes.join());
    }),
  );
});

test('a piece is worked out once, wherever it stands', () => {
  const memory = new ByteMemory<number>();
  let made = 0;
  for (const [text, start] of [['retry', 0], ['  retry  ', 2], ['retry', 0]] as const) {
    const bytes = Buffer.from(text);
    memory.get(bytes, start, start + 5, hashOf(bytes.subarray(start, start + 5)), () => ++made);
  }
  assert.equal(made, 1);
});

test('more pieces than it holds are still answered', () => {
  const memory = new ByteMemory<number>();
  for (const round of [1, 2]) {
    for (let number = 0; number < 40_000; number++) {
      const bytes = Buffer.from(`identifier_of_some_length_${number}`);
      assert.equal(memory.get(bytes, 0, bytes.length, hashOf(bytes), () => number), number, `round ${round}`);
    }
  }
});
