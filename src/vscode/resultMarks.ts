import { Disposable, EventEmitter, OverviewRulerLane, Range, type TextDocument, type TextDocumentChangeEvent, ThemeColor, type Uri, window, workspace } from 'vscode';
import { anchorOf, findAnchor } from '../engine/anchor.ts';
import { type LineRange, shiftLinesBy } from '../engine/lineShift.ts';
import type { RankedResult } from '../engine/types.ts';
import { rangeIn } from './codePlace.ts';
import { editsOf } from './documentEdits.ts';
import type { Target } from './landing.ts';
import { uriOf } from './resultItems.ts';
import type { ResultRow } from './resultRows.ts';
import type { ResultsView } from './resultsView.ts';

/** A result on show, and where its lines stand in an open document. */
export interface Mark {
  readonly row: ResultRow;
  readonly lines: LineRange;
}

interface Located {
  readonly result: RankedResult;
  /** Undefined where an edit took the lines away. */
  readonly lines: LineRange | undefined;
}

/** Marks the results on show in every editor that shows their file, and follows the lines through edits. They go with the search. */
export class ResultMarks implements Disposable {
  readonly #view: ResultsView;
  readonly #changes = new EventEmitter<undefined>();
  /** Told when the results on show have changed. */
  readonly onDidChange = this.#changes.event;
  readonly #decoration = window.createTextEditorDecorationType({
    isWholeLine: true,
    // The colour that matched words have in the list.
    borderColor: new ThemeColor('list.highlightForeground'),
    borderStyle: 'solid',
    borderWidth: '0 0 0 2px',
    overviewRulerColor: new ThemeColor('editorOverviewRuler.findMatchForeground'),
    overviewRulerLane: OverviewRulerLane.Center,
  });
  readonly #owned: Disposable;
  #rows: ReadonlyMap<string, readonly ResultRow[]> = new Map();
  /** By document and row: what was found of the rows in documents that were looked at. */
  readonly #located = new Map<string, ReadonlyMap<string, Located>>();

  constructor(view: ResultsView) {
    this.#view = view;
    this.#owned = Disposable.from(
      view.onDidChangeRows(() => this.#update()),
      window.onDidChangeVisibleTextEditors(() => this.#draw()),
      workspace.onDidChangeTextDocument((event) => this.#follow(event)),
      workspace.onDidCloseTextDocument(({ uri }) => this.#located.delete(uri.toString())),
      this.#changes,
      this.#decoration,
    );
  }

  get isEmpty(): boolean {
    return this.#rows.size === 0;
  }

  /** The results whose lines are still there, best first. */
  marksIn(document: TextDocument): readonly Mark[] {
    return this.#locatedIn(document).flatMap(([row, lines]) => (lines ? [{ row, lines }] : []));
  }

  /** Where rows of the view lead to. */
  targetsIn(document: TextDocument): readonly Target[] {
    return this.#locatedIn(document).map(([{ result }, now]) => ({ from: result, now }));
  }

  /** Where a result's lines stand now, as far as its document is open. */
  linesOf({ id, result }: ResultRow): LineRange {
    return this.#located.get(uriOf(result).toString())?.get(id)?.lines ?? result;
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #update(): void {
    const rows = new Map<string, ResultRow[]>();
    for (const row of this.#view.resultRows) {
      const key = uriOf(row.result).toString();
      rows.set(key, [...(rows.get(key) ?? []), row]);
    }
    this.#rows = rows;
    for (const key of this.#located.keys()) if (!rows.has(key)) this.#located.delete(key);
    this.#draw();
    this.#changes.fire(undefined);
  }

  #locatedIn(document: TextDocument): readonly (readonly [row: ResultRow, lines: LineRange | undefined])[] {
    const key = document.uri.toString();
    const rows = this.#rows.get(key);
    if (!rows) return [];
    const known = this.#located.get(key);
    const located = new Map(rows.map((row) => [row.id, stillValid(known?.get(row.id), row.result) ?? locate(row.result, document)]));
    this.#located.set(key, located);
    return rows.map((row) => [row, located.get(row.id)?.lines]);
  }

  #follow({ document, contentChanges }: TextDocumentChangeEvent): void {
    const known = this.#located.get(document.uri.toString());
    if (!known || contentChanges.length === 0) return;
    const edits = editsOf(contentChanges);
    this.#located.set(document.uri.toString(), new Map([...known].map(([id, { result, lines }]) => [id, { result, lines: lines && shiftLinesBy(lines, edits) }])));
    this.#draw(document.uri);
  }

  /** @param only the editors of one document; left out: of all */
  #draw(only?: Uri): void {
    for (const editor of window.visibleTextEditors) {
      const { document } = editor;
      if (only === undefined || document.uri.toString() === only.toString()) editor.setDecorations(this.#decoration, this.#rangesIn(document));
    }
  }

  #rangesIn(document: TextDocument): Range[] {
    return this.marksIn(document).map(({ lines }) => rangeIn(document, lines));
  }
}

/** What was found of a result holds until the result has other lines or another text: a score alone changes neither. */
function stillValid(located: Located | undefined, { text, startLine }: RankedResult): Located | undefined {
  return located?.result.text === text && located.result.startLine === startLine ? located : undefined;
}

/** A file may have been edited between the search and the moment that it is shown. */
function locate(result: RankedResult, document: TextDocument): Located {
  const inPlace = document.getText(rangeIn(document, result)).replaceAll('\r\n', '\n') === result.text.replaceAll('\r\n', '\n');
  if (inPlace) return { result, lines: result };
  const { text, startLine, endLine, symbol } = result;
  return { result, lines: findAnchor(anchorOf(text, startLine, endLine - startLine + 1, symbol), document.getText().split('\n')) };
}
