import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { TestWindow } from './testWindow.ts';
import { openTestWindow } from './testWindow.ts';
import { artifactFolder } from './workbench.ts';

const reportFile = path.join(artifactFolder, 'activation-report.json');

/** Windows that are opened one after the other, each with an extension host of its own. */
const WINDOWS = 5;

interface Activation {
  readonly wasActive: boolean;
  /** Reading, compiling and running the code, and activate(). */
  readonly ms: number;
  /** By which the memory of the extension host grew. */
  readonly megabytes: number;
}

describe('a window that nobody has searched in', () => {
  let window: TestWindow;

  before(async () => {
    await mkdir(artifactFolder, { recursive: true });
    window = await openTestWindow({ opens: 'library', extensionFolders: [path.join(import.meta.dirname, 'fixtures/activationProbe')], environment: { ACTIVATION_REPORT: reportFile } });
  });
  after(() => window.dispose());

  const activate = async (): Promise<Activation> => {
    const { workbench } = window;
    await workbench.page.reload();
    await workbench.page.locator('.part.activitybar .action-item').first().waitFor();
    // Other extensions start with the window; they are not what is measured.
    await workbench.page.getByText('Activating Extensions').waitFor({ state: 'hidden' });
    await rm(reportFile, { force: true });
    await workbench.runCommand('Activation Probe: Measure');
    return workbench.waitUntil('the report is written', async () => JSON.parse(await readFile(reportFile, 'utf8')) as Activation, ({ ms }) => ms > 0);
  };

  it('has not started the extension, and starts it when asked: the times are written down', async (t) => {
    const activations: Activation[] = [];
    for (let count = 0; count < WINDOWS; count++) activations.push(await activate());
    await writeFile(path.join(artifactFolder, 'activation.json'), JSON.stringify(activations, undefined, 2));
    t.diagnostic(JSON.stringify(activations));
    assert.deepEqual(activations.filter(({ wasActive }) => wasActive), []);
  });
});
