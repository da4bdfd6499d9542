import { type Disposable, OverviewRulerLane, type Range, type TextEditor, ThemeColor, window, workspace } from 'vscode';

/** Long enough for the eye to find the place, short enough not to be in the way. */
const FLASH_MS = 1_500;

/** Marks the lines that were gone to, for a moment or until their file is edited. */
export class Highlights implements Disposable {
  readonly #decoration = window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new ThemeColor('editor.rangeHighlightBackground'),
    // The background is faint in some themes: the bar at the left is seen in all.
    borderColor: new ThemeColor('focusBorder'),
    borderStyle: 'solid',
    borderWidth: '0 0 0 4px',
    overviewRulerColor: new ThemeColor('editorOverviewRuler.rangeHighlightForeground'),
    overviewRulerLane: OverviewRulerLane.Full,
  });
  readonly #edits: Disposable;
  #editor: TextEditor | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.#edits = workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0 && document === this.#editor?.document) this.clear();
    });
  }

  flash(editor: TextEditor, lines: Range): void {
    this.clear();
    this.#editor = editor;
    editor.setDecorations(this.#decoration, [lines]);
    this.#timer = setTimeout(() => this.clear(), FLASH_MS);
  }

  /** The marks go at once: what they stand for is no longer on show. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#editor?.setDecorations(this.#decoration, []);
    this.#editor = undefined;
  }

  dispose(): void {
    this.clear();
    this.#edits.dispose();
    this.#decoration.dispose();
  }
}
