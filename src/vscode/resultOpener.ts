import { commands, type Disposable, l10n, Location, Range, TextEditorRevealType, window, workspace } from 'vscode';
import type { LineRange } from '../engine/lineShift.ts';
import type { RankedResult, Logger } from '../engine/types.ts';
import { openToSide, rangeIn } from './codePlace.ts';
import { uriOf } from './resultItems.ts';
import { neighbourOf, type ResultRow } from './resultRows.ts';
import type { ResultsView } from './resultsView.ts';

/** Where a result's lines stand now. */
type LinesOf = (row: ResultRow) => LineRange;

/** Takes the user from rows to code. */
export class ResultOpener implements Disposable {
  readonly #view: ResultsView;
  readonly #linesOf: LinesOf;
  readonly #log: Logger;
  readonly #selections: Disposable;
  #currentId: string | undefined;

  constructor(view: ResultsView, linesOf: LinesOf, log: Logger) {
    this.#view = view;
    this.#linesOf = linesOf;
    this.#log = log;
    this.#selections = view.onDidChangeSelection(({ selection }) => {
      const [row] = selection;
      if (selection.length === 1 && row?.kind === 'result') this.#currentId = row.id;
    });
  }

  dispose(): void {
    this.#selections.dispose();
  }

  /** Opens the row's file in a preview editor, its lines selected. Says so where the file has gone. */
  async open(row: ResultRow): Promise<void> {
    this.#currentId = row.id;
    try {
      await this.#show(row);
    } catch (error) {
      this.#log.warn(`Cannot open ${row.result.path}: ${String(error)}`);
      await window.showWarningMessage(l10n.t('{0} cannot be opened: it may have been moved or deleted since the search.', row.result.path));
    }
  }

  /** Where a result's lines stand now, as far as its document is open. */
  linesOf(row: ResultRow): LineRange {
    return this.#linesOf(row);
  }

  /** Opens the rows beside the active editor. */
  async openToSide(rows: readonly ResultRow[]): Promise<void> {
    for (const row of rows) {
      this.#currentId = row.id;
      await openToSide({ uri: uriOf(row.result), lines: this.#linesOf(row) });
    }
  }

  /** Shows results inside the active editor, where its cursor stands; without an editor, in that of the first result. */
  async peek(rows: readonly ResultRow[]): Promise<void> {
    const [first] = rows;
    if (!first) return;
    const locations = rows.map((row) => new Location(uriOf(row.result), titleRangeOf(row.result, this.#linesOf(row))));
    const editor = window.activeTextEditor?.document.uri.scheme === 'file' ? window.activeTextEditor : undefined;
    const uri = editor?.document.uri ?? uriOf(first.result);
    const position = editor?.selection.active ?? titleRangeOf(first.result, this.#linesOf(first)).start;
    // Outside what is scrolled into sight the peek would take the reader away from where they are.
    editor?.revealRange(new Range(position, position), TextEditorRevealType.InCenterIfOutsideViewport);
    await commands.executeCommand('editor.action.peekLocations', uri, position, locations, 'peek');
  }

  /** Opens the next (1) or previous (-1) result as the view shows them, and selects its row. */
  async step(step: 1 | -1): Promise<void> {
    const row = neighbourOf(this.#view.resultRows, this.#currentId, step);
    if (!row) return;
    await this.open(row);
    await this.#view.select(row);
  }

  async #show(row: ResultRow): Promise<void> {
    const document = await workspace.openTextDocument(uriOf(row.result));
    await window.showTextDocument(document, { selection: rangeIn(document, this.#linesOf(row)), preview: true });
  }
}

/** The line that stands for the result, or the next one that says something, without the spaces before it. */
function titleRangeOf({ text, startLine, titleLine }: RankedResult, now: LineRange): Range {
  const lines = text.split('\n');
  const told = lines.findIndex((line, at) => at >= titleLine - startLine && /[\p{L}\p{N}]/u.test(line));
  const line = lines[told] ?? '';
  const at = now.startLine - 1 + Math.max(0, told);
  return new Range(at, line.length - line.trimStart().length, at, line.trimEnd().length);
}
