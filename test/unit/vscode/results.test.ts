import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { percentOf } from '../../../src/engine/percent.ts';
import { TermMatcher } from '../../../src/engine/termMatcher.ts';
import { parseQuery } from '../../../src/engine/terms.ts';
import { excludedGlobs } from '../../../src/vscode/excludedGlobs.ts';
import { matchRanges } from '../../../src/vscode/matchRanges.ts';
import { countFiles, neighbourOf, rowTreeOf } from '../../../src/vscode/resultRows.ts';
import { accessibleLabelOf, copyTextOf, lineRangeOf, moveOf, placeInListOf, scoreTextOf, titleOf, unscoredOf } from '../../../src/vscode/resultText.ts';
import { tooltipOf } from '../../../src/vscode/resultTooltip.ts';
import { english, sampleResult, sampleResults } from './samples.ts';

/** What stands out in a label. */
function highlighted(label: string, queryText: string): string[] {
  const query = parseQuery(queryText);
  const phrases = query.terms.filter(({ origin }) => origin === 'phrase').map(({ text }) => text);
  return matchRanges(label, new TermMatcher(query), phrases).map(([start, end]) => label.slice(start, end));
}

describe('rows', () => {
  const results = sampleResults(['b.ts', 1], ['a.ts', 9], ['b.ts', 50]);

  it('as a tree hold files in the order of their best result', () => {
    const { roots, inViewOrder, parents } = rowTreeOf('q', results, 'tree');
    assert.deepEqual(roots.map((row) => row.kind === 'file' && [row.path, row.results.map(({ rank }) => rank)]), [['b.ts', [1, 3]], ['a.ts', [2]]]);
    assert.deepEqual(inViewOrder.map(({ rank }) => rank), [1, 3, 2]);
    assert.equal(parents.get(inViewOrder[1]?.id ?? ''), roots[0]);
  });

  it('as a list stand by score and have no parents', () => {
    const { roots, parents } = rowTreeOf('q', results, 'list');
    assert.deepEqual(roots.map((row) => row.kind === 'result' && row.rank), [1, 2, 3]);
    assert.equal(parents.size, 0);
  });

  it('keep their identity when the order changes, and lose it with another query', () => {
    const before = rowTreeOf('q', results, 'tree').inViewOrder.map(({ id }) => id);
    const after = rowTreeOf('q', results.toReversed(), 'tree').inViewOrder.map(({ id }) => id);
    const other = rowTreeOf('other', results, 'tree').inViewOrder.map(({ id }) => id);
    assert.deepEqual(before.toSorted(), after.toSorted());
    assert.equal(new Set([...before, ...other]).size, before.length + other.length);
  });

  it('have an identity each, files too', () => {
    const { roots, inViewOrder } = rowTreeOf('q', results, 'tree');
    assert.equal(new Set([...roots, ...inViewOrder].map(({ id }) => id)).size, 5);
  });

  it('of equal paths in two folders are two files', () => {
    const twice = [sampleResult({ folder: '/one' }), sampleResult({ folder: '/two' })];
    assert.equal(countFiles(twice), 2);
    assert.equal(rowTreeOf('q', twice, 'tree').roots.length, 2);
  });

  it('are stepped through in the order of the view, around the ends', () => {
    const { inViewOrder } = rowTreeOf('q', results, 'tree');
    const [first, second, third] = inViewOrder;
    assert.equal(neighbourOf(inViewOrder, undefined, 1), first);
    assert.equal(neighbourOf(inViewOrder, undefined, -1), third);
    assert.equal(neighbourOf(inViewOrder, first?.id, 1), second);
    assert.equal(neighbourOf(inViewOrder, third?.id, 1), first);
    assert.equal(neighbourOf([], first?.id, 1), undefined);
  });
});

describe('the label of a row', () => {
  it('is the symbol that its title line defines', () => assert.equal(titleOf(sampleResult()), 'retry'));

  it('names the class where the symbol alone says nothing', () => {
    assert.equal(titleOf(sampleResult({ text: 'constructor() {', symbol: 'constructor', container: 'Queue' })), 'Queue.constructor');
  });

  it('names the function that a later part belongs to, whatever the part begins with', () => {
    const part = { text: '  try {\n    return again();\n', symbol: '', container: 'runTest' };
    assert.equal(titleOf(sampleResult(part)), 'runTest › try');
    assert.equal(titleOf(sampleResult({ ...part, kind: 'block' })), 'runTest › try');
  });

  it('passes over lines that say nothing, and the marks of comments', () => {
    assert.equal(titleOf(sampleResult({ text: '/**\n * Tries again.\n */', symbol: 'retry' })), 'retry › Tries again.');
  });

  it('is the line of code where nothing around it has a name of one word', () => {
    const lines = { text: "it('stops', () => {\n", symbol: 'it stops', container: 'describe stopping' };
    assert.equal(titleOf(sampleResult({ ...lines, kind: 'block' })), "it('stops', () => {");
    assert.equal(titleOf(sampleResult({ text: 'Uses of retrying\n', symbol: '', container: 'Guide', kind: 'section' })), 'Uses of retrying');
  });

  it('ends where its line stops saying something', () => {
    assert.equal(titleOf(sampleResult({ text: 'import {\n  AroundHook,\n', titleLine: 11, symbol: '', kind: 'block' })), 'AroundHook');
  });

  it('is cut where it would push the score out of sight', () => {
    assert.equal(titleOf(sampleResult({ text: 'const delay = base * 2 ** attempt + jitter;', symbol: 'x' })).length <= 26, true);
  });

  it('is the path where there is no word at all', () => {
    assert.equal(titleOf(sampleResult({ text: '\n{}\n', symbol: '' })), 'src/retry.ts');
  });
});

describe('highlights of a label', () => {
  it('mark the part of an identifier that is another form of a word', () => {
    assert.deepEqual(highlighted('shouldRetryRequest(error)', 'where are failed requests retried'), ['RetryRequest']);
    assert.deepEqual(highlighted('max_retries = 3', 'retry'), ['retries']);
  });

  it('mark a whole identifier of the query, however it is written', () => assert.deepEqual(highlighted('def parse_config(path):', 'parseConfig'), ['parse', 'config']));
  it('mark a quoted phrase as one', () => assert.deepEqual(highlighted('throw new Error("not found here")', '"not found"'), ['not found']));
  it('mark nothing in words that only contain a word', () => assert.deepEqual(highlighted('catalog', 'log'), []));
  it('mark words of any script', () => assert.deepEqual(highlighted('# обработка ошибок сети', 'ошибок'), ['ошибок']));
  it('stay inside a label whose lower case is longer', () => {
    assert.ok(matchRanges('İİİ retry', new TermMatcher(parseQuery('retry')), ['retry']).every(([start, end]) => start < end && end <= 9));
  });
});

describe('the texts of a row', () => {
  it('say the relevance, never rounded to certainty', () => {
    assert.deepEqual([0, 0.001, 0.5, 0.874, 0.999, 1].map(percentOf), ['0%', '<1%', '50%', '87%', '>99%', '100%']);
  });

  it('wait with … for a score that may still come', () => {
    assert.equal(scoreTextOf(sampleResult(), unscoredOf([sampleResult()], true)), '…');
    assert.equal(scoreTextOf(sampleResult({ relevance: 0.5 }), 'waits'), '50%');
  });

  it('show the text score where no row has a relevance, and nothing beside rows that have one', () => {
    const scored = sampleResult({ relevance: 0.5 });
    assert.equal(scoreTextOf(sampleResult(), unscoredOf([sampleResult()], false)), '12.3');
    assert.equal(scoreTextOf(sampleResult(), unscoredOf([scored, sampleResult()], false)), '–');
  });

  it('say the lines, and the file first in a list', () => {
    assert.equal(lineRangeOf(sampleResult()), '10–12');
    assert.equal(lineRangeOf(sampleResult({ endLine: 10 })), '10');
    assert.equal(placeInListOf(sampleResult(), 'api/src/retry.ts'), 'retry.ts:10–12 · api/src');
    assert.equal(placeInListOf(sampleResult(), 'retry.ts'), 'retry.ts:10–12');
  });

  it('say from which place of the text order a row came, where it moved', () => {
    assert.equal(moveOf(sampleResult({ textRank: 17 }), 2), '17 → 2');
    assert.equal(moveOf(sampleResult({ textRank: 2 }), 2), '');
  });

  it('tell a screen reader file, line, relevance and rank', () => {
    assert.equal(accessibleLabelOf(sampleResult({ relevance: 0.87 }), 3, 'src/retry.ts', 'nothing', english), 'retry, src/retry.ts, line 10, relevance 87%, rank 3');
    assert.match(accessibleLabelOf(sampleResult(), 3, 'src/retry.ts', 'waits', english), /waiting for its relevance/);
  });

  it('are copied as path:line and code', () => {
    assert.equal(copyTextOf(sampleResult(), 'src/retry.ts'), 'src/retry.ts:10\nexport function retry() {\n  return again();\n}\n');
  });
});

describe('the tooltip of a row', () => {
  it('says why the row was found, and shows its code', () => {
    const text = tooltipOf(sampleResult({ logit: 1.9, relevance: 0.87, textRank: 17 }), 'src/retry.ts', 2, { find: 20, cut: 15.4, rank: 5, rerank: 700 }, english);
    assert.match(text, /Rank 2 · relevance 87% \(logit 1\.90\) · text score 12\.34, rank 17 in text order · found by \*\*retried\*\*/);
    assert.match(text, /Found by text in 40 ms · read by the model in 700 ms/);
    assert.match(text, /```typescript\nexport function retry\(\) \{\n/);
  });

  it('does not let the code end its block', () => {
    const text = tooltipOf(sampleResult({ text: 'a\n````\n[click](command:evil)\n```', language: 'mark`down\n' }), 'a.md', 1, undefined, english);
    assert.match(text, /\n`````markdown\na\n/);
    assert.ok(text.endsWith('\n`````'));
  });

  it('shows names as they stand, never as markup', () => {
    const text = tooltipOf(sampleResult({ symbol: '<img src=x>', container: '[a](command:b)', explain: { terms: ['**x**\n# y'], share: 1, signals: {} } }), 'a`b_c_.ts', 1, undefined, english);
    const [beforeCode = ''] = text.split('```');
    assert.doesNotMatch(beforeCode, /(?<!\\)[<[`]|\n# y/);
  });

  it('shows the beginning of a very long snippet', () => {
    const text = tooltipOf(sampleResult({ text: 'line\n'.repeat(500) }), 'a.ts', 1, undefined, english);
    assert.ok(text.split('\n').length < 60);
    assert.match(text, /\n…\n```$/);
  });
});

describe('excludes of the editor', () => {
  it('are those that are switched on and depend on no sibling', () => {
    assert.deepEqual(excludedGlobs({ '**/.git': true, '**/*.js': { when: '$(basename).ts' }, dist: false }), ['**/.git']);
    assert.deepEqual(excludedGlobs(undefined), []);
  });
});
