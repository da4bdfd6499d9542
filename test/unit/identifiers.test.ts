import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { looksLikeIdentifier, splitIdentifier } from '../../src/engine/identifiers.ts';

test('identifiers fall into the words they are made of', () => {
  const examples: readonly (readonly [identifier: string, parts: string])[] = [
    ['parseConfigFile', 'parse config file'],
    ['ParseConfig', 'parse config'],
    ['parse_config_file', 'parse config file'],
    ['MAX_RETRY_COUNT', 'max retry count'],
    ['retry-after-header', 'retry after header'],
    ['HTTPServer', 'http server'],
    ['getURLForID', 'get url for id'],
    ['HTTPServer2_port', 'http server 2 port'],
    ['sha256sum', 'sha 256 sum'],
    ['utf8', 'utf 8'],
    ['__init__', 'init'],
    ['$scope.$apply', 'scope apply'],
    ['größeBerechnen', 'größe berechnen'],
    ['загрузитьФайл', 'загрузить файл'],
    ['调用fetchUser函数', '调用 fetch user 函数'],
    ['___', ''],
    ['', ''],
  ];
  for (const [identifier, parts] of examples) assert.equal(splitIdentifier(identifier).join(' '), parts, identifier);
});

test('the parts hold every letter and digit, in order', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const letters = text.replace(/[^\p{L}\p{N}\p{M}]/gu, '');
      assert.equal(splitIdentifier(text).join('').toLowerCase(), letters.toLowerCase());
    }),
  );
});

test('spelling tells identifiers from words', () => {
  for (const identifier of ['parseConfig', 'HTTPServer', 'retry_policy', '_private', '__init__', 'utf8', 'iOS']) assert.ok(looksLikeIdentifier(identifier), identifier);
  for (const word of ['retry', 'Retry', 'HTTP', 'größe', '请求', '42']) assert.ok(!looksLikeIdentifier(word), word);
});
