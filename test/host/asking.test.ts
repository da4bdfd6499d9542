import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import { openTestWindow, type TestWindow } from './testWindow.ts';
import type { Workbench } from './workbench.ts';

const first = 'mel filter bank of an audio signal';
const second = 'beam search over logits';

/** Runs in the page. */
const selectedInBox = `
  (({ value, selectionStart, selectionEnd }) => value.slice(selectionStart, selectionEnd))(document.querySelector('.quick-input-box input'))
`;

function choicesOf({ page }: Workbench): Locator {
  return page.locator('.quick-input-widget .monaco-list-row');
}

async function labelsOf(workbench: Workbench): Promise<string[]> {
  return choicesOf(workbench).locator('.quick-input-list-entry .quick-input-list-rows > .quick-input-list-row:first-child .label-name').allInnerTexts();
}

/** Runs in the page. A list draws some rows above what it shows, and keeps headings of files in sight in a place of their own. */
const bestRowIsInSight = `
  (() => {
    const list = document.querySelector('.part.sidebar .tree-explorer-viewlet-tree-view .monaco-list');
    const row = list?.querySelector('.monaco-list-rows > .monaco-list-row[data-index="0"]');
    return Boolean(row) && row.getBoundingClientRect().top >= list.getBoundingClientRect().top;
  })()
`;

async function openBox(workbench: Workbench, command = 'Semantic Search'): Promise<void> {
  await workbench.runCommand(command);
  await workbench.page.getByPlaceholder(/Ask in plain words/).waitFor();
}

describe('asking', () => {
  let window: TestWindow;
  let workbench: Workbench;

  before(async () => {
    window = await openTestWindow({ opens: 'library' });
    workbench = window.workbench;
  });
  after(() => window.dispose());

  it('for the first time: questions about this very code stand below the box and in the empty view', async () => {
    await workbench.page.locator('.activitybar [aria-label^="Semantic Search"]').first().click();
    const rows = await workbench.waitUntil('examples are in the view', () => workbench.rows(), (seen) => seen.length > 1);
    assert.ok(rows.every(({ label }) => /^(?:where|how) /.test(label)), JSON.stringify(rows));
    await workbench.screenshot('first-run');
    await openBox(workbench);
    await workbench.waitUntil('the same examples are in the box', () => labelsOf(workbench), (labels) => rows.every(({ label }) => labels.includes(label)));
    await workbench.screenshot('asking-first');
    await workbench.page.keyboard.press('Escape');
  });

  it('by an example of the view: a click searches for it', async () => {
    const [example] = await workbench.rows();
    assert.ok(example);
    await workbench.rowElements.first().locator('.label-name').click();
    await workbench.settled(example.label);
    await workbench.runCommand('Semantic Search: Clear Search History');
  });

  it('once more: the last question stands in the box, selected, and typing replaces it', async () => {
    await workbench.search(first);
    await workbench.settled(first);
    await openBox(workbench);
    const { page, input } = workbench;
    await workbench.waitUntil('the question is there', () => input.inputValue(), (value) => value === first);
    assert.equal(await page.evaluate(selectedInBox), first);
    await page.keyboard.type('$(zap) ');
    await workbench.waitUntil('it is shown as it was typed', () => labelsOf(workbench), (labels) => labels[0] === 'Search for “$(zap)”');
    await input.fill(second);
    await workbench.waitUntil('the first line searches for it', () => labelsOf(workbench), (labels) => labels[0] === `Search for “${second}”`);
    await page.keyboard.press('Enter');
    await workbench.settled(second);
  });

  it('from the recent searches: with Enter the last one, further down an older one', async () => {
    await openBox(workbench, 'Semantic Search: Recent Searches');
    await workbench.waitUntil('both questions are listed', () => labelsOf(workbench), (labels) => labels.includes(first) && labels.includes(second));
    await workbench.screenshot('recent');
    await workbench.page.keyboard.press('ArrowDown');
    await workbench.page.keyboard.press('Enter');
    await workbench.settled(first);
  });

  it('from the recent searches: edited before it is searched for', async () => {
    await openBox(workbench, 'Semantic Search: Recent Searches');
    const row = choicesOf(workbench).filter({ hasText: second });
    await row.hover();
    await row.getByRole('button', { name: 'Edit' }).click();
    await workbench.waitUntil('the question is in the box', () => workbench.input.inputValue(), (value) => value === second);
    await workbench.page.keyboard.press('End');
    await workbench.page.keyboard.type(' of a model');
    await workbench.page.keyboard.press('Enter');
    await workbench.settled(`${second} of a model`);
  });

  it('from the recent searches: removed for good', async () => {
    await openBox(workbench, 'Semantic Search: Recent Searches');
    const row = choicesOf(workbench).filter({ hasText: first });
    await row.hover();
    await row.getByRole('button', { name: 'Remove' }).click();
    await workbench.waitUntil('it is gone', () => labelsOf(workbench), (labels) => labels.length > 0 && !labels.includes(first));
    await workbench.page.keyboard.press('Escape');
  });

  it('learned by a tour: the welcome view leads to its three steps', async () => {
    await workbench.runCommand('Semantic Search: Clear Results');
    await workbench.view.getByText('Take the tour').click();
    const steps = workbench.page.locator('.getting-started-step');
    await workbench.waitUntil('there are three steps', () => steps.count(), (count) => count === 3);
    const pictures = workbench.page.frameLocator('iframe.webview').frameLocator('iframe').locator('svg[role="img"]');
    const titles: (string | null)[] = [];
    for (const at of [0, 1, 2]) {
      await steps.nth(at).click();
      titles.push(await workbench.waitUntil('it has a picture of its own', () => pictures.first().getAttribute('aria-label'), (title) => !titles.includes(title)));
      await workbench.screenshot(`tour-${at + 1}`);
    }
    assert.equal(new Set(titles).size, 3);
  });
});

describe('asking with live search', () => {
  let window: TestWindow;
  let workbench: Workbench;

  before(async () => {
    window = await openTestWindow({ opens: 'library', settings: { 'semanticSearch.liveSearch': true, 'workbench.colorTheme': 'Default High Contrast' } });
    workbench = window.workbench;
  });
  after(() => window.dispose());

  it('shows rows before Enter, which moves them to the view', async () => {
    await openBox(workbench);
    await workbench.page.keyboard.type(first, { delay: 10 });
    const labels = await workbench.waitUntil('there are rows', () => labelsOf(workbench), (seen) => seen.length > 5);
    assert.equal(labels[0], `Search for “${first}”`);
    // A row that is read may still be overtaken by those that are not. The editor draws no progress in its first 800 ms, so only the rows tell.
    await workbench.waitUntil('the model has read every row in sight', () => choicesOf(workbench).allInnerTexts(), (texts) => texts.length > 5 && texts.every((text) => text.includes(first) || /\d%/.test(text)));
    const best = (await labelsOf(workbench))[1];
    await workbench.screenshot('live');
    await workbench.page.keyboard.press('Enter');
    await workbench.settled(first);
    const top = (await workbench.rows()).find(({ spoken }) => spoken.endsWith(', rank 1'));
    assert.equal(top?.label, best, 'the view begins with what the box began with');
  });

  it('shows the best rows of the next question, however far down the rows of the last one were scrolled', async () => {
    const { page } = workbench;
    await page.setViewportSize({ width: 1400, height: 500 });
    await workbench.rowElements.first().hover();
    await page.mouse.wheel(0, 400);
    await workbench.waitUntil('the best rows are out of sight', () => page.evaluate<boolean>(bestRowIsInSight), (isInSight) => !isInSight);
    await openBox(workbench);
    await page.keyboard.type('whisper timestamps', { delay: 10 });
    await workbench.waitUntil('the model has read them', () => choicesOf(workbench).nth(1).innerText(), (text) => /\d%/.test(text));
    await page.keyboard.press('Enter');
    await workbench.settled('whisper timestamps');
    await workbench.waitUntil('the best rows are in sight', () => page.evaluate<boolean>(bestRowIsInSight), (isInSight) => isInSight);
    await page.setViewportSize({ width: 1400, height: 900 });
  });

  it('opens the code of a row, and F4 goes on from it', async () => {
    await openBox(workbench);
    await workbench.page.keyboard.type(second, { delay: 10 });
    await workbench.waitUntil('the model has read the rows', () => choicesOf(workbench).nth(1).innerText(), (text) => /\d%/.test(text));
    await workbench.page.keyboard.press('ArrowDown');
    await workbench.page.keyboard.press('Enter');
    const opened = await workbench.waitUntil('its lines are selected', () => workbench.editor(), ({ selectedCharacters }) => selectedCharacters > 0);
    await workbench.settled(second);
    await workbench.page.keyboard.press('F4');
    await workbench.waitUntil('another result is selected', () => workbench.editor(), (seen) => seen.selectedCharacters > 0 && JSON.stringify(seen) !== JSON.stringify(opened));
  });
});
