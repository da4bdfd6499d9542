import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import type { TestWindow } from './testWindow.ts';
import { openTestWindow } from './testWindow.ts';
import { artifactFolder, type Workbench } from './workbench.ts';

const question = 'how is a running search cancelled';
const typedQuestion = 'where are results opened in an editor';

/** Wide enough for the names, scores and lines of the rows. */
const sideBarWidth = 540;

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A picture of a part of the window. */
async function picture({ page }: Workbench, name: string, clip: Area): Promise<void> {
  await page.screenshot({ path: path.join(artifactFolder, `${name}.png`), clip });
}

/** The box of the question with a margin, when it stands still. */
async function pictureOfBox(workbench: Workbench, name: string): Promise<void> {
  await workbench.page.mouse.move(700, 880);
  await workbench.page.waitForTimeout(1000);
  const box = await workbench.page.locator('.quick-input-widget').boundingBox();
  assert.ok(box);
  await picture(workbench, name, { x: box.x - 16, y: Math.max(0, box.y - 16), width: box.width + 32, height: box.height + 32 });
}

/** A row of the view of pins: 0 is the question, and below it stands what was pinned for it. A list keeps its elements in the order of their making. */
function pinRow({ view }: Workbench, at: number): Locator {
  return view.locator('.pane').filter({ hasText: 'Pinned' }).locator(`.monaco-list-row[data-index="${at}"]`);
}

/** In the order in which a newcomer sees them: a history has to be made before it can be shown. */
describe('the pictures in the README', () => {
  let window: TestWindow;
  let workbench: Workbench;

  before(async () => {
    window = await openTestWindow({
      opens: 'project',
      settings: { 'workbench.colorTheme': 'Default Dark Modern', 'editor.minimap.enabled': false, 'semanticSearch.liveSearch': true },
    });
    workbench = window.workbench;
  });
  after(() => window.dispose());

  it('begin with questions about this very code', async () => {
    const { page } = workbench;
    // The examples stand in the lower third of the bar: in a low window they are near the button.
    await page.setViewportSize({ width: 1400, height: 690 });
    await page.locator('.activitybar [aria-label^="Semantic Search"]').first().click();
    await workbench.waitUntil('there are examples', () => workbench.rows(), (rows) => rows.length > 1);
    // The pointer brings the buttons of the view.
    await page.mouse.move(200, 320);
    await page.waitForTimeout(1000);
    const last = await workbench.rowElements.last().boundingBox();
    assert.ok(last);
    await picture(workbench, 'tour-begin', { x: 0, y: 30, width: 348, height: last.y + last.height + 8 - 30 });
    await page.setViewportSize({ width: 1400, height: 900 });
  });

  it('show ranked answers beside the code of the best one', async () => {
    const { page } = workbench;
    // The first search of a window starts threads and model: the pictures show the next one.
    await workbench.search(typedQuestion);
    await workbench.settled(typedQuestion);
    await workbench.search(question);
    await workbench.settled(question);
    const bar = await workbench.view.boundingBox();
    assert.ok(bar);
    await page.mouse.move(bar.x + bar.width, bar.y + bar.height / 2);
    await page.mouse.down();
    await page.mouse.move(sideBarWidth, bar.y + bar.height / 2, { steps: 5 });
    await page.mouse.up();
    await workbench.rowElements.filter({ hasText: '%' }).first().click();
    await workbench.waitUntil('lines are selected', () => workbench.editor(), ({ selectedCharacters }) => selectedCharacters > 0);
    await page.mouse.move(1100, 20);
    // The short highlight of the lines is over, and the language has been worked out.
    await page.waitForTimeout(4000);
    await workbench.screenshot('readme');
  });

  it('say why a row is where it is', async () => {
    const { page } = workbench;
    const row = workbench.rowElements.filter({ hasText: '→' }).first();
    await row.locator('.label-name').hover();
    const hover = page.locator('.monaco-hover:visible').filter({ hasText: 'logit' }).first();
    await hover.waitFor();
    await page.waitForTimeout(1000);
    const [shown, pointed] = await Promise.all([hover.boundingBox(), row.boundingBox()]);
    assert.ok(shown && pointed);
    const top = Math.min(shown.y, pointed.y) - 2;
    await picture(workbench, 'tour-why', { x: 48, y: top, width: shown.x + shown.width - 36, height: Math.max(shown.y + shown.height, pointed.y + pointed.height) + 12 - top });
    await page.mouse.move(1100, 20);
  });

  it('show what is looked for', async () => {
    await workbench.runCommand('Semantic Search: Choose Terms');
    await workbench.page.getByPlaceholder(/What to look for/).waitFor();
    await pictureOfBox(workbench, 'tour-terms');
    await workbench.page.keyboard.press('Escape');
  });

  it('show pins under their question, one with a note', async () => {
    const { page } = workbench;
    const results = workbench.rowElements.filter({ hasText: '%' });
    for (const at of [0, 1, 2]) {
      await results.nth(at).click();
      await page.keyboard.press('Alt+P');
      await pinRow(workbench, at + 1).waitFor();
    }
    const box = page.getByLabel(/Note on /);
    await pinRow(workbench, 1).click();
    await workbench.waitUntil('its note can be written', async () => {
      if (!(await box.isVisible())) await page.keyboard.press('F2');
      await page.waitForTimeout(500);
      return box.isVisible();
    }, (isOpen) => isOpen);
    await page.keyboard.type('begin reading here');
    await page.keyboard.press('Enter');
    await workbench.waitUntil('the note is shown', () => pinRow(workbench, 1).innerText(), (text) => text.includes('begin reading here'));
    await page.mouse.move(1100, 20);
    await page.waitForTimeout(1000);
    const pane = await workbench.view.locator('.pane').filter({ hasText: 'Pinned' }).boundingBox();
    const last = await pinRow(workbench, 3).boundingBox();
    assert.ok(pane && last);
    await picture(workbench, 'tour-pins', { x: pane.x, y: pane.y, width: pane.width, height: last.y + last.height + 8 - pane.y });
  });

  it('show answers that are ranked while the question is typed', async () => {
    const { page } = workbench;
    await workbench.runCommand('Semantic Search');
    await page.getByPlaceholder(/Ask in plain words/).waitFor();
    await page.keyboard.type(typedQuestion);
    await workbench.waitUntil('the model has read the rows', () => page.locator('.quick-input-widget .monaco-list-row').nth(1).innerText(), (text) => /\d%/.test(text));
    await pictureOfBox(workbench, 'tour-live');
    await page.keyboard.press('Enter');
    await workbench.settled(typedQuestion);
  });

  it('end with the questions that were asked', async () => {
    await workbench.search('parseQuery');
    await workbench.runCommand('Semantic Search: Recent Searches');
    await workbench.page.getByPlaceholder(/Ask in plain words/).waitFor();
    await workbench.waitUntil('they are listed', () => workbench.page.locator('.quick-input-widget .monaco-list-row').count(), (count) => count >= 4);
    await pictureOfBox(workbench, 'tour-recent');
  });
});
