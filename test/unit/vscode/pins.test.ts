import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { anchoredPin, editedPin, linesOf, MAX_PINS, type Pin, pinGroups, pinOf, readPins, withPins } from '../../../src/vscode/pins.ts';
import { descriptionOf, pinTooltipOf, spokenPin } from '../../../src/vscode/pinText.ts';
import { english, sampleResult } from './samples.ts';

function pinAt(startLine: number, question = 'where are requests retried', id = `${question} ${startLine}`): Pin {
  const result = sampleResult({ startLine, endLine: startLine + 2, titleLine: startLine });
  return pinOf(result, result, question, id);
}

describe('pins', () => {
  it('stand where the result stands now', () => {
    assert.deepEqual(linesOf(pinOf(sampleResult(), { startLine: 20, endLine: 25 }, 'q', 'id')), { startLine: 20, endLine: 25 });
  });

  it('of the same lines and question are one, of another question another', () => {
    const { pins, refused } = withPins([pinAt(1)], [pinAt(1, undefined, 'again'), pinAt(1, 'who waits'), pinAt(9)]);
    assert.deepEqual(pins.map(({ question, anchor }) => [question, anchor.startLine]), [['where are requests retried', 1], ['who waits', 1], ['where are requests retried', 9]]);
    assert.equal(refused, 0);
  });

  it('are bounded, and those without a place are counted', () => {
    const many = Array.from({ length: MAX_PINS - 1 }, (_, line) => pinAt(line + 1));
    const { pins, refused } = withPins(many, [pinAt(9001), pinAt(9002), pinAt(9003)]);
    assert.equal(pins.length, MAX_PINS);
    assert.equal(refused, 2);
  });

  it('gather under their questions in the order of pinning', () => {
    const groups = pinGroups([pinAt(1, 'b'), pinAt(2, 'a'), pinAt(3, 'b')]);
    assert.deepEqual(groups.map(({ question, pins }) => [question, pins.map(({ anchor }) => anchor.startLine)]), [['b', [1, 3]], ['a', [2]]]);
  });

  it('survive being stored, and what is no pin is left out', () => {
    const pin = { ...pinAt(3), note: 'look here' };
    const stored: unknown = JSON.parse(JSON.stringify([pin, null, 7, {}, { ...pin, path: 3 }, { ...pin, anchor: { ...pin.anchor, startLine: 0 } }, { ...pin, kind: 'toString' }, { ...pin, note: {} }]));
    assert.deepEqual(readPins(stored), [pin]);
    assert.deepEqual(readPins('pins'), []);
  });

  it('take over the text that their user writes, and keep the old one while lines are blank', () => {
    const pin = pinAt(10);
    const edited = editedPin(pin, { startLine: 12, endLine: 15 }, 'export function retryAll() {\n  again();\n  again();\n}');
    assert.deepEqual(linesOf(edited), { startLine: 12, endLine: 15 });
    assert.ok(edited.anchor.head.startsWith('export function retryAll'));
    assert.equal(editedPin(pin, { startLine: 10, endLine: 10 }, '').anchor.head, pin.anchor.head);
    assert.equal(editedPin(pin, linesOf(pin), pin.anchor.head), pin, 'nothing changed');
  });

  it('keep their text where it was found as it was, and take over what was changed', () => {
    const pin = pinAt(1);
    const lines = ['', 'export function retry() {', '  return onceMore();', '}'];
    const moved = anchoredPin(pin, { startLine: 2, endLine: 4, isExact: true }, lines);
    assert.deepEqual([linesOf(moved).startLine, moved.anchor.head], [2, pin.anchor.head]);
    const changed = anchoredPin(pin, { startLine: 2, endLine: 4, isExact: false }, lines);
    assert.equal(changed.anchor.head, lines.slice(1).join('\n'));
  });
});

describe('a pin says', () => {
  const pin = { ...pinAt(10), note: 'the old way' };

  it('its note and place', () => {
    assert.equal(descriptionOf(pin, 'src/retry.ts', 'here', english), 'the old way · retry.ts:10–12 · src');
    assert.equal(spokenPin(pin, 'src/retry.ts', 'here', english), 'retry, src/retry.ts, line 10, note: the old way');
  });

  it('when its code or its file is gone, in words', () => {
    assert.match(descriptionOf(pin, 'src/retry.ts', 'gone', english), /^gone · /);
    assert.match(spokenPin(pin, 'src/retry.ts', 'fileGone', english), /^retry, file gone, /);
    assert.match(pinTooltipOf(pin, 'src/retry.ts', 'gone', english), /no longer in the file[^]*export function retry/);
  });

  it('nothing that Markdown would act on', () => {
    const hostile = { ...pin, question: '[run](command:x)', note: '![i](http://x)', anchor: { ...pin.anchor, head: '```\n[out](command:y)' } };
    const text = pinTooltipOf(hostile, 'a](b).ts', 'here', english);
    assert.ok(!/(?<!\\)\]\((?:command:x|http)/.test(text));
    assert.match(text, /````typescript\n```\n\[out\]\(command:y\)\n````/);
  });
});
