import { parseQuery } from '../../../src/engine/terms.ts';
import type { RankedResult, SearchUpdate } from '../../../src/engine/types.ts';
import type { Translate } from '../../../src/vscode/translate.ts';

/** English, filled in as `vscode.l10n.t` does it. */
export const english: Translate = (message, ...values) => message.replace(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)]));

const base: RankedResult = {
  id: 'folder src/retry.ts 10',
  folder: '/code',
  path: 'src/retry.ts',
  language: 'typescript',
  startLine: 10,
  endLine: 12,
  titleLine: 10,
  kind: 'function',
  symbol: 'retry',
  text: 'export function retry() {\n  return again();\n}\n',
  hitLines: [10],
  textRank: 1,
  textScore: 12.34,
  score: 12.34,
  explain: { terms: ['retried'], share: 1, signals: {} },
};

export function sampleResult(changes: Partial<RankedResult> = {}): RankedResult {
  return { ...base, ...changes };
}

/** Results in files, best first, by path and start line. */
export function sampleResults(...places: readonly (readonly [path: string, startLine: number])[]): RankedResult[] {
  return places.map(([path, startLine]) => sampleResult({ id: `${path} ${startLine}`, path, startLine, endLine: startLine, titleLine: startLine }));
}

export function sampleUpdate(changes: Partial<SearchUpdate> = {}): SearchUpdate {
  const query = parseQuery('where are requests retried');
  const results = changes.results ?? [sampleResult()];
  return {
    stage: 'final',
    query,
    held: results,
    results,
    pool: { terms: query.terms, candidates: [], filesSearched: 100 },
    filesSearched: 100,
    filesMatched: 3,
    scored: 1,
    toScore: 1,
    ms: 812.4,
    stages: { find: 1, cut: 2, rank: 3 },
    model: { id: 'code-reranker', device: 'cpu', precision: 'q8' },
    ...changes,
  };
}
