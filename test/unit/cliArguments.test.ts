import assert from 'node:assert/strict';
import test from 'node:test';
import { devices, parseArguments, precisions, usage, UsageError } from '../../src/cli/arguments.ts';

function complaintOf(...argv: string[]): string {
  try {
    parseArguments(argv);
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error));
    assert.ok(!error.message.includes('\n') && error.message.length < 200, error.message);
    return error.message;
  }
  return '';
}

test('a search with nothing but a query has the documented defaults', () => {
  assert.deepEqual(parseArguments(['search', 'where are requests retried']), {
    command: 'search', positionals: ['where are requests retried'], json: false, explain: false, limit: undefined, candidates: undefined, perFile: 0, order: 'blended',
    include: [], exclude: [], scope: 'all', seconds: undefined, noIgnore: false, noExpansions: false, maxLength: undefined, queryMaxLength: undefined, batchSize: undefined, normalize: false, hub: undefined, cacheFolder: undefined, offline: false, cudaFolder: '', endpoint: '', endpointShape: 'auto', endpointModel: '', model: 'code-reranker', device: 'auto', precision: 'auto',
  });
});

test('options may stand anywhere, with or without an equals sign', () => {
  const given = parseArguments(['--json', 'search', '--limit=5', 'query', '--order', 'text', 'folder one', '--per-file', '2', 'folder two', '--include', '*.ts', '--include=src/**', '--exclude', 'test', '--no-ignore', '--no-expansions', '--explain']);
  assert.deepEqual(given.positionals, ['query', 'folder one', 'folder two']);
  assert.deepEqual([given.json, given.explain, given.limit, given.order, given.perFile, given.noIgnore, given.noExpansions], [true, true, 5, 'text', 2, true, true]);
  assert.deepEqual([given.include, given.exclude], [['*.ts', 'src/**'], ['test']]);
});

test('a query that looks like an option stands behind two dashes', () => {
  assert.deepEqual(parseArguments(['search', '--', '--regexp=x', '-v']).positionals, ['--regexp=x', '-v']);
});

test('help and version are commands of their own, and help is the default', () => {
  assert.equal(parseArguments([]).command, 'help');
  assert.equal(parseArguments(['search', 'x', '--help']).command, 'help');
  assert.equal(parseArguments(['-h']).command, 'help');
  assert.equal(parseArguments(['--version']).command, 'version');
});

test('wrong use is told in one line', () => {
  assert.match(complaintOf('serach', 'x'), /serach.*search, .*batch, rerank, models, doctor, calibrate, mcp/);
  assert.match(complaintOf('search', 'x', '--colour'), /--colour/);
  assert.match(complaintOf('search', 'x', '--limit'), /--limit/);
  assert.match(complaintOf('search', 'x', '--order', 'best'), /best.*blended, reranked, text/);
  assert.match(complaintOf('search', 'x', '--device', 'abacus'), /abacus/);
  assert.match(complaintOf('search', 'x', '--precision', 'fp64'), /fp64/);
  for (const limit of ['0', '-1', '1.5', 'many', '', '1e3', '99999999']) assert.match(complaintOf('search', 'x', `--limit=${limit}`), /--limit takes a whole number from 1/, limit);
  assert.equal(complaintOf('search', 'x', '--per-file=0'), '');
});

test('the help names every command, option and choice', () => {
  for (const word of ['search', 'batch', 'rerank', 'models', 'doctor', 'calibrate', '--seconds', 'mcp', '--query-max-length', '--batch-size', '--normalize', '--hub', '--cache-folder', '--offline', '--limit', '--order', '--per-file', '--candidates', '--include', '--exclude', '--no-ignore', '--no-expansions', '--json', '--explain', '--max-length', '--model', '--device', '--precision', '--help', '--version', ...devices, ...precisions]) {
    assert.ok(usage.includes(word), word);
  }
});
