import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { chooseFromMenu, openMenu } from './contextMenu.ts';
import type { TestWindow } from './testWindow.ts';
import { openTestWindow, sources } from './testWindow.ts';
import type { VisibleRow, Workbench } from './workbench.ts';

/** Two more models build the inputs of a translation, each in a file of its own. */
const origin = 'src/models/m2m_100/tokenization_m2m_100.js';
const others = ['src/models/nllb/tokenization_nllb.js', 'src/models/mbart/tokenization_mbart.js'];
const name = '_build_translation_inputs';

/** Waits until the search for code like this has ended. @returns its rows */
async function similarTo(workbench: Workbench, title: RegExp): Promise<VisibleRow[]> {
  await workbench.waitUntil('similar code is found', () => workbench.message(), (message) => title.test(message) && /results? in .* · \d\S* m?s\b/.test(message));
  return workbench.waitUntil('no row waits for its score', () => workbench.results(), (rows) => rows.length > 0 && rows.every(({ description }) => !description.startsWith('…')));
}

function placesOf(rows: readonly VisibleRow[]): { file: string; line: number }[] {
  return rows.map(({ spoken }) => {
    const [, file = '', line = ''] = /, ([^,]+), line (\d+)/.exec(spoken) ?? [];
    return { file, line: Number(line) };
  });
}

describe('code that does the same', () => {
  let window: TestWindow;
  let workbench: Workbench;
  let firstLine = 0;

  before(async () => {
    window = await openTestWindow({ opens: 'library', settings: { 'semanticSearch.view': 'list' } });
    workbench = window.workbench;
    const lines = (await readFile(path.join(window.root, sources.library, origin), 'utf8')).split('\n');
    firstLine = lines.findIndex((line) => line.includes(`${name}(`)) + 1;
    await workbench.openFile(origin);
  });
  after(() => window.dispose());

  async function goToLine(line: number): Promise<void> {
    await workbench.page.locator('.editor-group-container.active .monaco-editor').first().click();
    await workbench.page.keyboard.press('Control+G');
    await workbench.input.fill(`:${line}`);
    await workbench.input.press('Enter');
    await workbench.waitUntil('the cursor is there', () => workbench.editor(), (editor) => editor.line === line);
  }

  it('is found from the cursor inside a function, without that function itself', async () => {
    await goToLine(firstLine + 1);
    await workbench.runCommand('Semantic Search: Find Similar Code');
    const places = placesOf(await similarTo(workbench, /“Similar to (?:_build_translation_inputs|tokenization_m2m_100\.js:\d+–\d+)”/));
    await workbench.screenshot('similar');
    for (const file of others) assert.ok(places.slice(0, 5).some((place) => place.file === file), `${file} is among the first: ${JSON.stringify(places.slice(0, 5))}`);
    assert.ok(!places.some(({ file, line }) => file === origin && Math.abs(line - firstLine) < 5), 'the function itself is no result');
    assert.match(await workbench.title(), /Similar to/i);
  });

  it('is found from a selection, which the title names by its lines', async () => {
    await goToLine(firstLine);
    for (let line = 0; line < 4; line++) await workbench.page.keyboard.press('Shift+ArrowDown');
    await workbench.waitUntil('lines are selected', () => workbench.editor(), ({ selectedCharacters }) => selectedCharacters > 50);
    await workbench.runCommand('Semantic Search: Find Similar Code');
    const places = placesOf(await similarTo(workbench, new RegExp(`“Similar to tokenization_m2m_100\\.js:${firstLine}–${firstLine + 3}”`)));
    assert.ok(places.length > 0);
    assert.ok(!places.some(({ file, line }) => file === origin && line <= firstLine && line > firstLine - 3), 'the selection itself is no result');
  });

  it('is found from a result, by its context menu, and once more by Search Again', async () => {
    const [first] = await workbench.results();
    assert.ok(first);
    await openMenu(workbench, workbench.rowElements.and(workbench.page.getByLabel(first.spoken, { exact: true })).locator('.label-name'), 'Find Similar Code');
    await chooseFromMenu(workbench, 'Find Similar Code');
    const title = new RegExp(`“Similar to ${first.label.replace(/[^\w]/g, '.')}”`);
    const found = placesOf(await similarTo(workbench, title));
    assert.ok(found.length > 0);
    await workbench.runCommand('Semantic Search: Search Again');
    assert.deepEqual(placesOf(await similarTo(workbench, title)), found);
  });
});
