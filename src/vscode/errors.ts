import { isSearchError, type SearchErrorCode } from '../engine/errors.ts';
import { type CommandId, commandIds } from './contributions.ts';
import type { Translate } from './translate.ts';

interface Action {
  readonly title: string;
  readonly command: CommandId | 'workbench.action.openSettings' | 'workbench.trust.manage';
  readonly argument?: string;
}

/** What went wrong, in one sentence that names the next step, and the command for that step where there is one. */
export interface Problem {
  readonly message: string;
  readonly action?: Action;
}

/** The sentence for each code. An abort has none: it is not an error. */
const problems: Readonly<Record<SearchErrorCode, (t: Translate) => Problem>> = {
  emptyQuery: (t) => ({ message: t('There is nothing to search for in this question: name at least one word of the code.'), action: newSearch(t) }),
  emptyCode: (t) => ({ message: t('There is no name in this code to look for: select code with names in it, or search in words.'), action: newSearch(t) }),
  noFolder: (t) => ({ message: t('No folder on this machine is open: open the folder that you want to search.') }),
  folderNotFound: (t) => ({ message: t('A folder of this workspace is no longer there: remove it from the workspace or restore it, then search again.'), action: retry(t) }),
  textSearchMissing: (t) => ({ message: t('The text search that belongs to this extension is missing: reinstall the extension.'), action: log(t) }),
  textSearchFailed: (t) => ({ message: t('The text search failed: check the include and exclude settings, then search again.'), action: settings(t) }),
  parserFailed: (t) => ({ message: t('Files could not be read and cut into snippets: search again, and see the log if it happens once more.'), action: log(t) }),
  modelMissing: (t) => ({ message: t('The model is not on this machine: download it, or choose another one.'), action: chooseModel(t) }),
  modelInvalid: (t) => ({ message: t('The model cannot be loaded: check the model and precision settings.'), action: settings(t) }),
  modelCrashed: (t) => ({ message: t('The model stopped twice: search again, or choose another device in the settings.'), action: retry(t) }),
  modelTimeout: (t) => ({ message: t('The model did not answer in time: search again, or choose another device in the settings.'), action: retry(t) }),
  deviceUnavailable: (t) => ({ message: t('The chosen device cannot be used here: choose another one in the settings.'), action: settings(t) }),
  protocolMismatch: (t) => ({ message: t('The extension was updated while it ran: reload the window.'), action: log(t) }),
  modelUnsupported: (t) => ({ message: t('This is no reranker that can run here: choose another model.'), action: chooseModel(t) }),
  outOfMemory: (t) => ({ message: t('The memory does not suffice for this model: close other programs, or choose a smaller model.'), action: chooseModel(t) }),
  diskFull: (t) => ({ message: t('The disk has no room for this model: free some space, or choose another cache folder in the settings.'), action: settings(t) }),
  offline: (t) => ({ message: t('This needs the network, and the setting “offline” forbids it: switch it off, or import the model from a folder.'), action: settings(t) }),
  hubUnreachable: (t) => ({ message: t('The model hub cannot be reached: check the network and the hub address, or import the model from a folder.'), action: settings(t) }),
  proxyRefused: (t) => ({ message: t('The proxy refuses the connection (407): check the proxy settings of VS Code.'), action: proxySettings(t) }),
  hubUnauthorized: (t) => ({ message: t('The hub wants an access token, or does not accept this one: set a valid token, and check the name of the repository.'), action: setToken(t) }),
  hubForbidden: (t) => ({ message: t('Access to this model is restricted: accept its terms on the hub with your account, then set that account’s token.'), action: setToken(t) }),
  hubNotFound: (t) => ({ message: t('The hub has no such repository, revision or file: check the name, or choose another model.'), action: chooseModel(t) }),
  hubBusy: (t) => ({ message: t('The hub asks for patience (429): try again in some minutes, or set an access token.'), action: setToken(t) }),
  hubFailed: (t) => ({ message: t('The hub failed or gave an answer that cannot be used: try again later.'), action: log(t) }),
  downloadCut: (t) => ({ message: t('The connection broke off again and again: download once more, it goes on where it stopped.'), action: download(t) }),
  downloadCorrupt: (t) => ({ message: t('What arrived is not what the hub announced, so it was thrown away: download once more, and check what proxy or mirror is in between.'), action: download(t) }),
  gitMissing: (t) => ({ message: t('This scope needs git, which is not installed: install it, or choose another scope.'), action: chooseScope(t) }),
  notARepository: (t) => ({ message: t('This folder is not a git repository, so git cannot say what changed: choose another scope.'), action: chooseScope(t) }),
  noMainBranch: (t) => ({ message: t('There is no main branch to compare with (origin/HEAD, main or master): choose another scope.'), action: chooseScope(t) }),
  gitFailed: (t) => ({ message: t('Git failed or took too long, so the scope cannot be told: see the log, or choose another scope.'), action: log(t) }),
  gitUntrusted: (t) => ({ message: t('This window is not trusted, so git is not asked what changed: trust it, or choose another scope.'), action: trust(t) }),
  nothingChanged: (t) => ({ message: t('Nothing has changed since the main branch: choose another scope.'), action: chooseScope(t) }),
  noOwnCommits: (t) => ({ message: t('There is no recent commit of yours here: check git’s user.email, or choose another scope.'), action: chooseScope(t) }),
  noOpenEditors: (t) => ({ message: t('No file is open in an editor: open some, or choose another scope.'), action: chooseScope(t) }),
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

function chooseModel(t: Translate): Action {
  return { title: t('Choose Model'), command: commandIds.chooseModel };
}

function download(t: Translate): Action {
  return { title: t('Download Again'), command: commandIds.downloadModel };
}

function setToken(t: Translate): Action {
  return { title: t('Set Hub Token'), command: commandIds.setHubToken };
}

function proxySettings(t: Translate): Action {
  return { title: t('Open Proxy Settings'), command: 'workbench.action.openSettings', argument: 'http.proxy' };
}

function chooseScope(t: Translate): Action {
  return { title: t('Choose Scope'), command: commandIds.chooseScope };
}

function trust(t: Translate): Action {
  return { title: t('Manage Trust'), command: 'workbench.trust.manage' };
}
