/** What can go wrong in a search. Sentences for people are in vscode/errors.ts and cli/sentences.ts. */
export type SearchErrorCode =
  | 'emptyQuery'
  /** A piece of code without a word, from which similar code cannot be looked for. */
  | 'emptyCode'
  | 'noFolder'
  | 'folderNotFound'
  | 'textSearchMissing'
  | 'textSearchFailed'
  | 'parserFailed'
  | 'modelMissing'
  | 'modelInvalid'
  | 'modelCrashed'
  | 'modelTimeout'
  | 'deviceUnavailable'
  | 'protocolMismatch'
  /** Not a classifier with one logit, or of an architecture that the runtime does not know. */
  | 'modelUnsupported'
  | 'outOfMemory'
  | 'diskFull'
  /** The network is needed, and the setting `offline` forbids it. */
  | 'offline'
  | 'hubUnreachable'
  /** A proxy on the way wants to know who asks (HTTP 407). */
  | 'proxyRefused'
  /** HTTP 401: the hub wants a token, or a better one. */
  | 'hubUnauthorized'
  /** HTTP 403: gated; its terms are not accepted, or the token may not read it. */
  | 'hubForbidden'
  /** HTTP 404: no such repository, revision or file. */
  | 'hubNotFound'
  /** HTTP 429, again after waiting. */
  | 'hubBusy'
  /** The hub failed (HTTP 5xx), or answered what cannot be used. */
  | 'hubFailed'
  /** The connection ended before the file did, again after resuming. */
  | 'downloadCut'
  /** The bytes are not those that the hub announced. */
  | 'downloadCorrupt'
  | 'gitMissing'
  /** A folder that git does not know. */
  | 'notARepository'
  /** Neither origin/HEAD nor main nor master. */
  | 'noMainBranch'
  | 'gitFailed'
  /** The window is not trusted, so git is not run. */
  | 'gitUntrusted'
  /** The scope is empty: nothing differs from the main branch, ... */
  | 'nothingChanged'
  /** ... there is no recent commit of one's own, ... */
  | 'noOwnCommits'
  /** ... or no file of this machine is open. */
  | 'noOpenEditors';

/** An error with a code that each root turns into its own sentence. `detail` is for the log and for experts. */
export class SearchError extends Error {
  override readonly name = 'SearchError';
  readonly code: SearchErrorCode;
  readonly detail: string;

  constructor(code: SearchErrorCode, detail: string, options?: { cause?: unknown }) {
    super(`${code}: ${detail}`, options);
    this.code = code;
    this.detail = detail;
  }
}

export function isSearchError(error: unknown): error is SearchError {
  return error instanceof SearchError;
}

/** True for the error that a stopped operation ends with; it is nothing to report. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** The error that a stopped operation ends with, whatever reason was given to the controller. */
export function abortError(): Error {
  return new DOMException('The operation was stopped.', 'AbortError');
}

/** @throws AbortError when the signal is aborted. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw abortError();
}
