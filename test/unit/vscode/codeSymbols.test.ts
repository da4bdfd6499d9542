import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CodeSymbol, symbolAround } from '../../../src/vscode/codeSymbols.ts';

function symbol(name: string, role: CodeSymbol['role'], startLine: number, endLine: number): CodeSymbol {
  return { name, role, startLine, endLine };
}

describe('the symbol around a line', () => {
  const store = [symbol('file', 'holder', 1, 90), symbol('Store', 'code', 1, 40), symbol('limit', 'value', 2, 2), symbol('load', 'code', 5, 20), symbol('options', 'value', 8, 12)];

  it('is the innermost function or class, whatever it declares inside', () => {
    assert.equal(symbolAround(store, 9)?.name, 'load');
    assert.equal(symbolAround(store.toReversed(), 9)?.name, 'load');
    assert.equal(symbolAround(store, 2)?.name, 'Store');
  });

  it('is a value of several lines where there is no function, such as one that holds an arrow function', () => {
    const symbols = [symbol('retry', 'value', 3, 12), symbol('attempts', 'value', 4, 6), symbol('limit', 'value', 20, 20)];
    assert.equal(symbolAround(symbols, 5)?.name, 'retry');
    assert.equal(symbolAround(symbols, 20), undefined);
  });

  it('is nothing between symbols, in a module alone, and without symbols', () => {
    assert.equal(symbolAround(store, 50), undefined);
    assert.equal(symbolAround([], 1), undefined);
  });
});
