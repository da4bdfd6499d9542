import type { ResultRow, Row } from './resultRows.ts';
import type { ResultsView } from './resultsView.ts';

/** The results that a command is for: all that are selected where the clicked row is one of them or none was clicked, else those of the clicked row. */
export function clickedOrSelected(clicked: unknown, { selection }: Pick<ResultsView, 'selection'>): readonly ResultRow[] {
  const isAlone = isRow(clicked) && !selection.some(({ id }) => id === clicked.id);
  const rows = isAlone ? [clicked] : selection;
  const results = rows.flatMap(resultsOf);
  // A file and a result inside it may both be selected.
  return [...new Set(results)];
}

function resultsOf(row: Row): readonly ResultRow[] {
  if (row.kind === 'file') return row.results;
  return row.kind === 'result' ? [row] : [];
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && 'kind' in value && (value.kind === 'file' || value.kind === 'result' || value.kind === 'more');
}
