import { l10n, type Memento, window } from 'vscode';

/** Where the last query of this workspace is kept. */
const lastQueryKey = 'semanticSearch.lastQuery';

/** A selection longer than this is code to look at, not a question. */
const MAX_SELECTION_LENGTH = 500;

/** Asks for the query and remembers it for the next time. */
export class QueryInput {
  readonly #memory: Memento;
  readonly #onIntent: () => void;

  /** @param onIntent told when the box opens: a search is likely to follow */
  constructor(memory: Memento, onIntent: () => void) {
    this.#memory = memory;
    this.#onIntent = onIntent;
  }

  /** The query that was typed; undefined where the box was left or is empty. */
  async ask(): Promise<string | undefined> {
    this.#onIntent();
    const typed = await window.showInputBox({
      title: l10n.t('Semantic Search'),
      placeHolder: l10n.t('Ask in plain words, for example: where are failed requests retried'),
      prompt: l10n.t('Also: "exact phrase", lang:python, path:src/api, -path:test'),
      value: this.#memory.get<string>(lastQueryKey, ''),
    });
    const query = typed?.trim();
    return query === '' ? undefined : query;
  }

  async remember(query: string): Promise<void> {
    await this.#memory.update(lastQueryKey, query);
  }
}

/** The text selected in the active editor as a query on one line; undefined where nothing is selected. */
export function selectedText(): string | undefined {
  const editor = window.activeTextEditor;
  const text = editor?.document.getText(editor.selection).replace(/\s+/g, ' ').trim().slice(0, MAX_SELECTION_LENGTH);
  return text === '' ? undefined : text;
}
