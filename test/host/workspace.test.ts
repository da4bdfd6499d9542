import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TestWindow } from './testWindow.ts';
import { openTestWindow, sources } from './testWindow.ts';

describe('a workspace of two folders', () => {
  let window: TestWindow;

  before(async () => {
    window = await openTestWindow({ opens: 'workspace', settings: { 'semanticSearch.view': 'list' } });
  });
  after(() => window.dispose());

  it('is searched in both, and each row names its folder', async () => {
    const { workbench } = window;
    await workbench.search('load a model and its tokenizer');
    await workbench.settled('load a model and its tokenizer');
    await workbench.screenshot('two-folders');
    const spoken = (await workbench.rows()).map((row) => row.spoken).join('\n');
    for (const folder of Object.values(sources)) assert.ok(spoken.includes(`, ${folder}/src/`), `rows of ${folder}`);
  });
});
