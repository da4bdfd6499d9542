import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { chooseFromMenu } from './contextMenu.ts';
import type { TestWindow } from './testWindow.ts';
import { openTestWindow, sources } from './testWindow.ts';
import type { VisibleRow, Workbench } from './workbench.ts';

const question = 'where is a failed download retried or resumed';

/** A pin, as its row is read on the screen and by a screen reader. */
interface PinRow {
  readonly spoken: string;
  readonly description: string;
}

function spokenLine(row: PinRow | undefined): number {
  return Number(/, line (\d+)/.exec(row?.spoken ?? '')?.[1]);
}

describe('pins and export', () => {
  let window: TestWindow;
  let workbench: Workbench;

  const results = async (): Promise<VisibleRow[]> => (await workbench.rows()).filter(({ spoken }) => spoken.includes(', rank '));
  const pinPane = () => workbench.view.locator('.pane').filter({ has: workbench.page.getByRole('button', { name: /^Pinned\b/ }) });
  const pinRows = async (): Promise<PinRow[]> => {
    const rows = pinPane().locator('.monaco-list-row[aria-level="2"]');
    const read = await rows.evaluateAll((elements) => elements.map((element) => ({ spoken: element.getAttribute('aria-label') ?? '', description: element.querySelector('.label-description')?.textContent ?? '' })));
    return read;
  };
  const pinOf = (file: string) => pinPane().locator(`.monaco-list-row[aria-level="2"][aria-label*=${JSON.stringify(file)}]`).first();
  const choose = (item: string): Promise<void> => chooseFromMenu(workbench, item);
  const editorText = async (): Promise<string> => (await workbench.page.locator('.editor-group-container.active .view-lines').first().innerText()).replaceAll('\u00A0', ' ');
  const pinIn = async (file: string): Promise<PinRow | undefined> => (await pinRows()).find(({ spoken }) => spoken.includes(file));
  /** Path in the library of the n-th result's file. */
  const pinned: string[] = [];
  const onDisk = (file: string): string => path.join(window.root, sources.library, file);

  before(async () => {
    window = await openTestWindow({ opens: 'library' });
    workbench = window.workbench;
    await workbench.search(question);
    await workbench.settled(question);
  });
  after(() => window.dispose());

  it('shows no second view before there are pins', async () => {
    assert.equal(await pinPane().count(), 0);
  });

  it('keeps results under their question', async () => {
    const rows = await results();
    const files = new Map(rows.map((row) => [/, ([^,]+), line \d+,/.exec(row.spoken)?.[1] ?? '', row]));
    for (const [file, row] of [...files].slice(0, 3)) {
      pinned.push(file);
      await workbench.rowElements.and(workbench.page.getByLabel(row.spoken, { exact: true })).locator('.label-name').click({ button: 'right' });
      await choose('Pin');
      await workbench.waitUntil('the pin is listed', () => pinIn(file), (pin) => pin !== undefined);
    }
    assert.equal((await pinRows()).length, 3);
    assert.equal(await pinPane().locator('.monaco-list-row[aria-level="1"]').count(), 1);
    await workbench.screenshot('pins');
  });

  it('keeps a note on a pin', async () => {
    const [file = ''] = pinned;
    await pinOf(file).click({ button: 'right' });
    await choose('Edit Note…');
    await workbench.page.getByLabel(/Note on /).waitFor();
    await workbench.input.fill('start here');
    await workbench.input.press('Enter');
    await workbench.waitUntil('the note is shown', () => pinIn(file), (pin) => pin?.description.startsWith('start here · ') === true && pin.spoken.includes('note: start here'));
  });

  it('follows its code through an edit above it, and opens it there', async () => {
    const [file = ''] = pinned;
    const line = spokenLine(await pinIn(file));
    await pinOf(file).dblclick();
    await workbench.waitUntil('the code is open', () => workbench.editor(), (editor) => editor.file === path.basename(file) && editor.line === line);
    await workbench.page.keyboard.press('Control+1');
    await workbench.page.keyboard.press('Control+Home');
    await workbench.page.keyboard.type('\n\n\n\n');
    await workbench.waitUntil('the pin has moved', () => pinIn(file), (pin) => spokenLine(pin) === line + 4);
    await pinOf(file).click();
    await workbench.waitUntil('its lines are selected', () => workbench.editor(), (editor) => editor.line === line + 4 && editor.selectedCharacters > 0);
    await workbench.page.keyboard.press('Control+1');
    await workbench.page.keyboard.press('Control+S');
  });

  it('follows code that another program moved', async () => {
    const file = pinned[1] ?? '';
    const line = spokenLine(await pinIn(file));
    await writeFile(onDisk(file), `\n\n\n\n\n\n\n${await readFile(onDisk(file), 'utf8')}`);
    await workbench.waitUntil('the pin has moved', () => pinIn(file), (pin) => spokenLine(pin) === line + 7);
  });

  it('says when its code or its file is gone', async () => {
    const lost = pinned[1] ?? '';
    await writeFile(onDisk(lost), 'export const nothing = 0;\n'.repeat(2000));
    await workbench.waitUntil('the code is said to be gone', () => pinIn(lost), (pin) => pin?.spoken.includes(', gone, ') === true && pin.description.startsWith('gone · '));
    const line = spokenLine(await pinIn(lost));
    await pinOf(lost).click();
    await workbench.waitUntil('the cursor goes to where it was', () => workbench.editor(), (editor) => editor.file === path.basename(lost) && editor.line === line);
    assert.equal((await workbench.editor()).selectedCharacters, 0, 'what stands there now is not the code');
    await rm(onDisk(pinned[2] ?? ''));
    await workbench.waitUntil('the file is said to be gone', () => pinIn(pinned[2] ?? ''), (pin) => pin?.spoken.includes(', file gone, ') === true);
    await workbench.screenshot('pins-gone');
  });

  it('stays when the window is opened anew', async () => {
    await workbench.page.reload();
    await workbench.page.locator('.activitybar [aria-label^="Semantic Search"]').first().waitFor();
    await workbench.waitUntil('the pins are back', pinRows, (rows) => rows.length === 3 && rows[0]?.description.startsWith('start here') === true && rows[1]?.description.startsWith('gone · ') === true);
  });

  it('exports pins with notes, links and what is left of them', async () => {
    await workbench.runCommand('Semantic Search: Export Pins as Markdown');
    const text = await workbench.waitUntil('the document is shown', editorText, (shown) => shown.includes('# where is a failed download'));
    assert.match(text, /> start here/);
    assert.match(text, /\]\(src\/[^)]+#L\d+/);
    await workbench.screenshot('export-pins');
  });

  it('exports results as Markdown with relative links', async () => {
    await workbench.search(question);
    await workbench.settled(question);
    await workbench.runCommand('Semantic Search: Export Results as Markdown');
    const text = await workbench.waitUntil('the document is shown', editorText, (shown) => shown.includes('· relevance'));
    assert.match(text, /## 1\. /);
    assert.match(text, /\]\(src\/[^)]+#L\d+-L\d+\) · relevance [<>]?\d+%/);
  });

  it('opens results in the search editor, with lines to click', async () => {
    await workbench.runCommand('Semantic Search: Open Results in Search Editor');
    const editor = workbench.page.locator('.search-editor');
    await editor.waitFor();
    await workbench.waitUntil('results are listed', async () => (await editor.locator('.view-lines').last().innerText()).replaceAll('\u00A0', ' '), (text) => /results in \d+ files/.test(text) && /^\s*\d+[: ] /m.test(text));
    await workbench.screenshot('search-editor');
    const name = await workbench.page.locator('.editor-group-container.active .tab.active').getAttribute('data-resource-name');
    await editor.locator('.view-line').filter({ hasText: /^\s*\d+:/ }).first().locator('span span').last().dblclick();
    await workbench.waitUntil('the file is open', () => workbench.editor(), ({ file }) => file !== name && file.endsWith('.js'));
  });

  it('removes one pin at once, and all only after a question', async () => {
    await pinOf(pinned[0] ?? '').click();
    await workbench.page.keyboard.press('Delete');
    await workbench.waitUntil('two are left', pinRows, (rows) => rows.length === 2);
    await workbench.runCommand('Semantic Search: Remove All Pins');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    assert.match(await dialog.innerText(), /Remove all 2 pins\?/);
    await workbench.screenshot('remove-all-pins');
    await dialog.getByRole('button', { name: 'Remove All' }).click();
    await workbench.waitUntil('the view is gone', () => pinPane().count(), (count) => count === 0);
  });
});
