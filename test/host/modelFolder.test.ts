import assert from 'node:assert/strict';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import type { TestWindow } from './testWindow.ts';
import { openTestWindow, sources } from './testWindow.ts';

const tiny = path.resolve(import.meta.dirname, '../fixtures/xlm-roberta-tiny-random');
const question = 'mel filter bank of an audio signal';

describe('a model in a folder of the workspace, named by a setting of the workspace', () => {
  let window: TestWindow;

  before(async () => {
    window = await openTestWindow({ opens: 'library' });
  });
  after(() => window.dispose());

  const dialog = (): Locator => window.workbench.page.locator('.monaco-dialog-box');
  const button = (text: string): Locator => dialog().getByRole('button', { name: text, exact: true });

  /** As a repository would: a model of its own, and a setting that names it. @returns its absolute path */
  async function addModel(name: string): Promise<string> {
    const library = path.join(window.root, sources.library);
    const folder = path.join(library, name);
    await cp(tiny, folder, { recursive: true });
    await mkdir(path.join(library, '.vscode'), { recursive: true });
    await writeFile(path.join(library, '.vscode/settings.json'), JSON.stringify({ 'semanticSearch.model': folder }));
    return folder;
  }

  /** The editor reads the setting, the question on show is searched again, and after that the user is asked. */
  async function untilAsked(folder: string): Promise<void> {
    const text = await window.workbench.waitUntil('the user is asked', () => dialog().innerText({ timeout: 1000 }), (seen) => seen.includes(folder));
    assert.ok(text.includes(`Load the model in ${folder}?`), text);
    assert.match(text, /only if you trust where it comes from/);
  }

  async function searchedWith(): Promise<string> {
    await window.workbench.search(question);
    return window.workbench.settled(question);
  }

  it('is not loaded before the user has agreed, and "Cancel" keeps the model of the extension', async () => {
    const { workbench } = window;
    await searchedWith();
    await untilAsked(await addModel('theirs'));
    await workbench.screenshot('model-folder');
    assert.match(await workbench.message(), /code-reranker q8/);
    await button('Cancel').click();
    assert.match(await searchedWith(), /code-reranker q8 · CPU .* — The model in theirs was not loaded, so code-reranker did the work\.$/);
    assert.equal(await dialog().count(), 0, 'nobody is asked twice in one window');
    assert.ok((await workbench.results()).length > 0);
  });

  it('answers once the user has agreed, without another question', async () => {
    const { workbench } = window;
    await untilAsked(await addModel('ours'));
    await button('Load').click();
    await workbench.waitUntil('the model of the folder answers', () => workbench.message(), (text) => /(ours|tiny)\S* fp\d+ · CPU/.test(text));
    await workbench.screenshot('model-folder-loaded');
    assert.match(await searchedWith(), /ours/);
    assert.equal(await dialog().count(), 0);
  });
});
