import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TestWindow } from './testWindow.ts';
import { openTestWindow } from './testWindow.ts';
import type { VisibleRow, Workbench } from './workbench.ts';

const question = 'where is a failed download retried or resumed';

/** The results from top to bottom, with their place in the text order where they left it. */
function placesOf(rows: readonly VisibleRow[]): string[] {
  return rows.map(({ spoken, description }) => `${spoken} ${description}`);
}

/** The same without the rank. */
function namesOf(rows: readonly VisibleRow[]): string[] {
  return rows.map(({ spoken }) => spoken.replace(/, (?:relevance|rank) .*/, ''));
}

/** Waits until the search behind the view is over, and gives its rows. */
async function rowsAfter(workbench: Workbench): Promise<VisibleRow[]> {
  await workbench.settled(question);
  return workbench.results();
}

describe('an answer on show', () => {
  let window: TestWindow;
  let workbench: Workbench;

  before(async () => {
    window = await openTestWindow({ opens: 'library', settings: { 'semanticSearch.view': 'list', 'semanticSearch.resultLimit': 10, 'semanticSearch.candidateLimit': 10 } });
    workbench = window.workbench;
    await workbench.search(question);
    await workbench.settled(question);
  });
  after(() => window.dispose());

  it('changes its order by a command, and rows say from which place of the text order they came', async () => {
    const blended = placesOf(await workbench.results());
    await workbench.runCommand('Semantic Search: Order by Text');
    const text = await workbench.waitUntil('no row has moved', () => workbench.results(), (rows) => rows.length > 0 && rows.every(({ description }) => !description.includes('→')));
    await workbench.runCommand('Semantic Search: Order by Model');
    const reranked = await workbench.waitUntil('rows have moved', () => workbench.results(), (rows) => rows.some(({ description }) => / · \d+ → \d+$/.test(description)));
    assert.notDeepEqual(placesOf(reranked), placesOf(text));
    await workbench.screenshot('order');
    await workbench.runCommand('Semantic Search: Order by Text and Model');
    await workbench.waitUntil('the first order is back', async () => placesOf(await workbench.results()), (places) => JSON.stringify(places) === JSON.stringify(blended));
  });

  it('keeps the selected row where its order changes', async () => {
    const shown = await rowsAfter(workbench);
    const earlier = placesOf(shown);
    const chosen = shown[1];
    assert.ok(chosen);
    await workbench.rowElements.and(workbench.page.getByLabel(chosen.spoken, { exact: true })).locator('.label-name').click();
    await workbench.runCommand('Semantic Search: Order by Model');
    const rows = await workbench.waitUntil('rows have moved', () => workbench.results(), (seen) => JSON.stringify(placesOf(seen)) !== JSON.stringify(earlier));
    assert.deepEqual(namesOf(rows.filter(({ isSelected }) => isSelected)), namesOf([chosen]));
    await workbench.runCommand('Semantic Search: Order by Text and Model');
  });

  it('gets longer by its last row', async () => {
    await workbench.rowElements.and(workbench.page.getByLabel('More Results', { exact: true })).locator('.label-name').click();
    await workbench.waitUntil('there are more rows', () => workbench.message(), (message) => message.includes('40 results'));
    await workbench.settled(question);
    await workbench.screenshot('more');
  });

  it('shows what is looked for, and no longer finds what is switched off', async () => {
    await workbench.runCommand('Semantic Search: Choose Terms');
    const item = workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'download' }).first();
    await item.waitFor();
    assert.match(await item.innerText(), /download[\s\S]*\d+ hits in \d+ files/);
    await workbench.screenshot('terms');
    await item.locator('.monaco-custom-toggle, .quick-input-list-checkbox, input[type=checkbox]').first().click();
    await workbench.page.keyboard.press('Enter');
    const rows = await workbench.waitUntil('the rows have changed', () => rowsAfter(workbench), (seen) => seen.length > 0 && !placesOf(seen)[0]?.includes('download'));
    assert.ok(rows.length > 0);
    await workbench.screenshot('terms-after');
  });
});
