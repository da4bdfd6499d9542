import { isSearchError, type SearchErrorCode } from '../engine/errors.ts';
import { type CommandId, commandIds } from './contributions.ts';
import type { Translate } from './translate.ts';

interface Action {
  readonly title: string;
  readonly command: CommandId;
}

/** What went wrong, in one sentence that names the next step, and the command for that step where there is one. */
export interface Problem {
  readonly message: string;
  readonly action?: Action;
}

/** The sentence for each code. An abort has none: it is not an error. */
const problems: Readonly<Record<SearchErrorCode, (t: Translate) => Problem>> = {
  emptyQuery: (t) => ({ message: t('There is nothing to search for in this question: name at least one word of the code.'), action: newSearch(t) }),
  noFolder: (t) => ({ message: t('No folder on this machine is open: open the folder that you want to search.') }),
  folderNotFound: (t) => ({ message: t('A folder of this workspace is no longer there: remove it from the workspace or restore it, then search again.'), action: retry(t) }),
  textSearchMissing: (t) => ({ message: t('The text search that belongs to this extension is missing: reinstall the extension.'), action: log(t) }),
  textSearchFailed: (t) => ({ message: t('The text search failed: check the include and exclude settings, then search again.'), action: settings(t) }),
  parserFailed: (t) => ({ message: t('Files could not be read and cut into snippets: search again, and see the log if it happens once more.'), action: log(t) }),
  modelMissing: (t) => ({ message: t('The model is not on this machine: check the model setting.'), action: settings(t) }),
  modelInvalid: (t) => ({ message: t('The model cannot be loaded: check the model and precision settings.'), action: settings(t) }),
  modelCrashed: (t) => ({ message: t('The model stopped twice: search again, or choose another device in the settings.'), action: retry(t) }),
  modelTimeout: (t) => ({ message: t('The model did not answer in time: search again, or choose another device in the settings.'), action: retry(t) }),
  deviceUnavailable: (t) => ({ message: t('The chosen device cannot be used here: choose another one in the settings.'), action: settings(t) }),
  protocolMismatch: (t) => ({ message: t('The extension was updated while it ran: reload the window.'), action: log(t) }),
};

/** @param error whatever a search ended with, except an abort */
export function problemOf(error: unknown, t: Translate): Problem {
  if (isSearchError(error)) return problems[error.code](t);
  return { message: t('The search failed unexpectedly: the log says more.'), action: log(t) };
}

function newSearch(t: Translate): Action {
  return { title: t('Search'), command: commandIds.search };
}

function retry(t: Translate): Action {
  return { title: t('Search Again'), command: commandIds.refresh };
}

function settings(t: Translate): Action {
  return { title: t('Open Settings'), command: commandIds.openSettings };
}

function log(t: Translate): Action {
  return { title: t('Show Log'), command: commandIds.showLog };
}
