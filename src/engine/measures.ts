/** Lines of a file, 1-based and inclusive. */
export interface FileLines {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** A row counts with at most so many lines from its start. */
const MAX_ROW_LINES = 60;

/** A row finds a span when they share at least half of the shorter of the two. */
export function overlaps(row: FileLines, span: FileLines): boolean {
  const end = Math.min(row.endLine, row.startLine + MAX_ROW_LINES - 1);
  const shared = Math.min(end, span.endLine) - Math.max(row.startLine, span.startLine) + 1;
  return row.path === span.path && shared > 0 && 2 * shared >= Math.min(end - row.startLine + 1, span.endLine - span.startLine + 1);
}

/** 1 / place of the first row that finds one of the spans; 0 where none does. @param rows best first */
export function reciprocalRank(rows: readonly FileLines[], spans: readonly FileLines[]): number {
  const first = rows.findIndex((row) => spans.some((span) => overlaps(row, span))) + 1;
  return first > 0 ? 1 / first : 0;
}
