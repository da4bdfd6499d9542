import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { Locator } from 'playwright-core';
import { chooseFromMenu, openMenu } from './contextMenu.ts';
import { openTestWindow, sources, type TestWindow } from './testWindow.ts';
import type { VisibleRow, Workbench } from './workbench.ts';

const question = 'mel filter bank of an audio signal';

const more = {
  'tools/mel.py': 'def mel_filter_bank(signal):\n    """Mel filter bank of an audio signal."""\n    return filters(signal)\n',
  'tests/audio.test.js': 'it("makes a mel filter bank of an audio signal", () => {\n  const bank = melFilterBank(signal);\n  check(bank);\n});\n',
};

/** Files of the result rows on the screen, each once. */
function filesOf(rows: readonly VisibleRow[]): string[] {
  return [...new Set(rows.flatMap(({ spoken }) => /, ([^,]+), line \d+,/.exec(spoken)?.[1] ?? []))];
}

/** How many results the view tells. */
function countIn(message: string): number {
  return Number(/(\d+) results? in /.exec(message)?.[1] ?? 0);
}

function lineOf({ page }: Workbench, label: string): Locator {
  return page.locator('.quick-input-widget .monaco-list-row').filter({ has: page.getByText(label, { exact: true }) }).first();
}

async function openPicker(workbench: Workbench, command: 'Filter…' | 'Scope…', line: string): Promise<void> {
  await workbench.runCommand(`Semantic Search: ${command}`);
  await lineOf(workbench, line).waitFor();
}

async function chooseScope(workbench: Workbench, label: string): Promise<void> {
  await openPicker(workbench, 'Scope…', 'Open Editors');
  await lineOf(workbench, label).click();
}

describe('filters and scopes', () => {
  let window: TestWindow;
  let workbench: Workbench;
  let folder: string;

  before(async () => {
    // The Explorer would scroll to the open file, and a folder out of sight.
    window = await openTestWindow({ opens: 'library', settings: { 'explorer.autoReveal': false } });
    workbench = window.workbench;
    folder = path.join(window.root, sources.library);
    for (const [name, text] of Object.entries(more)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
  });
  after(() => window.dispose());

  it('a language that is picked stands in the question, and only its files are left', async () => {
    await workbench.search(question);
    await workbench.settled(question);
    assert.ok(filesOf(await workbench.rows()).length > 1);
    await openPicker(workbench, 'Filter…', 'python');
    await workbench.screenshot('filter');
    await lineOf(workbench, 'python').click();
    await workbench.input.press('Enter');
    await workbench.settled(`${question} lang:python`);
    assert.deepEqual(filesOf(await workbench.rows()), ['tools/mel.py']);
  });

  it('what is on is switched on in the picker, and can be switched off', async () => {
    await openPicker(workbench, 'Filter…', 'python');
    assert.equal(await lineOf(workbench, 'python').getByRole('checkbox').isChecked(), true);
    assert.equal(await lineOf(workbench, 'javascript').getByRole('checkbox').isChecked(), false, 'other languages are offered, too');
    await workbench.screenshot('filter-on');
    await lineOf(workbench, 'python').click();
    await lineOf(workbench, 'Tests').click();
    await lineOf(workbench, 'Without tests').click();
    await workbench.waitUntil('the opposite is switched off', () => lineOf(workbench, 'Tests').getByRole('checkbox').isChecked(), (isOn) => !isOn);
    await workbench.input.press('Enter');
    await workbench.settled(`${question} -kind:test`);
    const files = filesOf(await workbench.rows());
    assert.ok(files.includes('tools/mel.py') && files.includes('src/utils/audio.js') && !files.includes('tests/audio.test.js'), files.join());
  });

  it('the least relevance leaves rows out of what was found', async () => {
    const all = countIn(await workbench.message());
    await openPicker(workbench, 'Filter…', 'At least 50%');
    await lineOf(workbench, 'At least 50%').click();
    await workbench.input.press('Enter');
    await workbench.waitUntil('there are fewer results', async () => countIn(await workbench.message()), (count) => count > 0 && count < all);
    await workbench.waitUntil('none is below', () => workbench.results(), (rows) => rows.length > 0 && rows.every(({ spoken }) => /relevance >?(?:[5-9]\d|100)%/.test(spoken)));
    await openPicker(workbench, 'Filter…', 'At least 50%');
    await lineOf(workbench, 'At least 50%').click();
    await workbench.input.press('Enter');
    await workbench.waitUntil('all results are back', async () => countIn(await workbench.message()), (count) => count === all);
  });

  it('the scope of open editors finds nothing else, and the view names it', async () => {
    await workbench.openFile('audio.js');
    await chooseScope(workbench, 'Open Editors');
    const message = await workbench.waitUntil('the scope is named', () => workbench.message(), (text) => text.includes(' · in open editors · code-reranker'));
    assert.match(message, / in 1 file for /);
    await workbench.waitUntil('its file alone is there', async () => filesOf(await workbench.rows()).join(), (files) => files === 'src/utils/audio.js');
    await workbench.screenshot('scope-open-editors');
  });

  it('a scope that git cannot tell is explained', async () => {
    await chooseScope(workbench, 'Changed Since Main Branch');
    await workbench.waitUntil('the view says why', () => workbench.message(), (text) => text.includes('not a git repository'));
    await workbench.screenshot('scope-no-repository');
  });

  it('what changed since the main branch is found, and where nothing has, the view says so', async () => {
    const git = (...args: string[]) => promisify(execFile)('git', ['-c', 'user.email=me@example.com', '-c', 'user.name=Me', ...args], { cwd: folder });
    await git('init', '--initial-branch=main');
    await git('add', '-A');
    await git('commit', '-m', 'all');
    await workbench.runCommand('Semantic Search: Search Again');
    await workbench.waitUntil('the view says so', () => workbench.message(), (text) => text.includes('Nothing has changed since the main branch'));
    await workbench.screenshot('scope-nothing-changed');
    await writeFile(path.join(folder, 'tools/new.py'), more['tools/mel.py']);
    await workbench.runCommand('Semantic Search: Search Again');
    await workbench.waitUntil('the new file is found', () => workbench.message(), (text) => text.includes(' · in changed files · code-reranker'));
    await workbench.waitUntil('it alone is there', async () => filesOf(await workbench.rows()).join(), (files) => files === 'tools/new.py');
  });

  it('the scope is kept for the next question, and tests are left out or not', async () => {
    await chooseScope(workbench, 'With Tests');
    await workbench.settled(question);
    await workbench.runCommand('Semantic Search');
    await workbench.page.locator('.quick-input-titlebar').getByText('Semantic Search in changed files').waitFor();
    await workbench.page.keyboard.press('Escape');
    await openPicker(workbench, 'Scope…', 'Without Tests');
    await workbench.screenshot('scope');
    await lineOf(workbench, 'Workspace').click();
    await workbench.waitUntil('more than the changed files is found', async () => filesOf(await workbench.rows()), (files) => files.includes('src/utils/audio.js'));
    assert.doesNotMatch(await workbench.settled(question), /-kind:test/);
  });

  it('a folder of the Explorer is searched from its menu', async () => {
    const { page } = workbench;
    await workbench.waitUntil('the Explorer is there', async () => {
      await workbench.runCommand('Explorer: Focus on Folders View');
      await page.locator('.explorer-folders-view').getByRole('treeitem', { name: 'tools' }).waitFor({ timeout: 3000 });
      return true;
    }, Boolean);
    await openMenu(workbench, page.locator('.explorer-folders-view').getByRole('treeitem', { name: 'tools' }), 'Semantic Search in This Folder');
    await workbench.screenshot('scope-explorer');
    await chooseFromMenu(workbench, 'Semantic Search in This Folder');
    await page.locator('.quick-input-titlebar').getByText('Semantic Search in tools').waitFor();
    await workbench.input.fill(question);
    await workbench.input.press('Enter');
    await workbench.waitUntil('the folder is named', () => workbench.message(), (text) => text.includes(' · in tools · code-reranker'));
    await workbench.waitUntil('nothing else is there', async () => filesOf(await workbench.rows()), (files) => files.length > 0 && files.every((file) => file.startsWith('tools/')));
    await workbench.screenshot('scope-folder');
  });
});

describe('a window that is not trusted', () => {
  it('does not ask git, says so, and searches wherever else', async (t) => {
    const window = await openTestWindow({ opens: 'library', asksForTrust: true });
    t.after(() => window.dispose());
    const { workbench } = window;
    await workbench.page.getByText('Restricted Mode', { exact: true }).waitFor();
    await workbench.search(question);
    await workbench.settled(question);
    await chooseScope(workbench, 'My Recent Commits');
    await workbench.waitUntil('the view says why', () => workbench.message(), (text) => text.includes('This window is not trusted'));
    await workbench.screenshot('scope-untrusted');
    await chooseScope(workbench, 'Workspace');
    await workbench.settled(question);
  });
});
