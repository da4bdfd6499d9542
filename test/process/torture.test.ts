import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import test from 'node:test';
import { faults } from '../torture/faults.ts';
import { holdings } from '../torture/processes.ts';
import { torture } from '../torture/torture.ts';

const nothing = (): void => undefined;

test('whatever breaks during a search, it ends with results or one message, the next one works, and nothing is left running', { skip: process.platform !== 'linux' }, async () => {
  const { outcomes, afterwards, before, after } = await torture(faults.length, 1, new AbortController().signal);
  assert.equal(new Set(outcomes.map(({ fault }) => fault)).size, faults.length, 'each fault was there');
  assert.deepEqual(outcomes.filter(({ kind }) => kind === 'hang' || kind === 'bug'), []);
  assert.deepEqual(afterwards, []);
  assert.ok(after.processes <= before.processes && after.files <= before.files + 2 && after.timers <= before.timers && after.listeners <= before.listeners, JSON.stringify({ before, after }));
});

test('what is left running is seen: a process, a file, a timer and a listener', { skip: process.platform !== 'linux' }, async () => {
  const before = await holdings();
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  const file = await open(import.meta.filename);
  const timer = setTimeout(() => undefined, 60_000);
  process.on('exit', nothing);
  const during = await holdings();
  child.kill();
  clearTimeout(timer);
  process.off('exit', nothing);
  await Promise.all([file.close(), once(child, 'close')]);
  assert.deepEqual(during, { processes: before.processes + 1, files: before.files + 1, timers: before.timers + 1, listeners: before.listeners + 1 });
  assert.deepEqual(await holdings(), before);
});
