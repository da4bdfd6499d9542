import assert from 'node:assert/strict';
import test from 'node:test';
import { faults } from '../torture/faults.ts';
import { torture } from '../torture/torture.ts';

test('whatever breaks during a search, it ends with results or one message, the next one works, and nothing is left running', { skip: process.platform !== 'linux' }, async () => {
  const { outcomes, afterwards, before, after } = await torture(faults.length, 1);
  assert.equal(new Set(outcomes.map(({ fault }) => fault)).size, faults.length, 'each fault was there');
  assert.deepEqual(outcomes.filter(({ kind }) => kind === 'hang' || kind === 'bug'), []);
  assert.deepEqual(afterwards, []);
  assert.ok(after.processes <= before.processes && after.files <= before.files + 2 && after.timers <= before.timers && after.listeners <= before.listeners, JSON.stringify({ before, after }));
});
