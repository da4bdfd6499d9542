import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { chooseFromMenu, openMenu } from './contextMenu.ts';
import type { TestWindow } from './testWindow.ts';
import { openTestWindow } from './testWindow.ts';
import type { VisibleRow, Workbench } from './workbench.ts';

const question = 'where is a failed download retried or resumed';

interface ResultPlace {
  readonly row: VisibleRow;
  readonly file: string;
  readonly startLine: number;
}

function placeOf(row: VisibleRow): ResultPlace {
  const [, file = '', line] = /, ([^,]+), line (\d+),/.exec(row.spoken) ?? [];
  return { row, file: path.basename(file), startLine: Number(line) };
}

/** Runs in the page: lines of the code that bear the mark of a result, by their class alone known to the editor. */
const countMarks = `
  [...document.querySelectorAll('.editor-instance .view-overlays [class*="ced-"]')]
    .filter((element) => getComputedStyle(element).borderLeftWidth === '2px' && getComputedStyle(element).borderLeftStyle === 'solid').length
`;

describe('moving through results', () => {
  let window: TestWindow;
  let workbench: Workbench;

  const resultAt = async (index: number): Promise<ResultPlace> => {
    const row = (await workbench.rows()).filter(({ spoken }) => spoken.includes(', rank '))[index];
    assert.ok(row, 'there is a result');
    return placeOf(row);
  };
  const labelOf = ({ row }: ResultPlace) => workbench.rowElements.and(workbench.page.getByLabel(row.spoken, { exact: true })).locator('.label-name');
  const isPreview = async (): Promise<boolean> => (await workbench.page.locator('.editor-group-container.active .tab.active .monaco-icon-label.italic').count()) > 0;
  const hasFocus = (part: string): Promise<boolean> => workbench.page.evaluate<boolean>(`document.activeElement?.closest(${JSON.stringify(part)}) !== null`);
  const landedOn = (place: ResultPlace, movedBy = 0): Promise<unknown> =>
    workbench.waitUntil('the editor shows the result', () => workbench.editor(), ({ file, line, selectedCharacters }) => file === place.file && line === place.startLine + movedBy && selectedCharacters > 0);
  const marks = (): Promise<number> => workbench.page.evaluate<number>(countMarks);

  before(async () => {
    window = await openTestWindow({ opens: 'library' });
    workbench = window.workbench;
    await workbench.search(question);
    await workbench.settled(question);
  });
  after(() => window.dispose());

  it('a click shows a preview and leaves the focus in the list', async () => {
    const place = await resultAt(0);
    await labelOf(place).click();
    await landedOn(place);
    assert.ok(await isPreview(), 'the next click will take the same tab');
    assert.ok(await hasFocus('.part.sidebar'), 'the arrow keys go on in the list');
  });

  it('marks the results in the code and in its ruler', async () => {
    await workbench.waitUntil('lines are marked', marks, (count) => count > 0);
    await workbench.screenshot('marks');
  });

  it('says over the code why it was found', async () => {
    await workbench.page.keyboard.press('F4');
    await workbench.page.keyboard.press('Shift+F4');
    await landedOn(await resultAt(0));
    await workbench.runCommand('Show or Focus Hover');
    const hover = workbench.page.locator('.monaco-hover').filter({ hasText: 'Semantic Search' }).first();
    await hover.waitFor();
    assert.match(await hover.innerText(), /Rank 1 · relevance .* · text score .* · found by /);
    await workbench.screenshot('why-hover');
    await workbench.page.keyboard.press('Escape');
  });

  it('Enter goes to the code, Space looks at it from the list', async () => {
    const first = await resultAt(0);
    const second = await resultAt(1);
    await labelOf(first).click();
    await landedOn(first);
    await workbench.page.keyboard.press('ArrowDown');
    await workbench.page.keyboard.press('Space');
    await landedOn(second);
    assert.ok(await hasFocus('.part.sidebar'), 'the list keeps the focus');
    await workbench.page.keyboard.press('Enter');
    await workbench.waitUntil('the editor has the focus', () => hasFocus('.part.editor'), Boolean);
  });

  it('a double click keeps the editor', async () => {
    const place = await resultAt(0);
    await labelOf(place).dblclick();
    await landedOn(place);
    await workbench.waitUntil('the tab is kept', isPreview, (preview) => !preview);
  });

  it('peeks at a result without leaving the editor', async () => {
    await workbench.openFile('env.js');
    const place = await resultAt(1);
    await openMenu(workbench, labelOf(place), 'Peek');
    await chooseFromMenu(workbench, 'Peek');
    const peek = workbench.page.locator('.peekview-widget');
    await peek.waitFor();
    await workbench.waitUntil('the peek shows the file', () => peek.innerText(), (text) => text.includes(place.file));
    assert.equal((await workbench.editor()).file, 'env.js');
    await workbench.screenshot('peek');
    await workbench.page.keyboard.press('Escape');
    await peek.waitFor({ state: 'detached' });
  });

  it('peeks at all results', async () => {
    await workbench.runCommand('Semantic Search: Peek All Results');
    const peek = workbench.page.locator('.peekview-widget');
    await peek.waitFor();
    await workbench.waitUntil('several files are listed', () => peek.locator('.ref-tree .monaco-list-row').count(), (count) => count > 3);
    await workbench.screenshot('peek-all');
    await workbench.page.keyboard.press('Escape');
    await peek.waitFor({ state: 'detached' });
  });

  it('opens a result to the side by its keys', async () => {
    const place = await resultAt(0);
    await labelOf(place).click();
    await landedOn(place);
    await workbench.page.keyboard.press('Control+Enter');
    await workbench.waitUntil('there are two groups', () => workbench.page.locator('.editor-group-container').count(), (count) => count === 2);
    await landedOn(place);
    await workbench.screenshot('to-the-side');
    await workbench.runCommand('View: Close Editor Group');
  });

  it('follows the code through edits above it', async () => {
    const place = await resultAt(0);
    await labelOf(place).dblclick();
    await landedOn(place);
    await workbench.page.keyboard.press('Control+1');
    // Keys that are pressed before the editor has the focus are lost.
    await workbench.waitUntil('the cursor is at the beginning of that file', async () => {
      await workbench.page.keyboard.press('Control+Home');
      return workbench.editor();
    }, ({ file, line }) => file === place.file && line === 1);
    await workbench.page.keyboard.type('\n\n\n');
    await labelOf(place).click();
    await landedOn(place, 3);
    await workbench.page.keyboard.press('F4');
    await landedOn(await resultAt(1), (await resultAt(1)).file === place.file ? 3 : 0);
    await workbench.page.keyboard.press('Shift+F4');
    await landedOn(place, 3);
  });

  it('takes the marks away with the results', async () => {
    await workbench.waitUntil('lines are marked', marks, (count) => count > 0);
    await workbench.runCommand('Semantic Search: Clear Results');
    await workbench.waitUntil('no line is marked', marks, (count) => count === 0);
    await workbench.screenshot('marks-cleared');
  });
});
