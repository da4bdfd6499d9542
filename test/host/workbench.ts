import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, Locator, Page } from 'playwright-core';
import { chromiumPath } from './chromium.ts';
import { quietSettings } from './codeServer.ts';

/** What a slow machine needs for one thing to appear. */
const patienceMs = 60_000;

/** In the input box of a question, and in no other. */
const questionPlaceholder = /Ask in plain words/;

/** Pictures of every run: kept for people, never compared. */
export const artifactFolder = path.join(import.meta.dirname, 'artifacts');

/** A row of the results view, as it is read on the screen and by a screen reader. */
export interface VisibleRow {
  readonly label: string;
  readonly description: string;
  readonly spoken: string;
  /** 1 for the outermost rows. */
  readonly level: number;
  readonly isSelected: boolean;
}

/** One look of the view: its message and the texts beside the labels of its rows. */
export interface ViewChange {
  readonly message: string;
  readonly descriptions: readonly string[];
}

/** Where the cursor of the active editor stands and how much is selected. */
export interface EditorState {
  readonly file: string;
  /** 1-based line of the cursor. */
  readonly line: number;
  readonly selectedCharacters: number;
}

/** One VS Code window in a browser, driven as a person would: by keys, clicks and looking. */
export interface Workbench {
  readonly page: Page;
  /** Runs a command of the palette by its full title, such as `Semantic Search: Refresh`. */
  runCommand(title: string): Promise<void>;
  /** Runs Semantic Search, types the query and presses Enter. */
  search(query: string): Promise<void>;
  /** The input box that is open. */
  readonly input: Locator;
  /** The results view: title, message, rows. */
  readonly view: Locator;
  /** Rows of the results view that are on the screen, from top to bottom. */
  rows(): Promise<VisibleRow[]>;
  /** Of these, the rows that stand for a result: not those of files, nor the one that offers more. */
  results(): Promise<VisibleRow[]>;
  /** Rows of the view as elements, to click. */
  readonly rowElements: Locator;
  /** Sentence above the rows; empty where there is none. */
  message(): Promise<string>;
  /** Text that stands where there are no rows. */
  welcome(): Promise<string>;
  /** Title of the view with the text beside it. */
  title(): Promise<string>;
  /** Waits until the search for this question has ended with results. @returns the message of the view */
  settled(query: string): Promise<string>;
  /** Starts to note what the view shows, change by change. @returns a function that gives what was noted */
  recordChanges(): Promise<() => Promise<readonly ViewChange[]>>;
  /** Texts of the notifications on the screen. */
  notifications(): Promise<string[]>;
  /** File of the active editor and its selection, read off the tab and the status bar. */
  editor(): Promise<EditorState>;
  /** Replaces the user settings in their editor, as a person would; the window follows at once. */
  changeSettings(settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** Opens a file by its path in the folder. */
  openFile(file: string): Promise<void>;
  /** Asks again and again until `look` gives what `isRight` wants. @throws after a while, with what was seen last */
  waitUntil<T>(what: string, look: () => Promise<T>, isRight: (seen: T) => boolean): Promise<T>;
  /** Writes a picture of the window into the artifact folder. @returns its path */
  screenshot(name: string): Promise<string>;
  dispose(): Promise<void>;
}

/**
 * Opens an address of code-server in a browser window of its own and waits until VS Code can be used.
 * @param title of the extension, as the window's language has it
 */
export async function openWorkbench(address: string, title = 'Semantic Search'): Promise<Workbench> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.setDefaultTimeout(patienceMs);
    await page.goto(address);
    await page.locator('.part.activitybar .action-item').first().waitFor();
    await page.locator(`.activitybar [aria-label^=${JSON.stringify(title)}]`).first().waitFor();
    return driverOf(browser, page);
  } catch (error) {
    await browser.close();
    throw error;
  }
}

async function launchBrowser(): Promise<Browser> {
  const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({ executablePath: await chromiumPath(), args: ['--no-sandbox', '--disable-gpu', ...quiet] });
}

function driverOf(browser: Browser, page: Page): Workbench {
  const palette = page.locator('.quick-input-widget');
  const input = palette.locator('.quick-input-box input');
  const view = page.locator('.part.sidebar');
  const rowElements = view.locator('.tree-explorer-viewlet-tree-view .monaco-list-row');

  const message = async (): Promise<string> => ((await view.locator('.message').first().textContent()) ?? '').trim();
  const runCommand = async (title: string): Promise<void> => {
    // A row says its title, and after a comma its keys or why it is listed.
    const entry = palette.locator(`.monaco-list-row:is([aria-label=${JSON.stringify(title)}], [aria-label^=${JSON.stringify(`${title}, `)}])`);
    // A view that takes the focus closes the palette, and commands of an extension come a moment after the window: try again.
    await waitUntil(`"${title}" is in the palette`, async () => {
      await page.keyboard.press('F1');
      await input.fill(`>${title}`, { timeout: 1000 });
      await entry.first().click({ timeout: 3000 });
      return true;
    }, Boolean);
  };
  return {
    page,
    input,
    view,
    rowElements,
    runCommand,
    search: async (query) => {
      await runCommand('Semantic Search');
      await page.getByPlaceholder(questionPlaceholder).waitFor();
      await input.fill(query);
      await input.press('Enter');
    },
    rows: async () => page.evaluate<VisibleRow[]>(readRows),
    results: async () => (await page.evaluate<VisibleRow[]>(readRows)).filter(({ spoken }) => spoken.includes(', rank ')),
    message,
    settled: async (query) => settled(page, message, query),
    recordChanges: async () => recordChanges(page),
    welcome: async () => (await view.locator('.welcome-view-content').allInnerTexts()).join('\n'),
    title: async () => (await view.locator('.composite.title .title-label').innerText()).replaceAll(/\s+/g, ' ').trim(),
    notifications: async () => page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts(),
    editor: async () => editorState(page),
    changeSettings: async (settings) => {
      await runCommand('Preferences: Open User Settings (JSON)');
      await replaceOpenSettings(page, settings);
    },
    openFile: async (file) => {
      await page.keyboard.press('Control+P');
      await input.fill(file);
      await palette.locator('.monaco-list-row').filter({ hasText: path.basename(file) }).first().click();
      await page.locator(`.tab.active[data-resource-name="${path.basename(file)}"]`).waitFor();
    },
    waitUntil,
    screenshot: async (name) => {
      await mkdir(artifactFolder, { recursive: true });
      const file = path.join(artifactFolder, `${name}.png`);
      await page.screenshot({ path: file });
      return file;
    },
    dispose: async () => browser.close(),
  };
}

/** Runs in the page, so that all rows are of one moment. The list keeps its elements in the order of their making. */
const readRows = `
  [...document.querySelectorAll('.part.sidebar .tree-explorer-viewlet-tree-view .monaco-list-row')]
    .sort((a, b) => Number(a.dataset.index) - Number(b.dataset.index))
    .map((row) => ({
      label: row.querySelector('.label-name')?.textContent ?? '',
      description: [...row.querySelectorAll('.label-description')].map((element) => element.textContent).join(' '),
      spoken: row.getAttribute('aria-label') ?? '',
      level: Number(row.getAttribute('aria-level')),
      isSelected: row.getAttribute('aria-selected') === 'true',
    }))
`;

/** Runs in the page, on every change of the side bar: a look every so often would miss the short ones. */
const recorder = `
  window.viewChanges = [];
  const look = () => {
    const view = document.querySelector('.part.sidebar .tree-explorer-viewlet-tree-view');
    if (!view) return;
    const message = view.querySelector('.message')?.textContent ?? '';
    const descriptions = [...view.querySelectorAll('.monaco-list-row .label-description')].map((element) => element.textContent);
    const change = JSON.stringify({ message, descriptions });
    if (window.viewChanges.at(-1) !== change) window.viewChanges.push(change);
  };
  new MutationObserver(look).observe(document.querySelector('.part.sidebar'), { subtree: true, childList: true, characterData: true });
  look();
`;

async function recordChanges(page: Page): Promise<() => Promise<readonly ViewChange[]>> {
  await page.evaluate(recorder);
  return async () => {
    const changes = await page.evaluate<string[]>('window.viewChanges');
    return changes.map((change) => JSON.parse(change) as ViewChange);
  };
}

async function replaceOpenSettings(page: Page, settings: Readonly<Record<string, unknown>>): Promise<void> {
  await page.locator('.tab.active[data-resource-name="settings.json"]').waitFor();
  await page.locator('.editor-group-container.active .monaco-editor').first().click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(JSON.stringify({ ...quietSettings, ...settings }));
  await page.keyboard.press('Control+S');
  await page.locator('.tab.active:not(.dirty)[data-resource-name="settings.json"]').waitFor();
  await page.keyboard.press('Control+F4');
}

const hasScores = (rows: readonly VisibleRow[]): boolean => rows.length > 0 && rows.every(({ description }) => !description.startsWith('…'));

/** Longer than the editor holds changes of a view back. */
const DRAWING_MS = 300;

/** The rows, and those a moment later. */
async function rowsTwice(page: Page): Promise<[VisibleRow[], VisibleRow[]]> {
  const before = await page.evaluate<VisibleRow[]>(readRows);
  await page.waitForTimeout(DRAWING_MS);
  return [before, await page.evaluate<VisibleRow[]>(readRows)];
}

/** @param message reads the message of the view */
async function settled(page: Page, message: () => Promise<string>, query: string): Promise<string> {
  const isFinal = (text: string): boolean => text.includes(`“${query}”`) && /(?:^|\. )\d+ results? in .* · \d\S* m?s\b/.test(text);
  const last = await waitUntil('the search has ended', message, isFinal);
  // The editor draws the message and the rows apart: those of the search before may still stand there.
  await waitUntil('the rows have come to rest, and none waits for its score', () => rowsTwice(page), ([before, now]) => hasScores(now) && JSON.stringify(before) === JSON.stringify(now));
  return last;
}

async function editorState(page: Page): Promise<EditorState> {
  const file = (await page.locator('.editor-group-container.active .tab.active').getAttribute('data-resource-name')) ?? '';
  const status = await page.locator('#status\\.editor\\.selection').innerText();
  const place = /Ln (\d+), Col \d+(?: \((\d+) selected\))?/.exec(status);
  return { file, line: Number(place?.[1] ?? 0), selectedCharacters: Number(place?.[2] ?? 0) };
}

async function waitUntil<T>(what: string, look: () => Promise<T>, isRight: (seen: T) => boolean): Promise<T> {
  const until = Date.now() + patienceMs;
  let seen: T | undefined;
  let problem: unknown;
  while (Date.now() < until) {
    try {
      seen = await look();
      if (isRight(seen)) return seen;
    } catch (error) {
      // The element was replaced while it was read: look again.
      problem = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Waited in vain until ${what}; last seen: ${JSON.stringify(seen)}`, { cause: problem });
}
