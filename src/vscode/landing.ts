import { Disposable, Selection, type TextDocument, type TextEditor, TextEditorRevealType, TextEditorSelectionChangeKind, window } from 'vscode';
import type { LineRange } from '../engine/lineShift.ts';
import { rangeIn } from './codePlace.ts';
import type { Highlights } from './highlights.ts';

/** Lines that rows of a view lead to. */
export interface Target {
  /** As the row has them. */
  readonly from: LineRange;
  /** Where they stand since edits moved them; undefined where they are gone. */
  readonly now: LineRange | undefined;
}

/** Completes what the editor does when a row is opened: the cursor stands at the beginning, where reading starts, and the lines are shortly highlighted. */
export class Landing implements Disposable {
  readonly #targets: (document: TextDocument) => readonly Target[];
  readonly #highlights: Highlights;
  readonly #selections: Disposable;

  /** @param targets lines in a document that rows lead to */
  constructor(targets: (document: TextDocument) => readonly Target[], highlights: Highlights) {
    this.#targets = targets;
    this.#highlights = highlights;
    this.#selections = window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
      // What the user selects by hand is theirs.
      if (kind === undefined || kind === TextEditorSelectionChangeKind.Command) this.#land(textEditor);
    });
  }

  dispose(): void {
    this.#selections.dispose();
  }

  /** A row's lines, selected forwards: the editor has just opened them. */
  #land(editor: TextEditor): void {
    const { document, selection, selections } = editor;
    if (selections.length > 1 || selection.isReversed || selection.isEmpty) return;
    const target = this.#targets(document).find(({ from, now }) => [from, now].some((lines) => lines && rangeIn(document, lines).isEqual(selection)));
    if (target?.now === undefined) return;
    const lines = rangeIn(document, target.now);
    editor.selection = new Selection(lines.end, lines.start);
    editor.revealRange(lines, TextEditorRevealType.InCenterIfOutsideViewport);
    this.#highlights.flash(editor, lines);
  }
}
