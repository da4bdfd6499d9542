import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Memento } from 'vscode';
import { ModelConsent } from '../../../src/vscode/modelConsent.ts';
import { type Settings, SettingsReader } from '../../../src/vscode/settings.ts';

const folder = '/home/user/repository/.models/theirs';
const nothing = { dispose: (): void => undefined };
const standard = new SettingsReader({ getConfiguration: () => ({ get: () => undefined, update: () => Promise.resolve(), inspect: () => undefined }) as never, onDidChangeConfiguration: () => nothing }).read();
const withModel = (model: string): Settings => ({ ...standard, model });

function memory(): Memento {
  const values = new Map<string, unknown>();
  const get = (key: string, other?: unknown): unknown => values.get(key) ?? other;
  return { get, update: async (key, value) => void values.set(key, value), keys: () => [...values.keys()] };
}

interface Window {
  readonly consent: ModelConsent;
  readonly asked: string[];
  readonly heard: string[];
}

function windowWith(kept: Memento, answer: boolean): Window {
  const asked: string[] = [];
  const heard: string[] = [];
  const ask = async (one: string): Promise<boolean> => {
    asked.push(one);
    return answer;
  };
  return { consent: new ModelConsent({ memory: kept, isImported: (one) => one.startsWith('/storage/imported/'), ask, onAllowed: () => heard.push('allowed') }), asked, heard };
}

describe('a model in a folder that a setting names', () => {
  it('is not loaded before the user has agreed: the model of the extension does the work', async () => {
    const { consent, asked, heard } = windowWith(memory(), true);
    assert.equal(consent.permitted(withModel(folder)).model, 'code-reranker');
    assert.deepEqual(asked, [], 'nothing is asked before a search');
    await consent.after(withModel(folder));
    assert.deepEqual([asked, heard, consent.permitted(withModel(folder)).model], [[folder], ['allowed'], folder]);
  });

  it('is asked about once, and the answer holds in other windows', async () => {
    const kept = memory();
    await windowWith(kept, true).consent.after(withModel(folder));
    const other = windowWith(kept, false);
    assert.equal(other.consent.permitted(withModel(folder)).model, folder);
    await other.consent.after(withModel(folder));
    assert.deepEqual(other.asked, []);
  });

  it('stays out where the user says no, without being asked again in this window', async () => {
    const { consent, asked, heard } = windowWith(memory(), false);
    await consent.after(withModel(folder));
    await consent.after(withModel(folder));
    assert.deepEqual([asked, heard, consent.permitted(withModel(folder)).model], [[folder], [], 'code-reranker']);
  });

  it('is asked about by its own path: leave for one folder is none for another', async () => {
    const { consent } = windowWith(memory(), true);
    await consent.after(withModel(folder));
    for (const other of [`${folder}/`, `${folder}/../other`, 'C:\\repository\\model', 'c:/model', '\\\\server\\share\\model']) assert.equal(consent.permitted(withModel(other)).model, 'code-reranker', other);
  });

  it('is not asked about where the user has imported it, where it has a name, or where no model is wanted', async () => {
    const { consent, asked } = windowWith(memory(), false);
    for (const model of ['/storage/imported/mine', 'code-reranker', 'BAAI/bge-reranker-base', 'owner/name@v1']) {
      await consent.after(withModel(model));
      assert.equal(consent.permitted(withModel(model)).model, model);
    }
    await consent.after({ model: folder, order: 'text' });
    assert.deepEqual(asked, []);
  });
});
