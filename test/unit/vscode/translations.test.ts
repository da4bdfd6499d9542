import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readTexts, stringsIn, translatedLanguages, uiStrings } from './uiStrings.ts';

/** What must come through a translation unchanged: places of values, commands of links, code, and markup of icons. */
const fixedParts = /\{\d+\}|\]\(command:[\w.]+[^)]*\)|`[^`]+`|\$\([\w-]+\)|https?:\/\/\S+/g;

function fixedPartsOf(text: string): string[] {
  return (text.match(fixedParts) ?? []).toSorted();
}

/** Keys of one side that the other lacks. */
function missing(wanted: readonly string[], given: Readonly<Record<string, string>>): string[] {
  return wanted.filter((key) => (given[key] ?? '').trim() === '');
}

describe('translations', () => {
  for (const language of translatedLanguages) {
    it(`say in ${language} all that the code shows, and nothing else`, async () => {
      const english = await uiStrings();
      const given = await readTexts(`l10n/bundle.l10n.${language}.json`);
      assert.ok(english.length > 150);
      assert.deepEqual(missing(english, given), []);
      assert.deepEqual(Object.keys(given).filter((key) => !english.includes(key)), []);
      for (const [key, text] of Object.entries(given)) assert.deepEqual(fixedPartsOf(text), fixedPartsOf(key), key);
    });

    it(`say in ${language} all that the manifest shows, and nothing else`, async () => {
      const english = await readTexts('package.nls.json');
      const given = await readTexts(`package.nls.${language}.json`);
      assert.deepEqual(missing(Object.keys(english), given), []);
      assert.deepEqual(Object.keys(given).filter((key) => !Object.hasOwn(english, key)), []);
      for (const [key, text] of Object.entries(given)) assert.deepEqual(fixedPartsOf(text), fixedPartsOf(english[key] ?? ''), key);
    });
  }

  it('are asked for in every form of a call', () => {
    const code = "l10n.t('One'); t('It\\'s {0}', x); t(\n  `Three`,\n); const cut = split('no'); window.t('no'); l10n.t(variable)";
    assert.deepEqual(stringsIn(code), ['One', "It's {0}", 'Three']);
  });
});
