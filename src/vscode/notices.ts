import { commands, l10n, window } from 'vscode';
import { isSearchError } from '../engine/errors.ts';
import { type Problem, problemOf } from './errors.ts';
import type { Log } from './log.ts';

/** Logs why a search failed and offers the next step. What only the query is to blame for stays in the view. */
export async function reportFailure(error: unknown, log: Log): Promise<void> {
  log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  if (isSearchError(error) && error.code === 'emptyQuery') return;
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
