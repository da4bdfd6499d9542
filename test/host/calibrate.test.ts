import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import { openTestWindow, sources, type TestWindow } from './testWindow.ts';

/** Two minutes are what it may take, and some seconds to stop. */
const CALIBRATION_MS = 150_000;

describe('calibration', () => {
  let window: TestWindow;

  before(async () => {
    window = await openTestWindow({ opens: 'library' });
  });
  after(() => window.dispose());

  const rows = (text: string | RegExp): Locator => window.workbench.page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: text });

  it('can be stopped, and then says nothing', async () => {
    const { workbench } = window;
    await workbench.runCommand('Semantic Search: Calibrate on This Workspace');
    const progress = workbench.page.locator('.notifications-toasts').getByText('Calibrating on this workspace');
    await progress.waitFor();
    await workbench.page.locator('.notifications-toasts').getByRole('button', { name: 'Cancel' }).click();
    await progress.waitFor({ state: 'detached' });
    assert.deepEqual(await workbench.notifications(), []);
    assert.equal(await rows('MRR').count(), 0);
  });

  it('shows the orders on questions of this workspace and sets the chosen one, here alone', async () => {
    const { workbench, root } = window;
    await workbench.runCommand('Semantic Search: Calibrate on This Workspace');
    await rows('Copy as Markdown').waitFor({ timeout: CALIBRATION_MS });
    await workbench.screenshot('calibration');
    assert.match(await workbench.page.locator('.quick-input-title').innerText(), /\d+ questions: \d+ of comments, 0 of commits/);
    assert.equal(await rows(/MRR \d/).count(), 3);
    assert.match(await rows('set now').innerText(), /Text and model · code-reranker/);
    await rows(/Text(?! and)/).click();
    const settings = path.join(root, sources.library, '.vscode', 'settings.json');
    await workbench.waitUntil('the order is set', () => readFile(settings, 'utf8').catch(() => ''), (text) => /"semanticSearch\.order":\s*"text"/.test(text));
  });
});
