import { l10n, type QuickInputButton, type QuickPickItem, QuickPickItemKind, ThemeIcon } from 'vscode';
import type { RankedResult, SearchUpdate } from '../engine/types.ts';
import { shortened, withoutIcons } from './questionText.ts';
import { pathOf } from './resultItems.ts';
import { type ResultRow, rowTreeOf } from './resultRows.ts';
import { percentOf } from '../engine/percent.ts';
import { placeInListOf, titleOf } from './resultText.ts';

/** A line of the box that asks for a question. */
export type QuestionChoice = QuickPickItem & { readonly means?: Meaning };

/** What choosing a line does. */
export type Meaning =
  /** Searches for what stands in the box. */
  | { readonly kind: 'typed' }
  | { readonly kind: 'recent' | 'example'; readonly question: string }
  | { readonly kind: 'result'; readonly row: ResultRow };

/** A list that is looked over while typing; the view has all of them. */
const MAX_RESULTS = 20;

export const editButton: QuickInputButton = { iconPath: new ThemeIcon('edit'), tooltip: l10n.t('Edit') };
export const removeButton: QuickInputButton = { iconPath: new ThemeIcon('close'), tooltip: l10n.t('Remove') };

/** The first line always: Enter searches for what was typed, whatever stands below. */
export function typedChoice(text: string): QuestionChoice {
  const label = text === '' ? l10n.t('Search for …') : l10n.t('Search for “{0}”', withoutIcons(shortened(text)));
  const detail = l10n.t('Also: "exact phrase", lang:python, kind:test, -path:src/api');
  return { label, iconPath: new ThemeIcon('search'), alwaysShow: true, means: { kind: 'typed' }, ...(text === '' && { detail }) };
}

/** @param isFiltered only those that match the typed text are shown */
export function recentChoices(questions: readonly string[], isFiltered: boolean): QuestionChoice[] {
  return withHeading(l10n.t('recent'), questions.map((question) => ({
    label: withoutIcons(shortened(question)), iconPath: new ThemeIcon('history'), buttons: [editButton, removeButton], alwaysShow: !isFiltered, means: { kind: 'recent', question },
  })));
}

/** @param isFiltered only those that match the typed text are shown */
export function exampleChoices(questions: readonly string[], isFiltered: boolean): QuestionChoice[] {
  return withHeading(l10n.t('questions about this code'), questions.map((question) => ({
    label: withoutIcons(question), iconPath: new ThemeIcon('lightbulb'), buttons: [editButton], alwaysShow: !isFiltered, means: { kind: 'example', question },
  })));
}

/** The best results, as they are ranked: the editor must not leave out those that do not contain the typed text. */
export function resultChoices(query: string, { results }: SearchUpdate): QuestionChoice[] {
  const rows = rowTreeOf(query, results.slice(0, MAX_RESULTS), 'list').inViewOrder;
  if (rows.length === 0) return [{ label: l10n.t('nothing found'), kind: QuickPickItemKind.Separator }];
  return withHeading(l10n.t('results'), rows.map((row) => ({
    label: withoutIcons(titleOf(row.result)), description: withoutIcons(placeAndRelevanceOf(row.result)), alwaysShow: true, means: { kind: 'result', row },
  })));
}

function placeAndRelevanceOf(result: RankedResult): string {
  const place = placeInListOf(result, pathOf(result));
  return result.relevance === undefined ? place : `${percentOf(result.relevance)} · ${place}`;
}

function withHeading(heading: string, choices: readonly QuestionChoice[]): QuestionChoice[] {
  return choices.length === 0 ? [] : [{ label: heading, kind: QuickPickItemKind.Separator }, ...choices];
}
