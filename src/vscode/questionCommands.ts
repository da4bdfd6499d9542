import { commandIds } from './contributions.ts';
import { type Asked, oneLine } from './questionBox.ts';
import { type QueryInput, selectedText } from './queryInput.ts';
import type { ResultOpener } from './resultOpener.ts';
import type { ResultsView } from './resultsView.ts';
import { requestFor } from './searchRequest.ts';
import { searchableFolders } from './searchScope.ts';
import type { Session } from './session.ts';

/** What the commands that ask work on. */
export interface QuestionRooms {
  readonly session: Session;
  readonly view: ResultsView;
  readonly opener: ResultOpener;
  readonly input: QueryInput;
}

/** The commands that begin with a question. */
export function questionCommands(rooms: QuestionRooms) {
  return {
    [commandIds.search]: (query: unknown) => startSearch(rooms, typeof query === 'string' ? query : undefined),
    [commandIds.searchSelection]: () => startSearch(rooms, selectedText()),
    [commandIds.recentSearches]: () => startSearch(rooms, undefined, true),
    [commandIds.clearHistory]: () => rooms.input.forgetAll(),
  };
}

/** Without a folder to search, the view itself says why and what to do. @param showsHistory the box opens empty, above the recent questions */
async function startSearch(rooms: QuestionRooms, given: string | undefined, showsHistory = false): Promise<void> {
  const { input, view } = rooms;
  if (searchableFolders().length === 0) return view.focus();
  if (given === undefined) await view.atRest();
  const asked = given === undefined ? await input.ask({ kind: 'workspace' }, showsHistory) : { request: requestFor(oneLine(given)) };
  if (asked) await answer(rooms, asked);
}

/** What live search has found is gone on with; a chosen row is opened, and its whole answer is in the view for the next one. */
async function answer({ input, session, view, opener }: QuestionRooms, { request, update, row }: Asked): Promise<void> {
  const searched = update ? session.adopt(request, update) : session.search(request);
  await Promise.all([input.remember(request.query), row ? opener.open(row) : view.focus(), searched]);
}
