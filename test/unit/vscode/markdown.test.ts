import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { array, assert as check, constantFrom, oneof, property, string } from 'fast-check';
import { markdownOf } from '../../../src/vscode/exportMarkdown.ts';
import { pinOf } from '../../../src/vscode/pins.ts';
import { pinTooltipOf } from '../../../src/vscode/pinText.ts';
import { reasonsOf, tooltipOf } from '../../../src/vscode/resultTooltip.ts';
import { english, sampleResult } from './samples.ts';

/** What Markdown, its HTML, its links and the editor's own additions are made of. */
const marks = ['<img src=x onerror=alert(1)>', '<script>', '[a](command:b)', '![i](http://x/y.png)', '<http://x>', 'http://x', 'www.x.org', 'a@b.c', '$(alert)', '&lt;', '```', '``', '~~~', '\n', '\r', '\u2028', '# ', '> ', '- ', '1. ', '|', '***', '__', '\\', '\\\\', ']: http://x', '{', ':smile:', '    '];
const hostile = array(oneof(constantFrom(...marks), string({ maxLength: 6 })), { maxLength: 8 }).map((parts) => parts.join(''));

/** Signs outside of the code that stand for themselves in no Markdown, once those that are escaped are gone. */
function loose(text: string): string[] {
  return text.replaceAll(/\\[!-/:-@[-`{-~]/g, '').match(/[<[\]`!&$@~|{}\\]|:\/\/|\n[ ]{4}|\r/g) ?? [];
}

/** The code must be the one block at the end, which it cannot end itself. */
function beforeCode(text: string, code: string): string {
  const fence = /^(`{3,})[\w+#-]*$/m.exec(text);
  assert.ok(fence, text);
  const end = text.trimEnd();
  assert.ok(end.endsWith(`\n${fence[1]}`));
  assert.ok(!code.includes(fence[1] ?? ''), 'the fence is longer than any in the code');
  return text.slice(0, fence.index);
}

describe('what the editor renders as Markdown', () => {
  it('holds nothing of a workspace that could be a link, an image, HTML or a command: tooltips and hovers', () => {
    check(
      property(hostile, hostile, hostile, hostile, (symbol, container, path, code) => {
        const result = sampleResult({ symbol, container, path, text: code, language: symbol, explain: { terms: [symbol, container], share: 1, signals: {} } });
        assert.deepEqual(loose(beforeCode(tooltipOf(result, path, 1, undefined, english), code)), []);
        assert.deepEqual(loose(reasonsOf(result, 1, english)), []);
        const pin = { ...pinOf(result, result, container, 'id'), note: symbol };
        assert.deepEqual(loose(beforeCode(pinTooltipOf(pin, path, 'here', english), pin.anchor.head)), []);
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('nor does an exported document, but for its own links', () => {
    check(
      property(hostile, hostile, hostile, (title, path, code) => {
        const text = markdownOf([{ question: title, items: [{ title, path, link: 'src/a.ts', language: 'ts', code, note: path, startLine: 1, endLine: 2 }] }], english);
        const rest = beforeCode(text, code).replace(/\]\(src\/a\.ts#L1-L2\)/, '');
        assert.deepEqual(loose(rest), ['['], text);
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});
