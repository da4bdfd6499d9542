import type { SearchErrorCode } from '../engine/errors.ts';

/** What went wrong and what to do next, by code: one line each on stderr. */
const sentences: Readonly<Record<SearchErrorCode, string>> = {
  emptyQuery: 'The query has no word to look for. Type at least one word.',
  noFolder: 'There is no folder to search. Name one after the query.',
  folderNotFound: 'The folder does not exist. Check its name.',
  textSearchMissing: 'ripgrep cannot be started. Build again (npm run build), or reinstall.',
  textSearchFailed: 'The text search failed. Check the globs, and try again.',
  parserFailed: 'The files that were found could not be read. Try again.',
  modelMissing: 'The model is not on disk. Name a model that ships, or the folder of one.',
  modelInvalid: 'The model cannot be used. It must be a sequence classifier with one logit, as ONNX files in the layout of transformers.js.',
  modelCrashed: 'The model process ended unexpectedly, twice. Try --device cpu, or --order text.',
  modelTimeout: 'The model did not answer in time. Try --device cpu, fewer --candidates, or --order text.',
  deviceUnavailable: 'The device does not work here. Try --device cpu.',
  protocolMismatch: 'The model process is of another version. Build again (npm run build), or reinstall.',
};

export function sentenceOf(code: SearchErrorCode): string {
  return sentences[code];
}
