import { env } from 'vscode';
import { clickedOrSelected } from './clickedRows.ts';
import { commandIds } from './contributions.ts';
import { pathOf } from './resultItems.ts';
import type { ResultOpener } from './resultOpener.ts';
import type { ResultRow } from './resultRows.ts';
import type { ResultsView } from './resultsView.ts';
import { copyTextOf } from './resultText.ts';

/** The commands that go from results to code and take their text along. The editor passes the row that was clicked. */
export function resultCommands(view: ResultsView, opener: ResultOpener) {
  const rowsFor = (clicked: unknown): readonly ResultRow[] => clickedOrSelected(clicked, view);
  return {
    [commandIds.openResult]: async (clicked: unknown) => {
      const [row] = rowsFor(clicked);
      if (row) await opener.open(row);
    },
    [commandIds.openToSide]: (clicked: unknown) => opener.openToSide(rowsFor(clicked)),
    [commandIds.peekResult]: (clicked: unknown) => opener.peek(rowsFor(clicked)),
    [commandIds.peekAll]: () => opener.peek(view.resultRows),
    [commandIds.nextResult]: () => opener.step(1),
    [commandIds.previousResult]: () => opener.step(-1),
    [commandIds.copyResult]: (clicked: unknown) => copy(rowsFor(clicked)),
    [commandIds.copyAll]: () => copy(view.resultRows),
  };
}

async function copy(rows: readonly ResultRow[]): Promise<void> {
  if (rows.length === 0) return;
  await env.clipboard.writeText(rows.map(({ result }) => copyTextOf(result, pathOf(result))).join('\n'));
}
