import assert from 'node:assert/strict';
import test from 'node:test';
import { AgentInputError, checkedInput } from '../../src/engine/agentInput.ts';
import { findSimilarTool, readSnippetTool, searchTool } from '../../src/engine/agentTools.ts';

function complaintOn(given: unknown): string {
  try {
    checkedInput(searchTool.inputSchema, given);
  } catch (error) {
    assert.ok(error instanceof AgentInputError);
    return error.message;
  }
  return 'none';
}

test('what an agent leaves out has its default', () => {
  const { query, maxResults, maxCharacters, include } = checkedInput(searchTool.inputSchema, { query: 'retry', include: null });
  assert.deepEqual([query, maxResults, maxCharacters, include], ['retry', 10, 8000, undefined]);
});

test('what an agent says is taken', () => {
  assert.deepEqual(checkedInput(readSnippetTool.inputSchema, { path: 'a.ts', startLine: 3, endLine: 9, maxCharacters: 1000 }), { path: 'a.ts', startLine: 3, endLine: 9, maxCharacters: 1000 });
});

test('an argument that is wrong is named, with what it may be', () => {
  assert.equal(complaintOn(undefined), 'The argument "query" is missing: it must be a text of 1 to 2000 characters.');
  assert.equal(complaintOn({ query: '' }), 'The argument "query" must be a text of 1 to 2000 characters.');
  assert.equal(complaintOn({ query: 'x'.repeat(2001) }), 'The argument "query" must be a text of 1 to 2000 characters.');
  for (const maxResults of [0, 31, 1.5, '5', Number.NaN]) assert.equal(complaintOn({ query: 'x', maxResults }), 'The argument "maxResults" must be a whole number from 1 to 30.');
  for (const include of ['src', [''], [1], Array.from({ length: 21 }, () => 'a')]) assert.equal(complaintOn({ query: 'x', include }), 'The argument "include" must be a list of at most 20 texts of 1 to 1000 characters.');
  assert.equal(complaintOn({ query: 'x', limit: 3 }), 'There is no argument "limit": the arguments are query, maxResults, maxCharacters, include, exclude.');
  for (const given of ['retry', ['retry']]) assert.equal(complaintOn(given), 'The arguments must be an object.');
});

test('no argument hides behind a name that every object has', () => {
  assert.match(complaintOn(JSON.parse('{"query":"x","__proto__":1}')), /^There is no argument "__proto__"/);
});

test('each tool says of every argument what it is for', () => {
  for (const { inputSchema } of [searchTool, readSnippetTool, findSimilarTool]) {
    for (const [name, { description }] of Object.entries(inputSchema.properties)) assert.ok(description.length > 10, name);
    for (const name of inputSchema.required) assert.ok(Object.hasOwn(inputSchema.properties, name));
  }
});
