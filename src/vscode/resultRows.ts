import type { RankedResult } from '../engine/types.ts';

/** A row of the view that stands for one result. */
export interface ResultRow {
  readonly kind: 'result';
  /** The same for the same snippet in every update of a query, so that selection and scroll stay. */
  readonly id: string;
  readonly result: RankedResult;
  /** 1-based place in the whole list. */
  readonly rank: number;
}

/** A row that holds the results of one file. */
export interface FileRow {
  readonly kind: 'file';
  readonly id: string;
  readonly folder: string;
  readonly path: string;
  readonly results: readonly ResultRow[];
}

/** The last row, where more was found than is shown. */
export interface MoreRow {
  readonly kind: 'more';
  readonly id: string;
}

export type Row = FileRow | ResultRow | MoreRow;

export type ViewMode = 'tree' | 'list';

export interface RowTree {
  readonly roots: readonly Row[];
  /** Results from top to bottom as the view shows them. */
  readonly inViewOrder: readonly ResultRow[];
  /** File row by id of the result row inside it; empty for a list. */
  readonly parents: ReadonlyMap<string, FileRow>;
}

export const noRows: RowTree = { roots: [], inViewOrder: [], parents: new Map() };

/**
 * Rows of a ranked list. In a tree, files stand in the order of their best result.
 * @param query keeps the ids of one query apart from those of another
 * @param hasMore a row at the end offers what is not shown
 */
export function rowTreeOf(query: string, results: readonly RankedResult[], mode: ViewMode, hasMore = false): RowTree {
  const rows = results.map((result, index): ResultRow => ({ kind: 'result', id: `${query}\n${result.id}`, result, rank: index + 1 }));
  const more: MoreRow[] = hasMore ? [{ kind: 'more', id: `${query}\nmore` }] : [];
  if (mode === 'list') return { roots: [...rows, ...more], inViewOrder: rows, parents: new Map() };
  const files = fileRowsOf(query, rows);
  const parents = new Map(files.flatMap((file) => file.results.map((row) => [row.id, file] as const)));
  return { roots: [...files, ...more], inViewOrder: files.flatMap((file) => file.results), parents };
}

function fileRowsOf(query: string, rows: readonly ResultRow[]): FileRow[] {
  const byFile = new Map<string, ResultRow[]>();
  for (const row of rows) {
    const key = fileKeyOf(row.result);
    const sameFile = byFile.get(key);
    if (sameFile) sameFile.push(row);
    else byFile.set(key, [row]);
  }
  return [...byFile].flatMap(([key, results]) => {
    const best = results[0]?.result;
    return best ? [{ kind: 'file' as const, id: `${query}\n${key}`, folder: best.folder, path: best.path, results }] : [];
  });
}

/**
 * The row that F4 goes to: after (step 1) or before (step -1) the current one, around the ends.
 * Without a current row: the first, or the last when stepping back. Undefined where there are no rows.
 */
export function neighbourOf(rows: readonly ResultRow[], currentId: string | undefined, step: 1 | -1): ResultRow | undefined {
  const at = rows.findIndex(({ id }) => id === currentId);
  if (at < 0) return rows.at(step === 1 ? 0 : -1);
  return rows[(at + step + rows.length) % rows.length];
}

/** How many files a list of results is spread over. */
export function countFiles(results: readonly RankedResult[]): number {
  return new Set(results.map(fileKeyOf)).size;
}

function fileKeyOf({ folder, path }: RankedResult): string {
  return JSON.stringify([folder, path]);
}
