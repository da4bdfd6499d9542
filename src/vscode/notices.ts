import { commands, l10n, window } from 'vscode';
import { isSearchError, type SearchErrorCode } from '../engine/errors.ts';
import { type Problem, problemOf } from './errors.ts';
import type { Log } from './log.ts';

/** What only the question or its scope is to blame for: the view says so. */
const saidInView: ReadonlySet<SearchErrorCode> = new Set(['emptyQuery', 'nothingChanged', 'noOwnCommits', 'noOpenEditors']);

/** Logs why a search failed and offers the next step, where it is not the view that says it. */
export async function reportFailure(error: unknown, log: Log): Promise<void> {
  log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  if (isSearchError(error) && saidInView.has(error.code)) return;
  await notify(problemOf(error, l10n.t));
}

async function notify({ message, action }: Problem): Promise<void> {
  if (!action) {
    await window.showErrorMessage(message);
    return;
  }
  const chosen = await window.showErrorMessage(message, action.title);
  if (chosen === action.title) await commands.executeCommand(action.command, ...(action.argument === undefined ? [] : [action.argument]));
}
