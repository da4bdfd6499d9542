import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { TestWindow } from './testWindow.ts';
import { openTestWindow, sources } from './testWindow.ts';
import { artifactFolder } from './workbench.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const reportFile = path.join(artifactFolder, 'event-loop-report.json');

/** Packages that make the searched tree large: some 600,000 lines. */
const packages = ['playwright-core', '@types', '@huggingface', 'fast-check', 'typescript', '@vscode', 'zod'];

/**
 * How late a timer of the extension host came, whoever held it up (`p50`, `p99`, `max`, in ms), the share of time that
 * its loop was busy, and the longest time that code of this extension ran without a pause (`longestOwn`, in ms).
 */
interface Delays {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly utilization: number;
  readonly longestOwn: number;
}

describe('the extension host', () => {
  let window: TestWindow;

  before(async () => {
    await mkdir(artifactFolder, { recursive: true });
    window = await openTestWindow({
      opens: 'library',
      extensionFolders: [path.join(import.meta.dirname, 'fixtures/eventLoopProbe')],
      environment: { EVENT_LOOP_REPORT: reportFile },
      settings: { 'files.watcherExclude': { '**': true } },
    });
    for (const name of packages) {
      await cp(path.join(repository, 'node_modules', name), path.join(window.root, sources.library, 'packages', name), { recursive: true, dereference: true });
    }
  });
  after(() => window.dispose());

  const delaysDuring = async (phase: string, work: () => Promise<unknown>): Promise<Delays> => {
    await window.workbench.runCommand('Event Loop Probe: Start');
    await work();
    await window.workbench.runCommand('Event Loop Probe: Stop');
    const read = async (): Promise<Delays> => JSON.parse(await readFile(reportFile, 'utf8')) as Delays;
    const delays = await window.workbench.waitUntil('the report is written', read, ({ max }) => max > 0);
    await rename(`${reportFile}.cpuprofile`, path.join(artifactFolder, `event-loop-${phase}.cpuprofile`));
    await rm(reportFile);
    return delays;
  };

  it('answers while a large tree is searched: the delays are written down', async (t) => {
    const { workbench } = window;
    const search = async (question: string): Promise<string> => {
      await workbench.search(question);
      return workbench.settled(question);
    };
    // Other extensions start with the window; they are not what is measured.
    await workbench.page.getByText('Activating Extensions').waitFor({ state: 'hidden' });
    const idle = await delaysDuring('idle', () => workbench.page.waitForTimeout(3000));
    const cold = await delaysDuring('cold', () => search('where is a failed request retried'));
    const warm = await delaysDuring('warm', () => search('how are glob patterns turned into regular expressions'));
    const report = { unit: 'ms', idle, cold, warm };
    await writeFile(path.join(artifactFolder, 'event-loop.json'), JSON.stringify(report, undefined, 2));
    t.diagnostic(JSON.stringify(report));
    await workbench.screenshot('large-tree');
    assert.ok((await workbench.rows()).length > 0);
  });
});
