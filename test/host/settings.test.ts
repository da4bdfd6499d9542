import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { TestWindow } from './testWindow.ts';
import { openTestWindow, sources } from './testWindow.ts';

const question = 'mel filter bank of an audio signal';

describe('settings', () => {
  let window: TestWindow;

  before(async () => {
    window = await openTestWindow({ opens: 'library' });
  });
  after(() => window.dispose());

  it('names the device that the model runs on', async () => {
    await window.workbench.search(question);
    assert.match(await window.workbench.settled(question), /· (CPU|WebGPU|CUDA|Core ML|DirectML) ·/);
  });

  it('shows another device after the setting was changed, or says why it could not be used', async () => {
    const { workbench, root } = window;
    // What belongs to a machine is not read from the user settings of a browser: the folder may choose it.
    const folder = path.join(root, sources.library, '.vscode');
    await mkdir(folder);
    await writeFile(path.join(folder, 'settings.json'), JSON.stringify({ 'semanticSearch.device': 'webgpu' }));
    const message = await workbench.waitUntil(
      'the message names the new device',
      async () => {
        await workbench.search(question);
        return workbench.settled(question);
      },
      (text) => text.includes('WebGPU'),
    );
    assert.match(message, /· WebGPU ·|WebGPU cannot be used here, so CPU did the work/);
    await workbench.screenshot('device');
    await rm(folder, { recursive: true });
  });

  it('ranks by words alone, without a model, when the order is text', async () => {
    const { workbench } = window;
    await workbench.changeSettings({ 'semanticSearch.order': 'text', 'semanticSearch.view': 'list' });
    const rows = await workbench.waitUntil(
      'rows have text scores',
      async () => {
        await workbench.search(question);
        await workbench.settled(question);
        return workbench.results();
      },
      (seen) => seen.length > 0 && seen.every(({ description }) => /^\d+\.\d · /.test(description)),
    );
    assert.ok(rows.length > 1);
    assert.doesNotMatch(await workbench.message(), /code-reranker/);
  });

  it('shows no more rows than the result limit', async () => {
    const { workbench } = window;
    await workbench.changeSettings({ 'semanticSearch.resultLimit': 3, 'semanticSearch.view': 'list' });
    await workbench.waitUntil(
      'three rows are left',
      async () => {
        await workbench.search(question);
        await workbench.settled(question);
        return workbench.results();
      },
      (rows) => rows.length === 3,
    );
  });

  it('leaves out what the exclude globs name', async () => {
    const { workbench } = window;
    await workbench.changeSettings({ 'semanticSearch.exclude': ['**/audio.js'], 'semanticSearch.view': 'list' });
    await workbench.waitUntil(
      'the excluded file is gone',
      async () => {
        await workbench.search(question);
        await workbench.settled(question);
        return workbench.results();
      },
      (rows) => rows.length > 0 && rows.every(({ spoken }) => !spoken.includes('utils/audio.js')),
    );
  });
});
