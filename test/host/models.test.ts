import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import { filesOf, startHubServer } from '../process/hubServer.ts';
import type { HubServer } from '../process/hubServer.ts';
import type { TestWindow } from './testWindow.ts';
import { openTestWindow } from './testWindow.ts';

const tiny = path.resolve(import.meta.dirname, '../fixtures/xlm-roberta-tiny-random');
const id = 'tester/tiny-reranker';
const question = 'mel filter bank of an audio signal';

describe('models', () => {
  let hub: HubServer;
  let window: TestWindow;
  const ends: (() => void)[] = [];

  before(async () => {
    // What is told to `after` in here would end with this hook.
    hub = await startHubServer({ after: (end) => ends.push(end) }, await filesOf(tiny), id);
    window = await openTestWindow({ opens: 'library', environment: { HF_ENDPOINT: hub.address, HF_HUB_CACHE: path.join(tiny, 'none') } });
  });
  after(async () => {
    await window.dispose();
    for (const end of ends) end();
  });

  const rowWith = (text: string): Locator => window.workbench.page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: text });
  const button = (text: string): Locator => window.workbench.page.locator('.monaco-dialog-box').getByRole('button', { name: text, exact: true });

  async function chooseRepository(): Promise<void> {
    const { workbench } = window;
    await workbench.runCommand('Semantic Search: Choose Model');
    await rowWith('Another Repository').click();
    await workbench.page.getByPlaceholder('owner/name').waitFor();
    await workbench.input.fill(id);
    await workbench.input.press('Enter');
    await button('Download').waitFor();
  }

  it('are listed with size, languages, licence, and whether they are here; nothing is asked for that', async () => {
    const { workbench } = window;
    await workbench.runCommand('Semantic Search: Choose Model');
    await rowWith('code-reranker').waitFor();
    assert.match(await rowWith('code-reranker').innerText(), /part of the extension: \d/);
    assert.match(await rowWith('BAAI/bge-reranker-base').innerText(), /to download: .*MB[\s\S]*English, Chinese · MIT/);
    await workbench.screenshot('models');
    await workbench.page.keyboard.press('Escape');
    assert.equal(hub.requests.length, 0);
  });

  it('tell size and licence before a download, and "Not Now" keeps the model of the extension', async () => {
    const { workbench } = window;
    await chooseRepository();
    assert.match(await workbench.page.locator('.monaco-dialog-box').innerText(), new RegExp(`MB, (32|16)-bit[^]*From ${hub.address}/${id}[^]*Licence: mit`));
    await workbench.screenshot('download');
    await button('Not Now').click();
    await workbench.search(question);
    assert.match(await workbench.settled(question), /code-reranker/);
    assert.equal(hub.storageRequests.length, 0);
  });

  it('are fetched with the token of the secret storage, and answer the question at once', async () => {
    const { workbench } = window;
    await workbench.runCommand('Semantic Search: Set Hub Token');
    await workbench.page.getByPlaceholder('hf_…').waitFor();
    await workbench.input.fill('hf_secret');
    await workbench.input.press('Enter');
    await chooseRepository();
    await button('Download').click();
    const message = await workbench.waitUntil('the new model answers', () => workbench.message(), (text) => /tiny-reranker fp\d+ · \w+/.test(text));
    assert.match(message, new RegExp(`“${question}”`));
    assert.equal(hub.requests.at(-1)?.headers.authorization, 'Bearer hf_secret');
    for (const { headers } of hub.storageRequests) assert.equal(headers.authorization, undefined);
  });

  it('cause no request once they are here', async () => {
    const { workbench } = window;
    const asked = hub.requests.length + hub.storageRequests.length;
    await workbench.search('byte pair encoding merges');
    assert.match(await workbench.settled('byte pair encoding merges'), /tiny-reranker/);
    assert.equal(hub.requests.length + hub.storageRequests.length, asked);
  });

  it('are verified, and the scores are shown', async () => {
    const { workbench } = window;
    await workbench.runCommand('Semantic Search: Verify Model');
    await rowWith('code-reranker').click();
    const text = await workbench.waitUntil('the result is open', () => workbench.page.locator('.editor-group-container.active .view-lines').innerText(), (seen) => seen.includes('Verify'));
    assert.match(text.replaceAll('\u00a0', ' '), /The scores agree with the known ones/);
    await workbench.screenshot('verified');
  });

  it('are removed, and the model of the extension is back', async () => {
    const { workbench } = window;
    await workbench.runCommand('Semantic Search: Remove Model');
    await rowWith(id).click();
    await button('Remove').click();
    await workbench.waitUntil('the shipped model answers', () => workbench.message(), (text) => text.includes('code-reranker q8'));
  });
});
