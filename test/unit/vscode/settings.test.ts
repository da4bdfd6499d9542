import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultSearchOptions } from '../../../src/engine/options.ts';
import { type Configuration, effectOf, modelSettingsOf, searchOptionsOf, type SettingName, SettingsReader } from '../../../src/vscode/settings.ts';

interface Fake {
  readonly configuration: Configuration;
  readonly written: unknown[][];
  readonly change: (...ids: string[]) => void;
}

function fakeConfiguration(values: Readonly<Record<string, unknown>>, inWorkspace: readonly string[] = []): Fake {
  const written: unknown[][] = [];
  const listeners = new Set<(event: { affectsConfiguration(id: string): boolean }) => void>();
  const configuration: Configuration = {
    getConfiguration: () => ({
      get: (name: string) => values[name] as never,
      update: (...change: unknown[]) => Promise.resolve(void written.push(change)),
      inspect: (key: string) => ({ key, ...(inWorkspace.includes(key) && { workspaceValue: values[key] as never }) }),
    }),
    onDidChangeConfiguration: (listener) => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  };
  const change = (...ids: string[]): void => listeners.forEach((listener) => listener({ affectsConfiguration: (id) => ids.includes(id) }));
  return { configuration, written, change };
}

describe('settings', () => {
  it('without any value search as the engine does by default', () => {
    const settings = new SettingsReader(fakeConfiguration({}).configuration).read();
    assert.deepEqual(searchOptionsOf(settings), defaultSearchOptions);
  });

  it('outside their range are brought to its nearest end', () => {
    const settings = new SettingsReader(fakeConfiguration({ candidateLimit: 1e9, resultLimit: -5, minimumRelevance: 2, snippetLines: 20.4 }).configuration).read();
    assert.deepEqual([settings.candidateLimit, settings.resultLimit, settings.minimumRelevance, settings.snippetLines], [500, 1, 1, 20]);
  });

  it('of a wrong type are replaced by the default', () => {
    const settings = new SettingsReader(fakeConfiguration({ device: 'gpu', candidateLimit: '30', useIgnoreFiles: 'no', include: 'src', model: ' ', exclude: ['a', 3, ''] }).configuration).read();
    assert.deepEqual([settings.device, settings.candidateLimit, settings.useIgnoreFiles, settings.include, settings.model], ['auto', 30, true, [], 'code-reranker']);
    assert.deepEqual(settings.exclude, ['a']);
  });

  it('give the idle time-out to the model process in milliseconds', () => {
    const settings = new SettingsReader(fakeConfiguration({ idleTimeoutMinutes: 2, device: 'cpu' }).configuration).read();
    assert.deepEqual(modelSettingsOf(settings), { model: 'code-reranker', device: 'cpu', precision: 'auto', cudaFolder: '', idleMs: 120_000 });
  });

  it('are written where their value comes from, so that the change is seen', async () => {
    const user = fakeConfiguration({ view: 'tree' });
    await new SettingsReader(user.configuration).write('view', 'list');
    const workspace = fakeConfiguration({ view: 'tree' }, ['view']);
    await new SettingsReader(workspace.configuration).write('view', 'list');
    assert.deepEqual([user.written, workspace.written], [[['view', 'list', true]], [['view', 'list', false]]]);
  });

  it('tell which of them changed, and nothing about others', () => {
    const { configuration, change } = fakeConfiguration({});
    const heard: SettingName[][] = [];
    new SettingsReader(configuration).onDidChange((changed) => heard.push([...changed]));
    change('editor.fontSize');
    change('semanticSearch.device', 'semanticSearch.view');
    assert.deepEqual(heard, [['view', 'device']]);
  });

  it('search again only where the answer may differ', () => {
    assert.equal(effectOf(new Set<SettingName>(['view', 'idleTimeoutMinutes'])), 'nothing');
    assert.equal(effectOf(new Set<SettingName>(['view', 'device'])), 'search');
    assert.equal(effectOf(new Set<SettingName>(['view', 'order'])), 'order');
  });
});
