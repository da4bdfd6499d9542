import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defaultRankOptions } from '../../src/engine/fitted.ts';
import { defaultSearchOptions } from '../../src/engine/options.ts';
import { passageOf } from '../../src/engine/passage.ts';
import { collectionOf } from '../../src/engine/scorer.ts';
import { queryOf } from '../../src/engine/search.ts';
import { mean } from '../../src/engine/statistics.ts';
import { rankFiles } from '../../src/engine/textRank.ts';
import { atOnce } from '../../src/engine/turns.ts';
import type { Candidate } from '../../src/engine/types.ts';
import { firstStage, logitsOf, optionsFor, scopeOf } from './firstStage.ts';
import { readJudgedPaths, readQueries, setNames, type JudgedPaths, type JudgedQuery, type SetName } from './judgedQueries.ts';
import type { Measures } from './metrics.ts';
import type { BenchPorts } from './ports.ts';
import { fixtureFolder, placeOf, writeFixture, type QueryFixture } from './rankingFixture.ts';
import { replay } from './replay.ts';

/** One of TypeScript, one of Python, one of Go; each is in both sets. */
export const fixtureRepositories = ['trpc', 'flask', 'gin'] as const;

/** More than a search cuts, so that other weights find what they choose. */
const KEPT_FILES = Math.round(defaultSearchOptions.fileLimit * 1.5);

/** Figures of the recorded queries, by set, then by order. */
export type FixtureFigures = Readonly<Record<SetName, Readonly<Record<'text' | 'blended', { readonly 'ndcg@10': number; readonly mrr: number }>>>>;

/** Records the fixtures of the regression test of ranking anew, and the figures that it compares with. */
export async function recordFixtures(trees: string, sets: string, ports: BenchPorts, report: (line: string) => void): Promise<void> {
  const judgedPaths = await readJudgedPaths(sets);
  const all: QueryFixture[] = [];
  await mkdir(fixtureFolder, { recursive: true });
  for (const name of fixtureRepositories) {
    const fixtures: QueryFixture[] = [];
    for (const set of setNames) {
      for (const judged of (await readQueries(sets, set)).filter((query) => query.name === name)) fixtures.push(await recordQuery(set, judged, trees, judgedPaths, ports));
    }
    report(`${name}: ${fixtures.length} queries, ${await writeFixture(name, fixtures)} bytes`);
    all.push(...fixtures);
  }
  const figures = await figuresOf(all);
  await writeFile(path.join(fixtureFolder, 'figures.json'), `${JSON.stringify(figures, null, 2)}\n`);
  report(JSON.stringify(figures));
}

export async function readFigures(): Promise<FixtureFigures> {
  return JSON.parse(await readFile(path.join(fixtureFolder, 'figures.json'), 'utf8')) as FixtureFigures;
}

/** Means over the queries of each set, as search() ranks them now. */
export async function figuresOf(fixtures: readonly QueryFixture[]): Promise<FixtureFigures> {
  const ofOrder = async (set: SetName, order: 'text' | 'blended') => {
    const measures: Measures[] = [];
    for (const fixture of fixtures) if (fixture.set === set) measures.push(await replay(fixture, order));
    const figure = (name: string): number => Math.round(mean(measures.map((one) => one[name] ?? 0)) * 1e4) / 1e4;
    return { 'ndcg@10': figure('ndcg@10'), mrr: figure('mrr') };
  };
  const ofSet = async (set: SetName) => ({ text: await ofOrder(set, 'text'), blended: await ofOrder(set, 'blended') });
  return { semble: await ofSet('semble'), history: await ofSet('history') };
}

async function recordQuery(set: SetName, judged: JudgedQuery, trees: string, judgedPaths: JudgedPaths, ports: BenchPorts): Promise<QueryFixture> {
  const query = queryOf(judged.query, optionsFor(set));
  const { signal } = new AbortController();
  const candidates: Candidate[] = [];
  const { filesSearched } = await ports.textSearch.search(query, scopeOf(judged, trees), (candidate) => candidates.push(candidate), signal);
  const ranked = atOnce(rankFiles(candidates, query, collectionOf(candidates, query, filesSearched), defaultRankOptions, KEPT_FILES));
  const files = await ports.snippets.cut(ranked.map(({ candidate: { folder, path: file } }) => ({ folder, path: file })), query, { maxLines: defaultSearchOptions.snippetLines, maxFileBytes: defaultSearchOptions.maxFileBytes }, signal);
  const read = (await firstStage(judged, set, trees, ports)).slice(0, defaultSearchOptions.candidateLimit);
  const logits = await logitsOf(ports.reranker, query.text, read.map(passageOf));
  const { qid, query: asked, lang, name, root, relevant } = judged;
  return {
    set,
    judged: { qid, query: asked, lang, name, ...(root ? { root } : {}), relevant: relevant.map(({ path: file, startLine, endLine, grade, span }) => ({ path: file, startLine, endLine, grade, ...(span ? { span } : {}) })) },
    terms: query.terms.map(({ text, origin }) => ({ text, origin })),
    filesSearched, candidates, files,
    logits: new Map(read.map((result, at) => [placeOf(result), logits[at] ?? 0])),
    judgedPaths: [...(judgedPaths.get(name) ?? [])],
  };
}
