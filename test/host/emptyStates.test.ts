import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openTestWindow } from './testWindow.ts';

describe('windows without an answer yet', () => {
  it('without a folder: the view says so and offers to open one', async (t) => {
    const window = await openTestWindow({ opens: 'nothing' });
    t.after(() => window.dispose());
    const { workbench } = window;
    await workbench.runCommand('Semantic Search');
    await workbench.waitUntil('the view says so', () => workbench.welcome(), (text) => text.includes('Open a folder'));
    assert.ok(await workbench.view.getByRole('button', { name: 'Open Folder' }).isVisible());
    await workbench.screenshot('no-folder');
  });

  it('before the first question: the view gives an example and a button', async (t) => {
    const window = await openTestWindow({ opens: 'library' });
    t.after(() => window.dispose());
    const { workbench } = window;
    await workbench.page.locator('.activitybar [aria-label^="Semantic Search"]').first().click();
    await workbench.waitUntil('an example is given', () => workbench.welcome(), (text) => text.includes('for example'));
    await workbench.screenshot('welcome');
    await workbench.view.getByRole('button', { name: 'Search', exact: true }).click();
    await workbench.waitUntil('the input box is open', async () => workbench.input.getAttribute('placeholder'), (text) => text?.includes('for example') === true);
  });

  it('in a window that is not trusted: a search works', async (t) => {
    const window = await openTestWindow({ opens: 'library', asksForTrust: true });
    t.after(() => window.dispose());
    const { workbench } = window;
    await workbench.page.getByText('Restricted Mode', { exact: true }).waitFor();
    await workbench.search('mel filter bank of an audio signal');
    await workbench.settled('mel filter bank of an audio signal');
    assert.ok((await workbench.rows()).length > 0);
    await workbench.screenshot('untrusted');
  });
});
