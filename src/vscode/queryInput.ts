import { window } from 'vscode';
import { type Asked, QuestionBox, type QuestionBoxParts } from './questionBox.ts';
import { oneLine } from './questionText.ts';
import type { ScopeChoice } from './searchRequest.ts';

/** A selection longer than this is code to look at, not a question. */
const MAX_SELECTION_LENGTH = 500;

export interface QueryInputParts extends Omit<QuestionBoxParts, 'live'> {
  /** As the settings are now. */
  readonly live: () => QuestionBoxParts['live'];
  /** Told when the box opens: a search is likely to follow. */
  readonly onIntent: () => void;
}

/** Asks for the query and remembers it for the next time. */
export class QueryInput {
  readonly #parts: QueryInputParts;

  constructor(parts: QueryInputParts) {
    this.#parts = parts;
  }

  /**
   * What was typed or chosen; undefined where the box was left.
   * @param scope what a live search looks at, and the request asks for
   * @param isFresh the box is empty, with the recent questions below; else the last one stands in it, selected
   */
  ask(scope: ScopeChoice = { kind: 'workspace' }, isFresh = false): Promise<Asked | undefined> {
    const { history, examples, live, onIntent } = this.#parts;
    onIntent();
    return new QuestionBox({ history, examples, live: live() }, scope, isFresh ? '' : (history.questions[0] ?? '')).ask();
  }

  async remember(query: string): Promise<void> {
    await this.#parts.history.add(query);
  }

  async forgetAll(): Promise<void> {
    await this.#parts.history.clear();
  }
}

/** The text selected in the active editor as a query on one line; undefined where nothing is selected. */
export function selectedText(): string | undefined {
  const editor = window.activeTextEditor;
  const text = editor && oneLine(editor.document.getText(editor.selection)).slice(0, MAX_SELECTION_LENGTH).trim();
  return text === '' ? undefined : text;
}
