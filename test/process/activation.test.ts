import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { activated, bundle } from './activatedExtension.ts';

/** What activation needs: ids, settings, registrations, and what the MCP server is started with. */
const needed = `
  extension wiring/agentServerParts wiring/modelCache wiring/onDemand wiring/once
  vscode/agentContributions vscode/agentServer vscode/agentServerArguments vscode/contributions vscode/excludedGlobs vscode/keptPins vscode/lateTree
  vscode/log vscode/modelConsent vscode/newerEditor vscode/registerAgentTool vscode/registerCommands vscode/searchScope vscode/settings
  engine/errors engine/modelCatalogue engine/options node/modelFolders
`.trim().split(/\s+/).map((name) => `src/${name}.ts`);
/** Loaded for whatever asks first, and for commands that few use. */
const main = /^extension\/mainParts-/;
const seldom = /^extension\/seldomParts-/;
const some = (files: readonly string[], pattern: RegExp): boolean => files.some((file) => pattern.test(file));

describe('the extension, once activated', () => {
  it('has registered all, and has loaded nothing that searches, shows results or fetches models', async () => {
    const { files, registered } = await activated();
    assert.ok(registered.commands.length > 40);
    assert.deepEqual([registered.views.length, registered.tools.length, registered.servers.length], [3, 1, 1]);
    assert.ok(!some(files, main) && !some(files, seldom), files.join(' '));
    const { modules } = await bundle();
    assert.deepEqual(files.flatMap((file) => modules.get(file) ?? []).toSorted(), needed.toSorted());
  });

  it('answers for the MCP server and an empty view without loading more', async () => {
    const { steps } = await activated('servers', 'view:semanticSearch.results');
    assert.deepEqual(steps.map(({ answer, files }) => ({ answer, files })), [{ answer: [], files: [] }, { answer: [], files: [] }]);
  });

  it('loads what searches with the first command, and what looks after models with the first that needs it', async () => {
    const { steps } = await activated('semanticSearch.cancel', 'semanticSearch.clear', 'semanticSearch.setHubToken', 'semanticSearch.setHubToken');
    assert.deepEqual(steps.map(({ files }) => [some(files, main), some(files, seldom), files.length > 0]), [[true, false, true], [false, false, false], [false, true, true], [false, false, false]]);
  });

  it('loads what searches when the examples come into sight, and shows some', async () => {
    const [examples] = (await activated('view:semanticSearch.examples')).steps;
    assert.ok(some(examples?.files ?? [], main));
    assert.ok((examples?.answer ?? []).length > 0);
  });

  it('loads what searches for the tool of the chat', async () => {
    assert.ok(some((await activated('tool')).steps[0]?.files ?? [], main));
  });

  it('follows pins from the start, where there are any', async () => {
    assert.ok(some((await activated({ PINS: '1' })).files, main));
  });

  for (const steps of [['dispose'], ['semanticSearch.cancel', 'dispose'], ['semanticSearch.cancel+dispose']]) {
    it(`leaves nothing behind: ${steps.join(', ')}`, async () => {
      const { registered, listeners } = await activated(...steps);
      assert.deepEqual(registered, { commands: [], views: [], tools: [], servers: [] });
      assert.equal(listeners, 0);
    });
  }
});

describe('the files of the extension', () => {
  it('hold each module once', async () => {
    const { modules } = await bundle();
    const all = [...modules.values()].flat();
    assert.ok(all.length > 100);
    assert.deepEqual(all.filter((module, index) => all.indexOf(module) !== index), []);
  });
});
