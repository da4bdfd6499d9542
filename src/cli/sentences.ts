import type { SearchErrorCode } from '../engine/errors.ts';

/** What went wrong and what to do next, by code: one line each on stderr. */
const sentences: Readonly<Record<SearchErrorCode, string>> = {
  emptyQuery: 'The query has no word to look for. Type at least one word.',
  emptyCode: 'There is no name in this code to look for. Name lines with names in them.',
  noFolder: 'There is no folder to search. Name one after the query.',
  folderNotFound: 'The folder does not exist. Check its name.',
  textSearchMissing: 'ripgrep cannot be started. Build again (npm run build), or reinstall.',
  textSearchFailed: 'The text search failed. Check the globs, and try again.',
  parserFailed: 'The files that were found could not be read. Try again.',
  modelMissing: 'The model is not on disk. Name a model that ships or the folder of one, or get it: models download ID.',
  modelInvalid: 'The model cannot be used. It must be a sequence classifier with one logit, as ONNX files in the layout of transformers.js.',
  modelCrashed: 'The model process ended unexpectedly, twice. Try --device cpu, or --order text.',
  modelTimeout: 'The model did not answer in time. Try --device cpu, fewer --candidates, or --order text.',
  deviceUnavailable: 'The device does not work here. Try --device cpu.',
  protocolMismatch: 'The model process is of another version. Build again (npm run build), or reinstall.',
  modelUnsupported: 'This is no reranker that can run here. Choose a sequence classifier with one logit; models list names some.',
  outOfMemory: 'The memory does not suffice for this model. Close other programs, or choose a smaller model or --precision q8.',
  diskFull: 'The disk has no room for this model. Free some space, or name another folder: --cache-folder.',
  offline: 'This needs the network, and --offline forbids it. Leave it out, or import the model from a folder: models import FOLDER.',
  hubUnreachable: 'The model hub cannot be reached. Check the network and the address (--hub or HF_ENDPOINT), or import a folder: models import FOLDER.',
  proxyRefused: 'The proxy refuses the connection (407). Put its user and password into HTTPS_PROXY.',
  hubUnauthorized: 'The hub wants an access token, or does not accept this one. Put a valid one into HF_TOKEN, and check the name of the repository.',
  hubForbidden: 'Access to this repository is restricted. Accept its terms on the hub with the account whose token is in HF_TOKEN.',
  hubNotFound: 'The hub has no such repository, revision or file. Check the name.',
  hubBusy: 'The hub asks for patience (429). Try again in some minutes, or with a token in HF_TOKEN.',
  hubFailed: 'The hub failed or gave an answer that cannot be used. Try again later.',
  downloadCut: 'The connection broke off, again and again. Run the same command once more: it goes on where it stopped.',
  downloadCorrupt: 'What arrived is not what the hub announced, so it was thrown away. Try again; if it happens once more, check what proxy or mirror is in between.',
  gitMissing: 'Git is needed for this scope and is not installed. Install it, or leave out --scope.',
  notARepository: 'The folder is no git repository, so this scope says nothing. Leave out --scope.',
  noMainBranch: 'There is no main branch to compare with: neither origin/HEAD nor main nor master. Leave out --scope.',
  gitFailed: 'Git failed or took too long. Check the repository, or leave out --scope.',
  gitUntrusted: 'Git is not run in folders that are not trusted. Leave out --scope.',
  nothingChanged: 'Nothing differs from the main branch. Leave out --scope to search everything.',
  noOwnCommits: 'There is no recent commit of yours here. Check user.email of git, or leave out --scope.',
  noOpenEditors: 'No file is open. Leave out --scope.',
};

export function sentenceOf(code: SearchErrorCode): string {
  return sentences[code];
}
