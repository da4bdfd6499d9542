import { l10n, type QuickPickItem, QuickPickItemKind, window, workspace } from 'vscode';
import { filtersIn, withFilters } from '../engine/queryText.ts';
import { commandIds } from './contributions.ts';
import { choiceOf, type FilterGroup, filterGroups, type FilterMeaning, isInsteadOf } from './filterItems.ts';
import type { QueryInput } from './queryInput.ts';
import { type Session, updateOf } from './session.ts';
import type { SettingsReader } from './settings.ts';

/** Files that are looked at to tell the languages of the workspace. */
const MAX_LISTED = 5_000;

/** What the filters work on. */
export interface FilterRooms {
  readonly session: Session;
  readonly settings: SettingsReader;
  readonly input: QueryInput;
}

interface Item extends QuickPickItem {
  /** Undefined for the title of a group. */
  readonly means?: FilterMeaning;
}

export function filterCommands(rooms: FilterRooms) {
  return { [commandIds.filter]: () => chooseFilters(rooms) };
}

/** Writes what is picked into the question and asks it again. The least relevance is a setting: it chooses among what was found. */
async function chooseFilters({ session, settings, input }: FilterRooms): Promise<void> {
  const { state } = session;
  if (state.kind === 'idle') return;
  const { request } = state;
  const { minimumRelevance } = settings.read();
  const update = updateOf(state);
  const isNarrowed = filtersIn(request.query).languages.length > 0 || !update || update.pool.candidates.length === 0;
  const otherPaths = isNarrowed ? (await workspace.findFiles('**/*', undefined, MAX_LISTED)).map(({ path }) => path) : [];
  const picks = await pick(filterGroups({ query: request.query, update, otherPaths, minimumRelevance }, l10n.t), request.query);
  if (!picks) return;
  const choice = choiceOf(picks);
  if (choice.minimumRelevance !== minimumRelevance) await settings.write('minimumRelevance', choice.minimumRelevance);
  const query = withFilters(request.query, choice.filters);
  if (query === withFilters(request.query, {})) return;
  // The title of a search for similar code is no question to ask again.
  const remembered = request.similarTo ? undefined : input.remember(query);
  await Promise.all([remembered, session.search({ ...request, query, more: 0 })]);
}

/** @returns what is on when the picker is accepted; undefined where it was left */
function pick(groups: readonly FilterGroup[], query: string): Promise<readonly FilterMeaning[] | undefined> {
  const box = window.createQuickPick<Item>();
  const items = groups.flatMap(({ title, items: ofGroup }) => [{ label: title, kind: QuickPickItemKind.Separator, isOn: false }, ...ofGroup]);
  box.title = l10n.t('Filter “{0}”', query);
  box.placeholder = l10n.t('What to show: Space or click switches, Enter applies');
  box.canSelectMany = true;
  box.matchOnDescription = true;
  box.items = items;
  let chosen: readonly Item[] = items.filter(({ isOn }) => isOn);
  box.selectedItems = chosen;
  return new Promise((resolve) => {
    box.onDidChangeSelection((selection) => {
      chosen = withoutOpposites(selection, chosen);
      if (chosen.length !== selection.length) box.selectedItems = chosen;
    });
    box.onDidAccept(() => {
      resolve(chosen.flatMap(({ means }) => (means ? [means] : [])));
      box.hide();
    });
    box.onDidHide(() => {
      box.dispose();
      resolve(undefined);
    });
    box.show();
  });
}

/** What was picked last takes the place of what cannot hold beside it. @param before the items that were on until now */
function withoutOpposites(selection: readonly Item[], before: readonly Item[]): readonly Item[] {
  const added = selection.filter((item) => !before.includes(item));
  return selection.filter(({ means }) => !added.some((other) => means && other.means && isInsteadOf(other.means, means)));
}
