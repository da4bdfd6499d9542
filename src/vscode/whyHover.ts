import { type Disposable, Hover, type HoverProvider, l10n, languages, MarkdownString, type Position, type TextDocument } from 'vscode';
import type { ResultMarks } from './resultMarks.ts';
import { reasonsOf } from './resultTooltip.ts';

/** Says over the lines of a result why they were found. Asked only while results are on show. */
export class WhyHover implements HoverProvider, Disposable {
  readonly #marks: ResultMarks;
  readonly #changes: Disposable;
  #registration: Disposable | undefined;

  constructor(marks: ResultMarks) {
    this.#marks = marks;
    this.#changes = marks.onDidChange(() => this.#register());
  }

  provideHover(document: TextDocument, { line }: Position): Hover | undefined {
    const here = this.#marks.marksIn(document).filter(({ lines }) => lines.startLine <= line + 1 && line + 1 <= lines.endLine);
    if (here.length === 0) return undefined;
    const texts = here.map(({ row }) => `${l10n.t('Semantic Search')} — ${reasonsOf(row.result, row.rank, l10n.t)}`);
    // Nothing in it is trusted: neither commands nor HTML.
    return new Hover(texts.map((text) => new MarkdownString(text)));
  }

  dispose(): void {
    this.#registration?.dispose();
    this.#changes.dispose();
  }

  #register(): void {
    if (this.#marks.isEmpty) {
      this.#registration?.dispose();
      this.#registration = undefined;
    } else this.#registration ??= languages.registerHoverProvider({ scheme: 'file' }, this);
  }
}
