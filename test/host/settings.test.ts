import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TestWindow } from './testWindow.ts';
import { openTestWindow } from './testWindow.ts';

const question = 'mel filter bank of an audio signal';

describe('settings', () => {
  let window: TestWindow;

  before(async () => {
    window = await openTestWindow({ opens: 'folder', settings: { 'semanticSearch.device': 'cpu' } });
  });
  after(() => window.dispose());

  it('shows the device that was chosen', async () => {
    await window.workbench.search(question);
    assert.match(await window.workbench.settled(), /· CPU ·/);
  });

  it('shows another device after the setting was changed, or says why it could not be used', async () => {
    const { workbench, server } = window;
    await server.writeSettings({ 'semanticSearch.device': 'webgpu' });
    const message = await workbench.waitUntil(
      'the message names the new device',
      async () => {
        await workbench.search(question);
        return workbench.settled();
      },
      (text) => text.includes('WebGPU'),
    );
    assert.match(message, /· WebGPU ·|WebGPU cannot be used here, so CPU did the work/);
    await workbench.screenshot('device');
  });

  it('ranks by words alone, without a model, when the order is text', async () => {
    const { workbench, server } = window;
    await server.writeSettings({ 'semanticSearch.order': 'text', 'semanticSearch.view': 'list' });
    const rows = await workbench.waitUntil(
      'rows have text scores',
      async () => {
        await workbench.search(question);
        await workbench.settled();
        return workbench.rows();
      },
      (seen) => seen.length > 0 && seen.every(({ description }) => /^\d+\.\d · /.test(description)),
    );
    assert.ok(rows.length > 1);
    assert.doesNotMatch(await workbench.message(), /code-reranker/);
  });

  it('shows no more rows than the result limit', async () => {
    const { workbench, server } = window;
    await server.writeSettings({ 'semanticSearch.resultLimit': 3, 'semanticSearch.view': 'list' });
    await workbench.waitUntil(
      'three rows are left',
      async () => {
        await workbench.search(question);
        await workbench.settled();
        return workbench.rows();
      },
      (rows) => rows.length === 3,
    );
  });

  it('leaves out what the exclude globs name', async () => {
    const { workbench, server } = window;
    await server.writeSettings({ 'semanticSearch.exclude': ['**/audio.js'], 'semanticSearch.view': 'list' });
    await workbench.waitUntil(
      'the excluded file is gone',
      async () => {
        await workbench.search(question);
        await workbench.settled();
        return workbench.rows();
      },
      (rows) => rows.length > 0 && rows.every(({ spoken }) => !spoken.includes('utils/audio.js')),
    );
  });
});
