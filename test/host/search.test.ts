import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { TestWindow } from './testWindow.ts';
import { openTestWindow, sources } from './testWindow.ts';
import type { VisibleRow, Workbench } from './workbench.ts';

const question = 'where is a failed download retried or resumed';
const audioQuestion = 'mel filter bank of an audio signal';

/** What a result row says of its place, and the text of those lines on disk. */
async function placeOf(window: TestWindow, row: VisibleRow): Promise<{ file: string; startLine: number; text: string }> {
  const file = /, ([^,]+), line \d+, relevance/.exec(row.spoken)?.[1] ?? '';
  // Behind the lines a row that has moved says from where.
  const [, start, end] = / · (\d+)(?:–(\d+))?(?: · \d+ → \d+)?$/.exec(row.description) ?? [];
  const lines = (await readFile(path.join(window.root, sources.library, file), 'utf8')).split('\n');
  return { file, startLine: Number(start), text: lines.slice(Number(start) - 1, Number(end ?? start)).join('\n') };
}

async function clickResult(workbench: Workbench, index: number): Promise<VisibleRow> {
  const row = (await workbench.results())[index];
  assert.ok(row, 'there are rows to click');
  await workbench.rowElements.and(workbench.page.getByLabel(row.spoken, { exact: true })).locator('.label-name').click();
  return row;
}

async function assertSelected(window: TestWindow, row: VisibleRow): Promise<void> {
  const place = await placeOf(window, row);
  const expected = { file: path.basename(place.file), line: place.startLine, selectedCharacters: place.text.length };
  await window.workbench.waitUntil('the lines of the row are selected', () => window.workbench.editor(), (seen) => JSON.stringify(seen) === JSON.stringify(expected));
}

describe('a search in one folder', () => {
  let window: TestWindow;
  let workbench: Workbench;

  before(async () => {
    window = await openTestWindow({ opens: 'library' });
    workbench = window.workbench;
  });
  after(() => window.dispose());

  it('asks for the question in an input box that shows an example', async () => {
    await workbench.runCommand('Semantic Search');
    await workbench.waitUntil('an example is shown', async () => workbench.input.getAttribute('placeholder'), (text) => text?.includes('for example') === true);
    await workbench.screenshot('input');
    await workbench.page.keyboard.press('Escape');
  });

  it('shows rows in text order at once, which settle with scores', async () => {
    const changes = await workbench.recordChanges();
    await workbench.search(question);
    const message = await workbench.settled(question);
    await workbench.screenshot('results');

    const seen = await changes();
    const first = seen.find(({ descriptions }) => descriptions.some((text) => text.includes(' · ')));
    assert.ok(first?.descriptions.some((text) => text.startsWith('…')), `rows wait for their scores: ${JSON.stringify(seen.slice(0, 5))}`);
    const rows = await workbench.results();
    assert.ok(rows.length >= 5, 'several rows');
    for (const row of rows) assert.match(row.description, /^[<>]?\d+% · \d/, 'each row has a score and its lines');
    assert.match(message, /code-reranker \w+ · \w+/, 'the model and the device are named');
  });

  it('opens the file of a clicked row with the lines of that row selected', async () => {
    const row = await clickResult(workbench, 0);
    await assertSelected(window, row);
    await workbench.screenshot('opened');
  });

  it('goes to the next result with F4 and back with Shift+F4', async () => {
    const first = await clickResult(workbench, 0);
    await assertSelected(window, first);
    const second = (await workbench.results())[1];
    assert.ok(second);
    await workbench.page.keyboard.press('F4');
    await assertSelected(window, second);
    await workbench.waitUntil('the second row is marked', () => workbench.rows(), (rows) => rows.some(({ spoken, isSelected }) => isSelected && spoken === second.spoken));
    await workbench.page.keyboard.press('Shift+F4');
    await assertSelected(window, first);
  });

  it('shows the same results as one list by score, and as files again', async () => {
    await workbench.runCommand('Semantic Search: View as List');
    const list = await workbench.waitUntil('no row is inside another', () => workbench.rows(), (rows) => rows.length > 0 && rows.every(({ level }) => level === 1) && rows[0]?.spoken.includes(', rank 1') === true);
    assert.match(list[0]?.description ?? '', /\.js:\d/, 'a row of the list names its file');
    await workbench.screenshot('list');
    await workbench.runCommand('Semantic Search: View as Tree');
    await workbench.waitUntil('there are files again', () => workbench.rows(), (rows) => rows[0]?.level === 1 && rows[1]?.level === 2);
  });

  it('drops a search that still runs when a new one begins', async () => {
    await workbench.search('beam search over logits of a language model');
    await workbench.search(audioQuestion);
    await workbench.settled(audioQuestion);
    const rows = await workbench.results();
    assert.ok(rows.some(({ spoken }) => spoken.includes('utils/audio.js')), 'the rows answer the new question');
  });

  it('says that nothing was found and offers to ask differently', async () => {
    await workbench.search('zyxwvutq');
    await workbench.waitUntil('the view says so', () => workbench.welcome(), (text) => text.includes('Nothing found'));
    assert.ok(await workbench.view.getByText('Ask Differently').isVisible());
    await workbench.screenshot('nothing-found');
  });

  it('finds text that is not saved yet', async () => {
    await workbench.openFile('env.js');
    await workbench.page.locator('.editor-group-container.active .monaco-editor').first().click();
    await workbench.page.keyboard.press('Control+Home');
    await workbench.page.keyboard.type('// quixotic pumpernickel harness\n');
    await workbench.search('quixotic pumpernickel harness');
    await workbench.settled('quixotic pumpernickel harness');
    const row = (await workbench.results())[0];
    assert.match(row?.spoken ?? '', /env\.js, line 1,/);
    await workbench.screenshot('unsaved');
  });
});
