import { commandIds } from './contributions.ts';
import type { Asked } from './questionBox.ts';
import { oneLine } from './questionText.ts';
import { type QueryInput, selectedText } from './queryInput.ts';
import type { ResultOpener } from './resultOpener.ts';
import type { ResultsView } from './resultsView.ts';
import type { ScopeMemory } from './scopeMemory.ts';
import { requestFor, type ScopeChoice } from './searchRequest.ts';
import { searchableFolders } from './searchScope.ts';
import type { Session } from './session.ts';

/** What the commands that ask work on. */
export interface QuestionRooms {
  readonly session: Session;
  readonly view: ResultsView;
  readonly opener: ResultOpener;
  readonly input: QueryInput;
  readonly scopes: ScopeMemory;
}

/** How a question begins. */
interface Start {
  /** The question, where it need not be asked for. */
  readonly given?: string | undefined;
  /** The box opens empty, above the recent questions. */
  readonly showsHistory?: boolean;
  /** Where to search, if not where questions look now. */
  readonly scope?: ScopeChoice;
}

/** The commands that begin with a question. */
export function questionCommands(rooms: QuestionRooms) {
  return {
    [commandIds.search]: (query: unknown) => startSearch(rooms, { given: typeof query === 'string' ? query : undefined }),
    [commandIds.searchSelection]: () => startSearch(rooms, { given: selectedText() }),
    [commandIds.recentSearches]: () => startSearch(rooms, { showsHistory: true }),
    [commandIds.clearHistory]: () => rooms.input.forgetAll(),
  };
}

/** Without a folder to search, the view itself says why and what to do. */
export async function startSearch(rooms: QuestionRooms, { given, showsHistory = false, scope = rooms.scopes.current }: Start): Promise<void> {
  const { input, view } = rooms;
  if (searchableFolders().length === 0) return view.focus();
  if (given === undefined) await view.atRest();
  const asked = given === undefined ? await input.ask(scope, showsHistory) : { request: requestFor(oneLine(given), scope) };
  if (asked) await answer(rooms, asked);
}

/** What live search has found is gone on with; a chosen row is opened, and its whole answer is in the view for the next one. */
async function answer({ input, session, view, opener }: QuestionRooms, { request, update, row }: Asked): Promise<void> {
  const searched = update ? session.adopt(request, update) : session.search(request);
  await Promise.all([input.remember(request.query), row ? opener.open(row) : view.focus(), searched]);
  if (update && !row) await view.showTop();
}
