/**
 * Find similar: functions of one name in several files of a repository stand for code that does the same. Each is asked for by one of them,
 * its name hidden: from the query, and from what the model reads. docs/ranking.md, "Find similar".
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { codeQueryOf } from '../../src/engine/codeTerms.ts';
import { findByText } from '../../src/engine/firstStage.ts';
import { splitIdentifier } from '../../src/engine/identifiers.ts';
import { type FileLines, overlaps } from '../../src/engine/measures.ts';
import { defaultExclude, defaultSearchOptions, type SearchOptions } from '../../src/engine/options.ts';
import { present } from '../../src/engine/present.ts';
import { queryOf } from '../../src/engine/search.ts';
import { findSimilar, rerankSimilar } from '../../src/engine/similar.ts';
import { bootstrapInterval, mean, percentile } from '../../src/engine/statistics.ts';
import type { CodeOrigin } from '../../src/engine/codeTerms.ts';
import type { Found, Order, RankedResult, Reranker, SearchPorts, SearchScope, SearchUpdate } from '../../src/engine/types.ts';
import { assetsOf } from '../../src/node/assets.ts';
import { TreeSitter } from '../../src/node/treeSitter.ts';
import { type Namesakes, namesakesOf } from './namesakes.ts';
import { benchPorts, type BenchPorts } from './ports.ts';
import { interval, signed } from './statistics.ts';
import { table } from './table.ts';

/** Repositories with overrides, variants for platforms and parallel implementations, in twelve languages. */
const repositories = ['libuv', 'abseil-cpp', 'messagepack-csharp', 'laravel-framework', 'rails', 'gson', 'kotlinx-coroutines', 'exposed', 'vitest', 'roo-code', 'axum', 'gin', 'transformers.js', 'fastapi'];
/** Groups of functions of each. */
const SAMPLE = 25;
/** What every other variant is compared with. */
const baseline = 'alike';
/** What stands for the name where it is hidden. */
const NAMELESS = '_';
const commentLine = /^\s*(?:\/\/|\/\*|\*|#(?!include|define|\[)|--)/;

const usage = `usage: npm run bench:similar -- --trees DIR [options]
  --trees DIR        a folder per repository, at its pinned commit
  --work DIR         keep the model's scores here, so that a later run scores only what is new
  --repository NAME  one repository alone
  --sample N         groups of functions of each repository (${SAMPLE})
  --text-only        no model
`;

const { values } = parseArgs({ options: { trees: { type: 'string' }, work: { type: 'string' }, repository: { type: 'string' }, sample: { type: 'string' }, 'text-only': { type: 'boolean' } } });

interface Judged {
  readonly repository: string;
  readonly rank: number;
  readonly recall5: number;
  readonly recall10: number;
  readonly found: number;
}

if (values.trees === undefined) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else await main(path.resolve(values.trees));

async function main(trees: string): Promise<void> {
  const dist = path.join(import.meta.dirname, '../../dist');
  const ports = await benchPorts(dist, { work: values.work });
  const treeSitter = new TreeSitter(assetsOf(dist).grammars);
  const judged = new Map<string, Judged[]>();
  const times: number[] = [];
  try {
    for (const repository of repositories.filter((name) => values.repository === undefined || name === values.repository)) {
      for (const group of await namesakesOf(repository, trees, Number(values.sample ?? SAMPLE), treeSitter)) {
        const lists = await listsOf(group, ports, times);
        for (const [variant, rows] of Object.entries(lists)) judged.set(variant, [...(judged.get(variant) ?? []), judge(group, rows)]);
      }
      process.stderr.write(`${repository}: ${judged.get(baseline)?.length ?? 0} so far\n`);
    }
  } finally {
    await ports.dispose();
  }
  report(judged, times);
}

/** The same question answered in each way. */
async function listsOf({ name, origin }: Namesakes, ports: BenchPorts, times: number[]): Promise<Record<string, readonly FileLines[]>> {
  const hidden = { ...origin, text: withoutName(origin.text, name) };
  const scope: SearchScope = { folders: [{ path: origin.folder }], include: [], exclude: defaultExclude, useIgnoreFiles: true, overlays: new Map() };
  const { signal } = new AbortController();
  const options: SearchOptions = { ...defaultSearchOptions, resultLimit: Infinity };
  const found = await findSimilar(hidden, scope, options, ports, signal);
  times.push(found.stages.find + found.stages.cut + found.stages.rank);
  const asQuestion = queryOf(hidden.text, { ...options, expandQuery: false });
  const questioned = asQuestion.terms.length > 0 ? await findByText(asQuestion, scope, options, ports, signal) : undefined;
  const byTerms = await findByText(codeQueryOf(hidden), scope, options, ports, signal);
  const lists = {
    'pasted as a question': elsewhere(questioned?.held ?? [], origin),
    'terms of the code': elsewhere(byTerms.held, origin),
    [baseline]: present(found.held, { ...options, order: 'text' }, true),
  };
  if (values['text-only']) return lists;
  const masking: SearchPorts = { ...ports, reranker: withoutNameIn(name, ports.reranker) };
  const read = await readIn('reranked', found, options, masking);
  const words = { ...found, query: { ...found.query, text: signatureOf(origin.text, name) } };
  return {
    ...lists,
    'alike, reranked': read.results,
    'alike, blended': (await readIn('blended', found, options, masking)).results,
    'alike, blended, the model reads signature and comment': (await readIn('blended', words, options, masking)).results,
  };
}

async function readIn(order: Order, found: Found, options: SearchOptions, ports: SearchPorts): Promise<SearchUpdate> {
  let last: SearchUpdate | undefined;
  for await (const update of rerankSimilar(found, { ...options, order }, ports, new AbortController().signal)) last = update;
  if (!last) throw new Error('the search ended without an answer');
  if (last.fallback !== undefined) throw last.fallback;
  return last;
}

function elsewhere(rows: readonly RankedResult[], { path: file, startLine, endLine }: CodeOrigin): RankedResult[] {
  return rows.filter((row) => row.path !== file || row.endLine < startLine || row.startLine > endLine);
}

function withoutName(code: string, name: string): string {
  const bare = name.replace(/[^\p{L}\p{N}_]/gu, '');
  return code.replace(/[\p{L}\p{N}_]+/gu, (token) => (token === bare ? NAMELESS : token));
}

function withoutNameIn(name: string, reranker: Reranker): Reranker {
  return {
    get model() {
      return reranker.model;
    },
    score: (query, passages, signal) => reranker.score(query, passages.map((passage) => ({ ...passage, text: withoutName(passage.text, name) })), signal),
  };
}

/** Words of the name, then the comment above, else the first line of code. The name is said here: the passages do not show theirs. */
function signatureOf(code: string, name: string): string {
  const lines = code.split('\n');
  const comment = lines.slice(0, Math.max(0, lines.findIndex((line) => !commentLine.test(line)))).map((line) => line.replace(/^[\s/*#!-]+|\*\/\s*$/g, '')).join(' ');
  return `${splitIdentifier(name).join(' ')} ${comment.trim() === '' ? (lines.find((line) => /\p{L}/u.test(line)) ?? '') : comment.slice(0, 300)}`;
}

/** @param rows best first */
function judge({ repository, others }: Namesakes, rows: readonly FileLines[]): Judged {
  const ranks = others.map((other) => rows.findIndex((row) => overlaps(row, other)) + 1).filter((rank) => rank > 0);
  const among = (count: number): number => ranks.filter((rank) => rank <= count).length / Math.min(count, others.length);
  return { repository, rank: ranks.length > 0 ? Math.min(...ranks) : Infinity, recall5: among(5), recall10: among(10), found: ranks.length / others.length };
}

function report(judged: ReadonlyMap<string, readonly Judged[]>, times: readonly number[]): void {
  const reciprocal = ({ rank }: Judged): number => 1 / rank;
  const base = judged.get(baseline) ?? [];
  const rows = [...judged].map(([variant, list]) => {
    const figures = [mean(list.map(reciprocal)), mean(list.map(({ rank }) => Number(rank === 1))), mean(list.map(({ recall5 }) => recall5)), mean(list.map(({ recall10 }) => recall10)), mean(list.map(({ found }) => found))];
    const differences = list.map((one, at) => reciprocal(one) - reciprocal(base[at] ?? one));
    return [variant, ...figures.map((figure) => figure.toFixed(3)), variant === baseline ? '' : `${signed(mean(differences))} (${interval(bootstrapInterval(differences))})`];
  });
  print(`# Find similar\n\n${base.length} functions of ${new Set(base.map(({ repository }) => repository)).size} repositories; until the list stands: median ${percentile(times, 0.5).toFixed(0)} ms, p95 ${percentile(times, 0.95).toFixed(0)} ms.\n`);
  print(table(['order', 'MRR', 'hit@1', 'recall@5', 'recall@10', 'found at all', `MRR against "${baseline}"`], rows));
  print('\nMRR by repository:\n');
  const names = [...new Set(base.map(({ repository }) => repository))];
  print(table(['repository', 'functions', ...judged.keys()], names.map((name) => [name, String(base.filter(({ repository }) => repository === name).length), ...[...judged.values()].map((list) => mean(list.filter(({ repository }) => repository === name).map(reciprocal)).toFixed(3))])));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
