import { l10n, type QuickPick, type QuickPickItemButtonEvent, window } from 'vscode';
import type { SearchUpdate } from '../engine/types.ts';
import { LiveSearch, type LiveSearchPorts } from './liveSearch.ts';
import { editButton, exampleChoices, type QuestionChoice, recentChoices, resultChoices, typedChoice } from './questionChoices.ts';
import { oneLine } from './questionText.ts';
import type { ResultRow } from './resultRows.ts';
import { scopeNameOf } from './scopeNames.ts';
import type { SearchHistory } from './searchHistory.ts';
import { requestFor, type ScopeChoice, type SearchRequest } from './searchRequest.ts';

/** What came of asking. */
export interface Asked {
  readonly request: SearchRequest;
  /** What live search has found for it so far. */
  readonly update?: SearchUpdate | undefined;
  /** The row that was chosen, where it was one and not the whole answer. */
  readonly row?: ResultRow;
}

export interface QuestionBoxParts {
  readonly history: SearchHistory;
  /** Questions to begin with, about this workspace. */
  readonly examples: () => Promise<readonly string[]>;
  /** Undefined where nothing is searched before Enter. */
  readonly live: LiveSearchPorts | undefined;
}

/** Whoever has asked so many knows how. */
const FEW_QUESTIONS = 5;

/** One opening of the box in which a question is typed or chosen: a quick pick with the typed text as its first line. */
export class QuestionBox {
  readonly #parts: QuestionBoxParts;
  readonly #scope: ScopeChoice;
  readonly #live: LiveSearch | undefined;
  readonly #pick: QuickPick<QuestionChoice> = window.createQuickPick<QuestionChoice>();
  #examples: readonly string[] = [];
  /** The text as it was put there. While it stands nothing is left out below it. */
  #given: string;

  /** @param given what stands in the box, selected, when it opens */
  constructor(parts: QuestionBoxParts, scope: ScopeChoice, given: string) {
    this.#parts = parts;
    this.#scope = scope;
    this.#given = given;
    this.#live = parts.live && new LiveSearch(parts.live, () => this.#render());
    const pick = this.#pick;
    const place = scopeNameOf(scope, l10n.t);
    pick.title = place === undefined ? l10n.t('Semantic Search') : l10n.t('Semantic Search {0}', place);
    pick.placeholder = l10n.t('Ask in plain words, for example: where are failed requests retried');
    pick.value = given;
    pick.keepScrollPosition = true;
    keepOrder(pick);
  }

  /** Resolves when the box has closed: undefined where it was left. */
  ask(): Promise<Asked | undefined> {
    const pick = this.#pick;
    return new Promise((resolve) => {
      pick.onDidChangeValue(() => this.#typed());
      pick.onDidTriggerItemButton((event) => void this.#pressed(event));
      pick.onDidAccept(() => {
        const asked = this.#chosen();
        if (!asked) return;
        resolve(asked);
        pick.hide();
      });
      pick.onDidHide(() => {
        this.#live?.stop();
        pick.dispose();
        resolve(undefined);
      });
      this.#render();
      pick.show();
      void this.#addExamples();
    });
  }

  get #text(): string {
    return oneLine(this.#pick.value);
  }

  /** Examples are for those who have not asked much yet. */
  async #addExamples(): Promise<void> {
    if (this.#parts.history.questions.length >= FEW_QUESTIONS) return;
    this.#examples = await this.#parts.examples();
    this.#render();
  }

  #typed(): void {
    if (this.#pick.value !== this.#given) this.#given = '';
    void this.#live?.type(this.#text === '' || this.#isAsGiven ? undefined : this.#request);
    this.#render();
    // What Enter means while typing: the editor still tells of the row from before.
    this.#pick.activeItems = this.#pick.items.slice(0, 1);
  }

  get #isAsGiven(): boolean {
    return this.#given !== '' && this.#pick.value === this.#given;
  }

  get #request(): SearchRequest {
    return requestFor(this.#text, this.#scope);
  }

  #render(): void {
    const pick = this.#pick;
    const chosen = keyOf(pick.activeItems[0]);
    const answer = this.#live?.answer;
    const questions = this.#live && this.#text !== '' && !this.#isAsGiven ? [] : this.#questions();
    const results = answer?.update ? resultChoices(this.#text, answer.update) : [];
    pick.busy = answer?.isBusy === true;
    pick.items = [typedChoice(this.#text), ...results, ...questions];
    // Whoever has moved to a row stays on it, wherever it goes.
    const same = chosen === undefined ? undefined : pick.items.find((item) => keyOf(item) === chosen);
    const first = this.#text === '' ? pick.items.find(({ means }) => means?.kind === 'recent') : undefined;
    const active = same ?? first ?? pick.items[0];
    pick.activeItems = active ? [active] : [];
  }

  #questions(): QuestionChoice[] {
    const { questions } = this.#parts.history;
    const recent = questions.filter((question) => question !== this.#text);
    const examples = this.#examples.filter((question) => !questions.includes(question));
    return [...recentChoices(recent, !this.#isAsGiven), ...exampleChoices(examples, !this.#isAsGiven)];
  }

  async #pressed({ button, item: { means } }: QuickPickItemButtonEvent<QuestionChoice>): Promise<void> {
    if (means?.kind !== 'recent' && means?.kind !== 'example') return;
    if (button === editButton) {
      this.#pick.value = means.question;
      this.#given = means.question;
    } else await this.#parts.history.remove(means.question);
    this.#render();
  }

  /** Undefined where Enter means nothing: an empty box. */
  #chosen(): Asked | undefined {
    const means = this.#pick.selectedItems[0]?.means;
    if (means?.kind === 'recent' || means?.kind === 'example') return { request: requestFor(means.question, this.#scope) };
    if (this.#text === '') return undefined;
    const found = { request: this.#request, update: this.#live?.answer.update };
    return means?.kind === 'result' ? { ...found, row: means.row } : found;
  }
}

/** Tells lines apart, from one drawing to the next. */
function keyOf(choice: QuestionChoice | undefined): string | undefined {
  if (choice?.means?.kind === 'result') return `result ${choice.means.row.id}`;
  return choice?.means && 'question' in choice.means ? choice.means.question : choice?.means?.kind;
}

/**
 * While something is typed the editor sorts by where that text stands in the labels, and its published interface has no word against it: to
 * keep an order is proposed since 2019 (microsoft/vscode#73904). The editors tried (1.90, 1.100, 1.139) have the property all the same and ask no
 * leave for it. One that drops it sorts again; nothing else changes, and the first line stays what Enter takes (`#typed`).
 */
function keepOrder(pick: QuickPick<QuestionChoice>): void {
  if ('sortByLabel' in pick) pick.sortByLabel = false;
}
