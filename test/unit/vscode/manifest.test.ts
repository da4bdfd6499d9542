import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { commandIds, contextKeys, examplesViewId, pinsViewId, rowContexts, settingSection, viewId } from '../../../src/vscode/contributions.ts';
import { settingRules } from '../../../src/vscode/settings.ts';

interface Property {
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly scope?: string;
}

interface Manifest {
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly capabilities: { readonly untrustedWorkspaces: { readonly supported: string; readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Property>> };
    readonly keybindings: readonly { readonly command: string; readonly key: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
  };
}

const root = new URL('../../../', import.meta.url);
const readText = (name: string): Promise<string> => readFile(new URL(name, root), 'utf8');
const manifestText = await readText('package.json');
const manifest = JSON.parse(manifestText) as Manifest;
const strings = JSON.parse(await readText('package.nls.json')) as Record<string, string>;
const readme = await readText('README.md');
const { properties } = manifest.contributes.configuration;

/** Cells of README's settings table by setting. */
const rows = new Map(
  [...readme.matchAll(/^\| `semanticSearch\.(\w+)` \| `([^`]*)` \| (.*?) \| (.*?) \|$/gm)].map(([, name = '', standard = '', values = '', effect = '']) => [name, { standard, values, effect }] as const),
);

describe('the oldest editor that may install the extension', () => {
  it('is the one whose interface the code is compiled with, so that nothing newer is taken for granted', () => {
    assert.equal(manifest.engines.vscode, `^${manifest.devDependencies['@types/vscode'] ?? ''}`);
  });
});

describe('settings', () => {
  it('are the same in package.json, in the code and in README', () => {
    const inCode = Object.keys(settingRules).sort();
    assert.deepEqual(Object.keys(properties).map((id) => id.replace(`${settingSection}.`, '')).sort(), inCode);
    assert.deepEqual([...rows.keys()].sort(), inCode);
  });

  for (const [name, rule] of Object.entries(settingRules)) {
    const property = properties[`${settingSection}.${name}`];
    const row = rows.get(name);

    it(`${name}: has one default`, () => {
      assert.deepEqual(property?.default, rule.default);
      assert.equal(row?.standard, typeof rule.default === 'string' ? rule.default : JSON.stringify(rule.default));
    });

    it(`${name}: has one range`, () => {
      if (rule.kind === 'choice') {
        assert.deepEqual(property?.enum, rule.values);
        assert.equal(row?.values, rule.values.map((value) => `\`${value}\``).join(', '));
      }
      if (rule.kind === 'amount') {
        assert.deepEqual([property?.minimum, property?.maximum], [rule.minimum, rule.maximum]);
        assert.equal(row?.values, `${rule.minimum} to ${rule.maximum}`);
      }
    });
  }

  it('that choose what runs come from the machine, and never from a workspace that is not trusted', () => {
    const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    assert.equal(supported, 'limited');
    for (const name of ['model', 'device', 'precision']) {
      assert.ok(restrictedConfigurations.includes(`${settingSection}.${name}`), name);
      assert.equal(properties[`${settingSection}.${name}`]?.scope, 'machine-overridable');
    }
    // What decides where requests go is not even a trusted workspace's to say.
    for (const name of ['hubAddress', 'cacheFolder', 'offline', 'cudaFolder', 'endpoint', 'endpointShape', 'endpointModel']) {
      assert.ok(restrictedConfigurations.includes(`${settingSection}.${name}`), name);
      assert.equal(properties[`${settingSection}.${name}`]?.scope, 'machine');
    }
  });

  it('that a workspace may set without being trusted hold no free text but globs, and name nothing that is run, loaded or asked', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    const open = Object.keys(settingRules).filter((name) => !restrictedConfigurations.includes(`${settingSection}.${name}`));
    // A new setting belongs into one of the lists: this one is for what is harmless in a stranger's hands.
    const harmless = new Set(['order', 'view', 'candidateLimit', 'resultLimit', 'minimumRelevance', 'snippetLines', 'include', 'exclude', 'useIgnoreFiles', 'expandQuery', 'idleTimeoutMinutes', 'liveSearch']);
    assert.deepEqual(open.filter((name) => !harmless.has(name)), []);
    assert.deepEqual(open.filter((name) => settingRules[name as keyof typeof settingRules].kind === 'text'), []);
    for (const id of restrictedConfigurations) assert.ok(id in properties, `${id} is a setting`);
  });
});

describe('contributions', () => {
  it('name the commands that the code registers', () => {
    assert.deepEqual(manifest.contributes.commands.map(({ command }) => command).sort(), Object.values(commandIds).sort());
  });

  it('name the views that the code fills', () => {
    assert.deepEqual(Object.values(manifest.contributes.views).flat().map(({ id }) => id), [viewId, examplesViewId, pinsViewId]);
  });

  it('use only ids and context keys that exist', () => {
    const known = new Set<string>([...Object.values(commandIds), ...Object.values(contextKeys), ...Object.values(rowContexts), ...Object.keys(properties), viewId, examplesViewId, pinsViewId]);
    const used = [manifestText, JSON.stringify(strings)].flatMap((text) => text.match(/\bsemanticSearch\.\w+(?=[\s"')]|\.visible|$)/g) ?? []);
    assert.deepEqual([...new Set(used)].filter((id) => !known.has(id)), []);
  });

  it('have a text for every placeholder, and no text too many', () => {
    const placeholders = [...new Set([...manifestText.matchAll(/"%([^%]+)%"/g)].map(([, key = '']) => key))].sort();
    assert.deepEqual(Object.keys(strings).sort(), placeholders);
  });

  it('bind keys that README names', () => {
    for (const { command, key } of manifest.contributes.keybindings) {
      assert.ok(readme.toLowerCase().includes(`\`${key}\``), `${key} for ${command}`);
    }
  });

  it('stand in README with every command of the palette and of the view', () => {
    for (const { title } of manifest.contributes.commands) {
      const shown = strings[title.replaceAll('%', '')] ?? title;
      assert.ok(readme.includes(shown), shown);
    }
  });
});
