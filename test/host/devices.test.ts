import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import { jinaServer, startServer } from '../process/rerankDoubles.ts';
import type { RerankDouble } from '../process/rerankDoubles.ts';
import type { TestWindow } from './testWindow.ts';
import { openTestWindow } from './testWindow.ts';

const question = 'mel filter bank of an audio signal';

describe('devices', () => {
  let window: TestWindow;

  before(async () => {
    window = await openTestWindow({ opens: 'library' });
  });
  after(() => window.dispose());

  it('are tried when they are asked for, and shown with speed or reason', async () => {
    const { workbench } = window;
    await workbench.search(question);
    await workbench.settled(question);
    await workbench.runCommand('Semantic Search: Show Devices');
    const list = workbench.page.locator('.quick-input-widget');
    const text = await workbench.waitUntil('devices were tried', () => list.innerText(), (seen) => /pairs a second/.test(seen));
    assert.match(text, /In use: CPU q8/);
    assert.match(text, /CPU q8[\s\S]*pairs a second · fastest: auto takes it/);
    if (process.platform === 'linux' && process.arch === 'x64') assert.match(text, /CUDA[\s\S]*not installed[\s\S]*npm install onnxruntime-node/);
    await workbench.screenshot('devices');
    await workbench.page.keyboard.press('Escape');
  });

  it('are told as text for whoever helps', async () => {
    const { workbench } = window;
    await workbench.runCommand('Semantic Search: Copy Diagnostics');
    await workbench.page.getByText('Diagnostics copied').first().waitFor();
  });
});

describe('a server', () => {
  let server: RerankDouble;
  let window: TestWindow;
  const ends: (() => void)[] = [];

  before(async () => {
    server = await startServer({ after: (end) => void ends.push(end) }, jinaServer());
    window = await openTestWindow({ opens: 'library', machineSettings: { 'semanticSearch.endpoint': server.url } });
  });
  after(async () => {
    for (const end of ends) end();
    await window.dispose();
  });

  const button = (text: string): Locator => window.workbench.page.locator('.monaco-dialog-box').getByRole('button', { name: text, exact: true });

  it('gets nothing before the user has agreed, and no search waits for that', async () => {
    const { workbench } = window;
    await workbench.search(question);
    await button('Send').waitFor();
    assert.match(await workbench.page.locator('.monaco-dialog-box').innerText(), /Send questions and code snippets to http:\/\/127\.0\.0\.1:\d+\?[\s\S]*not encrypted/);
    await workbench.screenshot('server');
    assert.match(await workbench.settled(question), /code-reranker q8 · CPU/);
    assert.equal(server.seen.length, 0);
  });

  it('judges relevance then, and title and message name it', async () => {
    const { workbench } = window;
    await button('Send').click();
    const message = await workbench.waitUntil('the server answers', () => workbench.message(), (text) => /snippets were sent there/.test(text));
    assert.match(message, /reranker at 127\.0\.0\.1:\d+: snippets were sent there/);
    assert.match(await workbench.title(), /sent to 127\.0\.0\.1:\d+: /i);
    assert.equal(server.seen.at(-1)?.body['query'], question);
  });

  it('gets its key from the secret storage', async () => {
    const { workbench } = window;
    assert.equal(server.seen.at(-1)?.headers.authorization, undefined);
    await workbench.runCommand('Semantic Search: Set Endpoint Key');
    await workbench.page.getByText(/Key for 127\.0\.0\.1:\d+/).waitFor();
    await workbench.input.fill('secret');
    await workbench.input.press('Enter');
    await workbench.waitUntil('the key is sent', () => Promise.resolve(server.seen.at(-1)?.headers.authorization), (seen) => seen === 'Bearer secret');
  });

  it('that fails is replaced by the model of this machine, which is told', async () => {
    const { workbench } = window;
    server.interrupt(...Array.from({ length: 20 }, () => (response: { destroy: () => unknown }) => void response.destroy()));
    await workbench.search('byte pair encoding merges');
    assert.match(await workbench.settled('byte pair encoding merges'), /code-reranker q8 · CPU .*The server did not do its work/);
  });
});
