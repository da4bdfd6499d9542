import { type FileLines, overlaps } from '../../src/engine/measures.ts';
import type { JudgedPaths, JudgedQuery } from './judgedQueries.ts';

/** Measures of one query, each 0..1. */
export type Measures = Readonly<Record<string, number>>;

const cutoffs = [10, 50, 100, 200];

/** Discounted cumulative gain with gain 2^grade - 1 (Burges et al., Learning to rank using gradient descent, 2005). */
function dcg(grades: readonly number[]): number {
  return grades.reduce((sum, grade, at) => sum + (2 ** grade - 1) / Math.log2(at + 2), 0);
}

/**
 * Line level: a row finds a span when they share at least half of the shorter; each span is credited once, to its first finder.
 * @param rows best first, as many as there are
 */
export function lineMeasures(query: JudgedQuery, rows: readonly FileLines[], judged: JudgedPaths): Measures {
  const paths = judged.get(query.name);
  const inScope = paths ? rows.filter((row) => paths.has(row.path)) : rows;
  const firstRank = query.relevant.map((span) => inScope.findIndex((row) => overlaps(row, span)) + 1);
  const grades = Array.from({ length: 10 }, () => 0);
  firstRank.forEach((rank, at) => {
    if (rank > 0 && rank <= 10) grades[rank - 1] = Math.max(grades[rank - 1] ?? 0, query.relevant[at]?.grade ?? 0);
  });
  const ideal = query.relevant.map(({ grade }) => grade).sort((a, b) => b - a).slice(0, 10);
  const best = Math.min(...firstRank.filter((rank) => rank > 0), Infinity);
  const answers = firstRank.filter((_, at) => query.relevant[at]?.grade === 2);
  return { 'ndcg@10': dcg(grades) / dcg(ideal), mrr: best === Infinity ? 0 : 1 / best, 'hit@1': Number(best <= 1), 'hit@5': Number(best <= 5), 'hit@10': Number(best <= 10), ...recallOf(answers) };
}

/** Share of the answers among the first so many rows; a rank of 0 is none. */
function recallOf(ranks: readonly number[]): Measures {
  return Object.fromEntries(cutoffs.map((n) => [`recall@${n}`, ranks.filter((rank) => rank > 0 && rank <= n).length / ranks.length]));
}

/** File level, binary, one rank per target, rows below the root, of which ten count but for recall: the rule of the public semble benchmark. */
export function fileMeasures(query: JudgedQuery, rows: readonly FileLines[]): Measures {
  const root = query.root ? `${query.root.replace(/\/$/, '')}/` : '';
  const inRoot = rows.filter((row) => row.path.startsWith(root));
  const ranks = query.relevant.map((target) => inRoot.findIndex((row) => row.path === target.path && (target.span !== true || !(row.endLine < target.startLine || row.startLine > target.endLine))) + 1);
  const gains = Array.from({ length: 10 }, (_, at) => Number(ranks.includes(at + 1)));
  const first = gains.indexOf(1) + 1;
  const ideal = dcg(query.relevant.slice(0, 10).map(() => 1));
  return { 'ndcg@10': dcg(gains) / ideal, mrr: first > 0 ? 1 / first : 0, 'hit@1': Number(first === 1), 'hit@5': Number(first > 0 && first <= 5), 'hit@10': Number(first > 0), ...recallOf(ranks) };
}
