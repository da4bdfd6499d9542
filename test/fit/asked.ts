import { type FileLines, overlaps } from '../../src/engine/measures.ts';
import { defaultSearchOptions } from '../../src/engine/options.ts';
import { passageOf } from '../../src/engine/passage.ts';
import { queryOf } from '../../src/engine/search.ts';
import { seededRandom } from '../../src/engine/statistics.ts';
import type { Query, RankedResult } from '../../src/engine/types.ts';
import { firstStage, logitsOf } from '../bench/firstStage.ts';
import { setNames, type JudgedPaths, type JudgedQuery, type SetName } from '../bench/judgedQueries.ts';
import type { BenchPorts } from '../bench/ports.ts';

/** A question asked of a repository, and what was found there. */
export interface Asked {
  /** `name` and `root` are those of the repository that was asked. */
  readonly judged: JudgedQuery;
  readonly set: SetName;
  /** Asked of its own repository; elsewhere, nothing is known to answer it. */
  readonly isAnswerable: boolean;
  readonly query: Query;
  /** In text order, those that the model reads with their logits. Texts are dropped. */
  readonly results: readonly RankedResult[];
}

/** Asks each question as the product does and scores what the model would read. Scores that are kept from before are not made again. */
export async function askAll(set: SetName, queries: readonly JudgedQuery[], isAnswerable: boolean, trees: string, ports: BenchPorts): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (const judged of queries) {
    const query = queryOf(judged.query, defaultSearchOptions);
    const results = await firstStage(judged, set, trees, ports);
    const read = results.slice(0, defaultSearchOptions.candidateLimit);
    const logits = await logitsOf(ports.reranker, query.text, read.map(passageOf));
    asked.push({ judged, set, isAnswerable, query, results: results.map((result, at) => withLogit(result, logits[at])) });
    if (asked.length % 50 === 0) process.stderr.write(`${set}, ${isAnswerable ? 'at home' : 'elsewhere'}: ${asked.length} of ${queries.length}\n`);
  }
  return asked;
}

function withLogit(result: RankedResult, logit: number | undefined): RankedResult {
  const slim = { ...result, text: '', hitLines: [] };
  return logit === undefined ? slim : { ...slim, logit };
}

/** Each question with another repository in place of its own: of the same language where there is one; the same in every run. */
export function elsewhere(set: SetName, queries: readonly JudgedQuery[]): JudgedQuery[] {
  const random = seededRandom(1 + setNames.indexOf(set));
  const repositories = [...new Map(queries.map((query) => [query.name, query])).values()];
  return queries.flatMap((query) => {
    const others = repositories.filter(({ name }) => name !== query.name);
    const alike = others.filter(({ lang }) => lang === query.lang);
    const pool = alike.length > 0 ? alike : others;
    const other = pool[Math.floor(random() * pool.length)];
    return other ? [{ ...query, name: other.name, root: other.root ?? null, relevant: [] }] : [];
  });
}

/** Whether a row was judged to answer; undefined where it lies in a file that nobody judged. */
export function isRelevant({ judged, set }: Pick<Asked, 'judged' | 'set'>, row: FileLines, paths: JudgedPaths): boolean | undefined {
  if (set === 'semble') return judged.relevant.some((target) => target.path === row.path && (target.span !== true || !(row.endLine < target.startLine || row.startLine > target.endLine)));
  if (paths.get(judged.name)?.has(row.path) === false) return undefined;
  return judged.relevant.some((span) => overlaps(row, span));
}
