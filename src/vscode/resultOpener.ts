import { l10n, Range, Selection, TextEditorRevealType, window, workspace } from 'vscode';
import type { Logger } from '../engine/types.ts';
import type { Highlights } from './highlights.ts';
import { uriOf } from './resultItems.ts';
import { neighbourOf, type ResultRow } from './resultRows.ts';
import type { ResultsView } from './resultsView.ts';

/** Takes the user from rows to code. */
export class ResultOpener {
  readonly #view: ResultsView;
  readonly #highlights: Highlights;
  readonly #log: Logger;
  #currentId: string | undefined;

  constructor(view: ResultsView, highlights: Highlights, log: Logger) {
    this.#view = view;
    this.#highlights = highlights;
    this.#log = log;
  }

  /** Opens the row's file in a preview editor, its lines selected and shortly highlighted. Says so where the file has gone. */
  async open(row: ResultRow): Promise<void> {
    this.#currentId = row.id;
    try {
      await this.#show(row);
    } catch (error) {
      this.#log.warn(`Cannot open ${row.result.path}: ${String(error)}`);
      await window.showWarningMessage(l10n.t('{0} cannot be opened: it may have been moved or deleted since the search.', row.result.path));
    }
  }

  /** Opens the next (1) or previous (-1) result as the view shows them, and selects its row. */
  async step(step: 1 | -1): Promise<void> {
    const row = neighbourOf(this.#view.resultRows, this.#currentId, step);
    if (!row) return;
    await this.open(row);
    await this.#view.select(row);
  }

  async #show({ result }: ResultRow): Promise<void> {
    const document = await workspace.openTextDocument(uriOf(result));
    // The file may have become shorter since it was searched.
    const lines = document.validateRange(new Range(result.startLine - 1, 0, result.endLine - 1, Number.MAX_SAFE_INTEGER));
    const editor = await window.showTextDocument(document, { selection: lines, preview: true });
    // The cursor stands at the beginning, where reading starts.
    editor.selection = new Selection(lines.end, lines.start);
    editor.revealRange(lines, TextEditorRevealType.InCenterIfOutsideViewport);
    this.#highlights.flash(editor, lines);
  }
}
