import { l10n, type QuickPickItem, QuickPickItemKind, Uri, window } from 'vscode';
import { filtersIn, withFilters } from '../engine/queryText.ts';
import { commandIds } from './contributions.ts';
import { type QuestionRooms, startSearch } from './questionCommands.ts';
import { scopeNameOf } from './scopeNames.ts';
import type { ScopeChoice, SearchRequest } from './searchRequest.ts';
import { folderChoice, searchableFolders } from './searchScope.ts';

interface ScopeItem extends QuickPickItem {
  /** `chooseFolder`: a folder is still to be chosen. `tests`: tests are left out, or looked at again. */
  readonly means?: ScopeChoice | 'chooseFolder' | 'tests';
}

/** The commands that choose where to search. */
export function scopeCommands(rooms: QuestionRooms) {
  return {
    [commandIds.chooseScope]: () => chooseScope(rooms),
    [commandIds.searchInFolder]: (folder: unknown) => (folder instanceof Uri ? startSearch(rooms, { scope: folderChoice(folder) }) : undefined),
  };
}

/** The question on show is asked again in the scope that was chosen; without one, a question is asked for. */
async function chooseScope(rooms: QuestionRooms): Promise<void> {
  const { session, scopes } = rooms;
  const { state } = session;
  const request = state.kind === 'idle' ? undefined : state.request;
  const scope = request?.scope ?? scopes.current;
  const picked = await window.showQuickPick(scopeItems(scope, request?.query), { title: l10n.t('Where to Search'), placeHolder: l10n.t('Now: {0}', scopeNameOf(scope, l10n.t) ?? l10n.t('the whole workspace')) });
  if (!picked?.means) return;
  if (picked.means === 'tests') return request && searchWithOrWithoutTests(rooms, request);
  const chosen = picked.means === 'chooseFolder' ? await chosenFolder() : picked.means;
  if (!chosen) return;
  await scopes.keep(chosen);
  if (request) await session.search({ ...request, scope: chosen, more: 0 });
  else await startSearch(rooms, { scope: chosen });
}

/** @param query on show; tests can be left out of it */
function scopeItems(current: ScopeChoice, query: string | undefined): ScopeItem[] {
  const items: ScopeItem[] = [
    { means: { kind: 'workspace' }, label: l10n.t('Workspace'), detail: l10n.t('All files that the settings do not leave out') },
    { means: { kind: 'openEditors' }, label: l10n.t('Open Editors'), detail: l10n.t('Files of the workspace that are open in a tab') },
    { means: { kind: 'changed' }, label: l10n.t('Changed Since Main Branch'), detail: l10n.t('Files that differ from the main branch, committed or not, and new files; git is asked') },
    { means: { kind: 'myCommits' }, label: l10n.t('My Recent Commits'), detail: l10n.t('Files of your commits of the last 14 days, or of your last 30; git is asked') },
    { means: 'chooseFolder', label: l10n.t('Folder…'), detail: current.kind === 'folder' ? scopeNameOf(current, l10n.t) ?? '' : l10n.t('One folder with all that is in it') },
  ];
  const marked = items.map((item) => (kindOf(item.means) === current.kind ? { ...item, description: l10n.t('now') } : item));
  if (query === undefined) return marked;
  const isWithout = filtersIn(query).excludeKinds.includes('test');
  const label = isWithout ? l10n.t('With Tests') : l10n.t('Without Tests');
  return [...marked, { label: l10n.t('Tests'), kind: QuickPickItemKind.Separator }, { means: 'tests', label, description: isWithout ? l10n.t('tests are left out now') : '', detail: isWithout ? l10n.t('Takes -kind:test out of the question') : l10n.t('Adds -kind:test to the question') }];
}

function kindOf(means: ScopeItem['means']): ScopeChoice['kind'] | undefined {
  return means === 'chooseFolder' ? 'folder' : typeof means === 'object' ? means.kind : undefined;
}

/** The question on show without tests, or with them again. */
async function searchWithOrWithoutTests({ input, session }: QuestionRooms, request: SearchRequest): Promise<void> {
  const { kinds, excludeKinds } = filtersIn(request.query);
  const others = excludeKinds.filter((kind) => kind !== 'test');
  const change = excludeKinds.includes('test') ? { excludeKinds: others } : { excludeKinds: [...others, 'test' as const], kinds: kinds.filter((kind) => kind !== 'test') };
  const query = withFilters(request.query, change);
  await Promise.all([input.remember(query), session.search({ ...request, query, more: 0 })]);
}

async function chosenFolder(): Promise<ScopeChoice | undefined> {
  const defaultUri = searchableFolders()[0]?.uri;
  const [uri] = (await window.showOpenDialog({ canSelectFiles: false, canSelectFolders: true, openLabel: l10n.t('Search Here'), title: l10n.t('Folder to Search'), ...(defaultUri && { defaultUri }) })) ?? [];
  return uri && folderChoice(uri);
}
