import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { parseArguments } from '../../../src/cli/arguments.ts';
import { searchTool } from '../../../src/engine/agentTools.ts';
import { SearchError } from '../../../src/engine/errors.ts';
import type { SearchUpdate } from '../../../src/engine/types.ts';
import { agentServerProviderId, agentToolName } from '../../../src/vscode/agentContributions.ts';
import { type AgentSearchInput, type AgentSearchPorts, answerAgent } from '../../../src/vscode/agentSearch.ts';
import { agentServerArguments } from '../../../src/vscode/agentServerArguments.ts';
import { english, sampleResult, sampleUpdate } from './samples.ts';

interface Contributed {
  readonly languageModelTools: readonly { readonly name: string; readonly toolReferenceName: string; readonly modelDescription: string; readonly inputSchema: unknown }[];
  readonly mcpServerDefinitionProviders: readonly { readonly id: string }[];
}

const root = new URL('../../../', import.meta.url);
const { contributes } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as { contributes: Contributed };
const signal = new AbortController().signal;

function portsOf(update: SearchUpdate, folders = ['/code'], onRun: (input: AgentSearchInput) => void = () => undefined): AgentSearchPorts {
  async function* run(input: AgentSearchInput) {
    onRun(input);
    yield { ...update, stage: 'text' as const, results: [] };
    yield update;
  }
  return { run, folders: () => folders, absolute: (folder, path) => `${folder}/${path}` };
}

describe('the tool for the models of the chat', () => {
  it('is contributed as the code registers it, with the arguments that the code takes', () => {
    const [tool, ...others] = contributes.languageModelTools;
    assert.deepEqual([others.length, tool?.name, tool?.modelDescription], [0, agentToolName, searchTool.description]);
    assert.deepEqual(tool?.inputSchema, searchTool.inputSchema);
    assert.match(agentToolName, /^(?!copilot_|vscode_)[\w-]+$/);
  });

  it('answers with the last state of the search, in paths that the model can name', async () => {
    const update = sampleUpdate({ results: [sampleResult({ relevance: 0.5 })] });
    assert.match(await answerAgent({ query: 'retry' }, undefined, portsOf(update), english, signal), /\nPaths are relative to \/code\.\n\nsrc\/retry\.ts:10-12 {2}retry {2}50%\n/);
    assert.match(await answerAgent({ query: 'retry' }, undefined, portsOf(update, ['/code', '/other']), english, signal), /\n\n\/code\/src\/retry\.ts:10-12 /);
  });

  it('searches with the arguments as they are meant', async () => {
    let asked: AgentSearchInput | undefined;
    await answerAgent({ query: 'retry', include: ['src/**'] }, undefined, portsOf(sampleUpdate(), ['/code'], (input) => (asked = input)), english, signal);
    assert.deepEqual([asked?.query, asked?.maxResults, asked?.include, asked?.exclude], ['retry', 10, ['src/**'], undefined]);
    await assert.rejects(answerAgent({ quer: 'retry' }, undefined, portsOf(sampleUpdate()), english, signal), /There is no argument "quer"/);
  });

  it('keeps to the room that the model has', async () => {
    const results = Array.from({ length: 10 }, (_, at) => sampleResult({ startLine: 1, endLine: 60, relevance: 0.9, path: `src/${at}.ts`, text: 'const value = compute();\n'.repeat(60) }));
    const text = await answerAgent({ query: 'retry' }, 500, portsOf(sampleUpdate({ results })), english, signal);
    assert.ok(text.length > 1000 && text.length <= 1500, String(text.length));
  });

  it('says when the model of this machine could not run', async () => {
    const text = await answerAgent({ query: 'retry' }, undefined, portsOf(sampleUpdate({ fallback: new SearchError('modelCrashed', 'x') })), english, signal);
    assert.match(text, /In text order, without relevance: The model stopped twice/);
  });
});

describe('the server that the editor is offered', () => {
  const scope = { folders: [{ path: '/code' }, { path: '/-odd' }], include: ['src/**'], exclude: ['**/.git', '--json'], useIgnoreFiles: false, overlays: new Map() };
  const settings = { order: 'reranked', candidateLimit: 50, expandQuery: false, model: 'BAAI/bge-reranker-base', device: 'cpu', precision: 'q8', cudaFolder: '' } as const;

  it('is contributed under the id that the code registers', () => {
    assert.deepEqual(contributes.mcpServerDefinitionProviders.map(({ id }) => id), [agentServerProviderId]);
  });

  it('starts with arguments that the command line takes as the settings mean them', () => {
    const given = parseArguments(agentServerArguments(settings, scope, '/cache'));
    assert.deepEqual([given.command, given.positionals], ['mcp', ['/code', '/-odd']]);
    assert.deepEqual([given.order, given.candidates, given.model, given.device, given.precision, given.cacheFolder, given.cudaFolder], ['reranked', 50, 'BAAI/bge-reranker-base', 'cpu', 'q8', '/cache', '']);
    assert.deepEqual([given.include, given.exclude, given.noIgnore, given.noExpansions, given.json, given.endpoint], [['src/**'], ['**/.git', '--json'], true, true, false, '']);
  });
});
