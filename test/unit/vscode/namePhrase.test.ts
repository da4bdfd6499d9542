import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { splitIdentifier } from '../../../src/engine/identifiers.ts';
import { phraseOf } from '../../../src/vscode/namePhrase.ts';

/** Names of well-known projects, as they stand there, and what a person would say. */
const said: readonly (readonly [name: string, active: string, passive: string])[] = [
  ['cutFile', 'cut a file', 'are files cut'],
  ['cutSnippets', 'cut snippets', 'are snippets cut'],
  ['findSuggestions', 'find suggestions', 'are suggestions found'],
  ['createStaticHandler', 'create a static handler', 'are static handlers created'],
  ['SaveUploadedFile', 'save an uploaded file', 'are uploaded files saved'],
  ['FindEmptySlot', 'find an empty slot', 'are empty slots found'],
  ['extract_zipped_paths', 'extract zipped paths', 'are zipped paths extracted'],
  ['build_middleware_stack', 'build a middleware stack', 'are middleware stacks built'],
  ['save_tokenizer', 'save a tokenizer', 'are tokenizers saved'],
  ['find_best_app', 'find the best app', 'is the best app found'],
  ['createDefaultSuite', 'create the default suite', 'is the default suite created'],
  ['formatElapsedTime', 'format elapsed time', 'is elapsed time formatted'],
  ['resolve_dependency', 'resolve a dependency', 'are dependencies resolved'],
  ['notifyUser', 'notify a user', 'are users notified'],
  ['trim_string', 'trim a string', 'are strings trimmed'],
  ['sendStatus', 'send a status', 'are statuses sent'],
  ['scheduleUniqueJob', 'schedule a unique job', 'are unique jobs scheduled'],
  ['checkAuthor', 'check an author', 'are authors checked'],
];

describe('the name of a function', () => {
  for (const [name, active, passive] of said) {
    it(`is read as a person would say it: ${name}`, () => assert.deepEqual(phraseOf(splitIdentifier(name)), { active, passive }));
  }

  const passedOver = [
    'updateAndGet', 'load_or_create_session', 'parseOrThrow', // joined by a conjunction
    'createSort', 'filterMap', 'find_insert_point', 'read_only_memory', // two verbs, or what may be one
    'dispatchSync', 'broadcastUnless', 'expandWith', 'checkPending', 'collect_generic', // no noun
    'removeCtx', 'parseSocketImpl', 'addTemplateFuncs', 'reduceHelper', // abbreviations, names of code alone
    'resolveTestFixtureValue', 'format_count_capture_helper', // too long to be said
    'fileReader', 'main', 'getState', '读取文件', '', // no verb that says something
  ];
  for (const name of passedOver) {
    it(`is passed over where it is no sentence: ${name}`, () => assert.equal(phraseOf(splitIdentifier(name)), undefined));
  }
});
