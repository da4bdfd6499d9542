import { roleFactor } from './fileRole.ts';
import { passesKinds } from './queryFilters.ts';
import type { RankOptions } from './rankOptions.ts';
import { type Collection, Scorer } from './scorer.ts';
import type { Portions } from './turns.ts';
import type { Candidate, CutFile, Explain, Query, Snippet } from './types.ts';

export interface RankedFile {
  readonly candidate: Candidate;
  readonly score: number;
}

/** Candidates scored between two chances of a pause. */
const PORTION = 50;

/**
 * Files by BM25 on their hit counts (length unknown, so not counted), names and paths counted as hits; the best `limit`. What a file is takes
 * longest to tell and only ever lowers its score, so that is asked of the best alone, until no other can get in.
 */
export function* rankFiles(candidates: readonly Candidate[], query: Query, collection: Collection, weights: RankOptions, limit: number): Portions<RankedFile[]> {
  const scorer = new Scorer(query, collection, weights);
  const scored: RankedFile[] = [];
  for (const candidate of candidates) {
    const bonus = scorer.pathHits(candidate.path);
    const { score, share } = scorer.sum((term) => Math.sqrt(candidate.counts[term] ?? 0) + (bonus[term] ?? 0), 1);
    scored.push({ candidate, score: score * scorer.covered(share) });
    if (scored.length % PORTION === 0) yield;
  }
  scored.sort((a, b) => b.score - a.score);
  let best: RankedFile[] = [];
  for (let at = 0; at < scored.length; at += PORTION) {
    if ((scored[at]?.score ?? 0) < (best[limit - 1]?.score ?? 0)) break;
    const more = scored.slice(at, at + PORTION).map(({ candidate, score }) => ({ candidate, score: score * roleFactor(candidate.path, false, query, weights).factor }));
    best = [...best, ...more].sort((a, b) => b.score - a.score || compare(a.candidate.path, b.candidate.path) || compare(a.candidate.folder, b.candidate.folder)).slice(0, limit);
    yield;
  }
  return best;
}

export interface RankedSnippet {
  readonly file: CutFile;
  readonly snippet: Snippet;
  readonly score: number;
  readonly explain: Explain;
}

export interface SnippetLimits {
  /** Snippets handed out. */
  readonly total: number;
  /** Snippets of one file. */
  readonly perFile: number;
}

/** Snippets by BM25 with the code-aware signals; the best within the limits, best first. */
export function* rankSnippets(files: readonly CutFile[], query: Query, collection: Collection, weights: RankOptions, limits: SnippetLimits): Portions<RankedSnippet[]> {
  const scorer = new Scorer(query, collection, weights);
  const averageLength = average(files.flatMap((file) => file.snippets.map(({ length }) => length)));
  const scored: ScoredFile[] = [];
  for (const file of files) {
    scored.push(scoreFile(file, query, scorer, weights, averageLength));
    yield;
  }
  const bestOf = (pick: (file: ScoredFile) => number): number => scored.reduce((best, file) => Math.max(best, pick(file)), 1e-9);
  const best = bestOf((file) => file.best);
  const neighbours = (weights.neighbours * best) / bestOf((file) => file.neighbours);
  const wholeFile = (weights.wholeFile * best) / bestOf((file) => file.whole);
  const fromFile = (file: ScoredFile) => ({ neighbours: neighbours * file.neighbours, wholeFile: wholeFile * file.whole });
  const rows = scored.flatMap((file) => {
    const added = fromFile(file);
    const wanted = file.snippets.filter(({ snippet }) => passesKinds(file.file.path, snippet, query.filters));
    const chosen = wanted.length > limits.perFile ? wanted.toSorted((a, b) => b.score - a.score).slice(0, limits.perFile) : wanted;
    return chosen.map((entry) => ({ file, entry, score: (entry.score + added.neighbours + added.wholeFile) * file.role * file.named }));
  });
  yield;
  rows.sort((a, b) => b.score - a.score || compare(a.file.file.path, b.file.file.path) || a.entry.snippet.startLine - b.entry.snippet.startLine || compare(a.file.file.folder, b.file.file.folder));
  return rows.slice(0, limits.total).map(({ file, entry: { snippet, share, signals }, score }) => {
    const roles = Object.fromEntries(file.roles.map((name) => [name, file.role]));
    return { file: file.file, snippet, score, explain: { terms: termsIn(snippet, query), share, signals: { ...signals, ...fromFile(file), ...(file.named > 1 && { namedFile: file.named }), ...roles } } };
  });
}

/** How much less each further snippet of a file counts towards the file, and how many count. */
const NEIGHBOUR_DECAY = 0.7;
const NEIGHBOUR_COUNT = 10;
/** What the name of the class or heading around counts of the name itself. */
const CONTAINER_SHARE = 0.5;

interface ScoredSnippet {
  readonly snippet: Snippet;
  readonly score: number;
  readonly share: number;
  readonly signals: Readonly<Record<string, number>>;
}

interface ScoredFile {
  readonly file: CutFile;
  readonly role: number;
  readonly roles: readonly string[];
  readonly snippets: readonly ScoredSnippet[];
  readonly best: number;
  /** Factor for a name that is in the query. */
  readonly named: number;
  /** The best snippets together, each further one for less. */
  readonly neighbours: number;
  /** The file as one text: words that stand far apart in it still count together. */
  readonly whole: number;
}

function scoreFile(file: CutFile, query: Query, scorer: Scorer, weights: RankOptions, averageLength: number): ScoredFile {
  const { factor: role, roles } = roleFactor(file.path, file.isGenerated, query, weights);
  const bonus = scorer.pathHits(file.path);
  const snippets = file.snippets.map((snippet) => scoreSnippet(snippet, query, scorer, weights, bonus, averageLength));
  const scores = snippets.map(({ score }) => score).sort((a, b) => b - a);
  const neighbours = scores.slice(0, NEIGHBOUR_COUNT).reduce((total, score, at) => total + score * NEIGHBOUR_DECAY ** at, 0) * role;
  const whole = scorer.sum((term) => Math.sqrt(file.snippets.reduce((hits, { counts }) => hits + (counts[term] ?? 0), 0)) + (bonus[term] ?? 0), 1);
  const named = 1 + weights.namedFile * scorer.namedShare(file.path);
  return { file, role, roles, named, snippets, best: scores[0] ?? 0, neighbours, whole: whole.score * scorer.covered(whole.share) * role };
}

function scoreSnippet(snippet: Snippet, query: Query, scorer: Scorer, weights: RankOptions, bonus: Float64Array, averageLength: number): ScoredSnippet {
  const symbol = scorer.nameHits(snippet.symbol ?? '');
  const container = scorer.nameHits(snippet.container ?? '');
  const norm = 1 - weights.b + (weights.b * snippet.length) / averageLength;
  const { score, share } = scorer.sum((term) => {
    const named = Math.max(symbol[term] ?? 0, CONTAINER_SHARE * (container[term] ?? 0));
    return (snippet.counts[term] ?? 0) + weights.nameHits * named + (bonus[term] ?? 0);
  }, norm);
  const factors = snippetFactors(snippet, query, weights);
  const coverage = scorer.covered(share);
  const product = Object.values(factors).reduce((all, factor) => all * factor, coverage);
  return { snippet, score: score * product, share, signals: { bm25: score, coverage, ...factors } };
}

/** Factors other than 1 for what the snippet is. */
function snippetFactors(snippet: Snippet, query: Query, weights: RankOptions): Record<string, number> {
  const factors: Record<string, number> = {};
  const symbol = snippet.symbol?.toLowerCase();
  const asked = query.identifiers.filter((name) => name.toLowerCase() === symbol);
  if (asked.length > 0) factors['definition'] = (query.isIdentifier ? weights.definition : weights.namedDefinition) * (asked.some((name) => name === snippet.symbol) ? weights.sameCase : 1);
  if (snippet.kind === 'function') factors['function'] = weights.functions;
  if (snippet.kind === 'block' && snippet.symbol === undefined) factors['loose'] = weights.loose;
  return factors;
}

function termsIn(snippet: Snippet, { terms }: Query): string[] {
  return terms.filter(({ index }) => (snippet.counts[index] ?? 0) > 0).map(({ text, origin, group }) => (origin === 'expansion' ? `${text} (for ${terms[group]?.text})` : text));
}

function average(values: readonly number[]): number {
  return values.length > 0 ? Math.max(1, values.reduce((sum, value) => sum + value, 0) / values.length) : 1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
