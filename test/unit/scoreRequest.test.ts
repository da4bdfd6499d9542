import assert from 'node:assert/strict';
import test from 'node:test';
import type { PassageScore } from '../../src/engine/types.ts';
import { ScoreRequest } from '../../src/node/scoreRequest.ts';

test('after a restart only what has no score is offered, and its scores go to the right passages', async () => {
  const request = new ScoreRequest('query', ['a', 'b', 'c']);
  assert.deepEqual(request.offer(), ['a', 'b', 'c']);
  assert.ok(request.push([{ index: 1, logit: 5 }]));
  assert.deepEqual(request.offer(), ['a', 'c']);
  assert.ok(request.push([{ index: 1, logit: 6 }, { index: 0, logit: 7 }]));
  assert.ok(request.isComplete);
  request.settle({});
  assert.deepEqual(await all(request), [[{ index: 1, logit: 5 }], [{ index: 2, logit: 6 }, { index: 0, logit: 7 }]]);
});

test('a score that belongs to no passage, or comes twice, is refused', () => {
  const request = new ScoreRequest('query', ['a', 'b']);
  request.offer();
  assert.ok(!request.push([{ index: 2, logit: 1 }]));
  assert.ok(request.push([{ index: 0, logit: 1 }]));
  assert.ok(!request.push([{ index: 0, logit: 1 }]));
});

test('a caller that waits is woken by the end', async () => {
  const request = new ScoreRequest('query', ['a']);
  const waiting = all(request);
  request.settle({ error: new Error('gone') });
  request.settle({});
  await assert.rejects(waiting, /gone/);
});

async function all(request: ScoreRequest): Promise<(readonly PassageScore[])[]> {
  const batches: (readonly PassageScore[])[] = [];
  for await (const batch of request.batches()) batches.push(batch);
  return batches;
}
