import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { ByteMemory, nextHash } from '../../src/node/byteMemory.ts';

function hashOf(bytes: Uint8Array): number {
  return bytes.reduce(nextHash, 0);
}

/** What the memory holds of a piece; where it holds nothing it gets `value`. */
function remember<Value>(memory: ByteMemory<Value>, bytes: Uint8Array, value: Value, hash: number = hashOf(bytes)): Value | undefined {
  const known = memory.get(bytes, 0, bytes.length, hash);
  if (known === undefined) memory.add(bytes, 0, bytes.length, hash, value);
  return known;
}

test('each piece keeps its own value, also where hashes are equal', () => {
  const piece = fc.uint8Array({ maxLength: 50, max: 3 });
  fc.assert(
    fc.property(fc.array(piece), fc.boolean(), (pieces, isSameHash) => {
      const memory = new ByteMemory<string>();
      const ask = (bytes: Uint8Array): string | undefined => remember(memory, bytes, bytes.join(), isSameHash ? 7 : hashOf(bytes));
      for (const bytes of pieces) assert.ok([undefined, bytes.join()].includes(ask(bytes)));
      for (const bytes of pieces) assert.equal(ask(bytes), bytes.length > 40 ? undefined : bytes.join());
    }),
  );
});

test('a piece is known wherever it stands', () => {
  const memory = new ByteMemory<number>();
  const [known, within] = [Buffer.from('retry'), Buffer.from('  retry  ')];
  remember(memory, known, 1);
  assert.equal(memory.get(within, 2, 7, hashOf(known)), 1);
  assert.equal(memory.get(within, 2, 6, hashOf(within.subarray(2, 6))), undefined);
});

test('of more pieces than it holds the first are known, the others not, and none by the value of another', () => {
  const memory = new ByteMemory<number>();
  const pieces = Array.from({ length: 40_000 }, (_, number) => Buffer.from(`identifier_of_some_length_${number}`));
  for (const [number, bytes] of pieces.entries()) remember(memory, bytes, number);
  const known = pieces.map((bytes) => memory.get(bytes, 0, bytes.length, hashOf(bytes)));
  const held = known.indexOf(undefined);
  assert.ok(held > 10_000);
  assert.deepEqual(known, pieces.map((_, number) => (number < held ? number : undefined)));
});
