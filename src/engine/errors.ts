/** What can go wrong in a search. Sentences for people are in vscode/errors.ts and cli.ts. */
export type SearchErrorCode =
  | 'emptyQuery'
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
  | 'protocolMismatch';

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
