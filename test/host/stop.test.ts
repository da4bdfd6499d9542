import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TestWindow } from './testWindow.ts';
import { openTestWindow } from './testWindow.ts';

describe('stopping', () => {
  let window: TestWindow;

  before(async () => {
    // Enough work for the model that a person could not be late with Stop.
    window = await openTestWindow({ opens: 'library', settings: { 'semanticSearch.candidateLimit': 500, 'semanticSearch.resultLimit': 500 } });
  });
  after(() => window.dispose());

  it('keeps the rows that were found and says that it was stopped', async () => {
    const { workbench } = window;
    await workbench.search('how are tokens of a sequence generated');
    const stop = workbench.page.getByRole('button', { name: 'Stop Search' });
    await stop.waitFor();
    await workbench.waitUntil('rows stand there', () => workbench.rows(), (rows) => rows.length > 0);
    await stop.click();
    const message = await workbench.waitUntil('it has stopped', () => workbench.message(), (text) => text.includes('stopped'));
    assert.match(message, /^\d+ results in \d+ files/);
    assert.ok((await workbench.rows()).length > 0, 'the rows stay');
    await workbench.screenshot('stopped');
    assert.deepEqual(await workbench.notifications(), [], 'stopping is no error');
  });

  it('leaves no trace in the next search', async () => {
    const { workbench } = window;
    await workbench.search('load a tokenizer from a file');
    // So many rows take a busy machine minutes: that they are being judged is enough.
    const message = await workbench.waitUntil('the next one is on its way', () => workbench.message(), (text) => /“load a tokenizer from a file” · .*\d/.test(text));
    assert.doesNotMatch(message, /stopped/);
  });
});
