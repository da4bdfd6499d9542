import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TestWindow } from './testWindow.ts';
import { openTestWindow } from './testWindow.ts';

const question = 'how is a running search cancelled';

/** Wide enough for the names, scores and lines of the rows. */
const sideBarWidth = 540;

describe('the picture in the README', () => {
  let window: TestWindow;

  before(async () => {
    window = await openTestWindow({ opens: 'project', settings: { 'workbench.colorTheme': 'Default Dark Modern', 'editor.minimap.enabled': false } });
  });
  after(() => window.dispose());

  it('shows ranked answers beside the code of the best one', async () => {
    const { workbench } = window;
    const { page } = workbench;
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
});
