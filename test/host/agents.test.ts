import assert from 'node:assert/strict';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { TestWindow } from './testWindow.ts';
import { openTestWindow } from './testWindow.ts';
import { artifactFolder } from './workbench.ts';

const reportFile = path.join(artifactFolder, 'agent-report.json');

interface Report {
  readonly description: string;
  readonly text: string;
  readonly error: string;
}

describe('an agent in the editor', () => {
  let window: TestWindow;

  before(async () => {
    await mkdir(artifactFolder, { recursive: true });
    window = await openTestWindow({
      opens: 'project',
      extensionFolders: [path.join(import.meta.dirname, 'fixtures/agentProbe')],
      environment: { AGENT_REPORT: reportFile },
      settings: { 'chat.disableAIFeatures': false },
    });
  });
  after(() => window.dispose());

  /** Runs a command of the probe, agrees to what the editor asks, and waits for the answer. */
  const ask = async (command: string): Promise<Report> => {
    const { workbench } = window;
    await rm(reportFile, { force: true });
    await workbench.runCommand(command);
    const read = async (): Promise<Report | undefined> => {
      const button = workbench.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Yes' });
      if (await button.isVisible()) {
        await workbench.screenshot('agent-confirmation');
        await button.click();
      }
      return readFile(reportFile, 'utf8').then((text) => JSON.parse(text) as Report, () => undefined);
    };
    return (await workbench.waitUntil('the answer is written', read, (report) => report !== undefined)) ?? { description: '', text: '', error: 'none' };
  };

  it('finds the tool and gets pieces of code from it, without a view being opened', async () => {
    const { description, text, error } = await ask('Agent Probe: Ask');
    assert.equal(error, '');
    assert.match(description, /answer a question in plain words/);
    assert.match(text, /^3 results, best first\.[^\n]*\nPaths are relative to .*semantic-search\.\n\nsrc\/node\/fileDownload\.ts:\d+-\d+ {2}\w+ {2}\d+%\n\d+\t/);
  });

  it('is told in a sentence what is wrong with its arguments', async () => {
    const { text, error } = await ask('Agent Probe: Ask Wrongly');
    assert.equal(text, '');
    assert.match(error, /There is no argument "question"/);
  });

  it('is offered the server of the extension', async () => {
    const { workbench } = window;
    await workbench.runCommand('MCP: List Servers');
    const entries = workbench.page.locator('.quick-input-list .monaco-list-row');
    await workbench.waitUntil('the server is listed', () => entries.allInnerTexts(), (texts) => texts.some((text) => text.includes('Semantic Search')));
    await workbench.screenshot('agent-server');
  });
});
