import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { accessibleLabelOf, scoreTextOf } from '../../../src/vscode/resultText.ts';
import { descriptionOf, spokenPin } from '../../../src/vscode/pinText.ts';
import { pinOf } from '../../../src/vscode/pins.ts';
import { english, sampleResult } from './samples.ts';

interface MenuItem {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
  readonly group?: string;
}

interface Contributions {
  readonly commands: readonly { readonly command: string; readonly title: string; readonly icon?: string }[];
  readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
  readonly keybindings: readonly { readonly command: string }[];
}

const root = path.resolve(import.meta.dirname, '../../..');
const { contributes } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { readonly contributes: Contributions };

const hidden = new Set((contributes.menus['commandPalette'] ?? []).filter(({ when }) => when === 'false').map(({ command }) => command));
const bound = new Set(contributes.keybindings.map(({ command }) => command));

/** Menus that open over what has the focus, with the context menu key or Shift+F10. Buttons inside rows are not in them. */
const contextMenus = ['view/item/context', 'explorer/context', 'editor/context'];
const inContextMenu = new Set(contextMenus.flatMap((menu) => contributes.menus[menu] ?? []).filter(({ group }) => group?.startsWith('inline') !== true).map(({ command }) => command));

describe('the keyboard', () => {
  it('reaches every command: in the palette, by a key, or in the context menu of a row', () => {
    const commands = contributes.commands.map(({ command }) => command);
    assert.deepEqual(commands.filter((command) => hidden.has(command) && !bound.has(command) && !inContextMenu.has(command)), []);
  });

  it('reaches what stands as a button in a row or in the title of a view', () => {
    const rowButtons = (contributes.menus['view/item/context'] ?? []).filter(({ group }) => group?.startsWith('inline') === true);
    assert.ok(rowButtons.length > 0);
    assert.deepEqual(rowButtons.filter(({ command = '' }) => !bound.has(command) && !inContextMenu.has(command)), []);
    const titleButtons = (contributes.menus['view/title'] ?? []).flatMap(({ command, submenu }) => (submenu === undefined ? [command] : (contributes.menus[submenu] ?? []).map((item) => item.command)));
    assert.deepEqual(titleButtons.filter((command) => command === undefined || hidden.has(command)), []);
  });
});

describe('what is seen without colour, and what is read aloud', () => {
  const known = sampleResult({ relevance: 0.87 });

  it('tells a result that is scored, one that waits and one that has no score by their text', () => {
    const texts = [scoreTextOf(known, 'nothing'), scoreTextOf(sampleResult(), 'waits'), scoreTextOf(sampleResult(), 'nothing')];
    assert.deepEqual([...new Set(texts)], texts);
    assert.ok(texts.every((text) => text.trim() !== ''));
  });

  it('says file, line, relevance and rank of every result, whatever is known of it', () => {
    const spoken = [accessibleLabelOf(known, 3, 'src/retry.ts', 'nothing', english), accessibleLabelOf(sampleResult(), 3, 'src/retry.ts', 'waits', english), accessibleLabelOf(sampleResult(), 3, 'src/retry.ts', 'textScore', english)];
    for (const label of spoken) assert.match(label, /src\/retry\.ts, line 10, .*relevance.*, rank 3$/);
    assert.deepEqual([...new Set(spoken)], spoken);
  });

  it('tells a pin whose code or file is gone by its text', () => {
    const pin = pinOf(known, { startLine: 10, endLine: 12 }, 'where is it retried', 'a');
    const states = ['here', 'gone', 'fileGone'] as const;
    for (const textOf of [descriptionOf, spokenPin]) {
      const texts = states.map((state) => textOf(pin, 'src/retry.ts', state, english));
      assert.equal(new Set(texts).size, states.length, texts.join('; '));
    }
  });
});

describe('reduced motion', () => {
  it('has nothing to switch off: no icon spins, and no picture moves', async () => {
    const moving: string[] = [];
    for await (const file of glob(['package.json', 'src/{vscode,wiring}/*.ts', 'media/**/*.{svg,css}'], { cwd: root })) {
      if (/~spin\b|<animate|@keyframes|\banimation:/.test(await readFile(path.join(root, file), 'utf8'))) moving.push(file);
    }
    assert.deepEqual(moving, []);
  });
});
