import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { TestWindow } from './testWindow.ts';
import type { Workbench } from './workbench.ts';
import { openTestWindow } from './testWindow.ts';
import { artifactFolder } from './workbench.ts';

const reportFile = path.join(artifactFolder, 'activation.json');

interface Activation {
  readonly wasActive: boolean;
  /** Reading, compiling and running the code, and activate(). */
  readonly ms: number;
  /** By which the memory of the extension host grew. */
  readonly megabytes: number;
}

interface Report extends Activation {
  /** The same of an extension that does nothing, in the same window before. */
  readonly oneLine: Activation;
  /** Of a command that does nothing, with the loading of what it would need. */
  readonly firstCommandMs: number;
}

/** What the editor itself says of an extension: code loaded and activate() called, in milliseconds, without what it does around that. */
async function toldByEditor(workbench: Workbench, names: readonly string[]): Promise<Record<string, number>> {
  // Rows outside of the window are not drawn.
  await workbench.page.setViewportSize({ width: 1200, height: 2400 });
  await workbench.runCommand('Developer: Show Running Extensions');
  const rows = await workbench.waitUntil('the extensions are listed', () => workbench.page.locator('.runtime-extensions-editor .extension').allInnerTexts(), (texts) => names.every((name) => texts.some((text) => text.startsWith(name))));
  return Object.fromEntries(names.map((name) => [name, Number(/Activation: (\d+)ms/.exec(rows.find((text) => text.startsWith(name)) ?? '')?.[1])]));
}

describe('a window that nobody has searched in', () => {
  let window: TestWindow;

  before(async () => {
    await mkdir(artifactFolder, { recursive: true });
    await rm(reportFile, { force: true });
    window = await openTestWindow({ opens: 'library', extensionFolders: ['activationProbe', 'oneLine'].map((name) => path.join(import.meta.dirname, 'fixtures', name)), environment: { ACTIVATION_REPORT: reportFile } });
  });
  after(() => window.dispose());

  it('has not started the extension, and starts it when asked: the time is written down', async (t) => {
    const { workbench } = window;
    // Other extensions start with the window; they are not what is measured.
    await workbench.page.getByText('Activating Extensions').waitFor({ state: 'hidden' });
    await workbench.runCommand('Activation Probe: Measure');
    const activation = await workbench.waitUntil('the report is written', async () => JSON.parse(await readFile(reportFile, 'utf8')) as Report, ({ ms }) => ms > 0);
    assert.deepEqual([activation.wasActive, activation.oneLine.wasActive], [false, false]);
    const editorMs = await toldByEditor(workbench, ['Semantic Search', 'One Line', 'Git', 'Emmet']);
    assert.ok(Object.values(editorMs).every((ms) => ms >= 0), JSON.stringify(editorMs));
    const report = JSON.stringify({ ...activation, editorMs });
    t.diagnostic(report);
    await writeFile(reportFile, report);
  });
});
