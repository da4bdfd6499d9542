import assert from 'node:assert/strict';
import test from 'node:test';
import { languageIds, languageOf, languages } from '../../src/engine/languages.ts';

test('a file is known by its ending or its whole name', () => {
  const examples: Readonly<Record<string, string>> = {
    'src/a.ts': 'typescript', 'a.MTS': 'typescript', 'view.tsx': 'typescriptreact', 'x/y.jsx': 'javascriptreact', 'a.d.ts': 'typescript',
    'm.py': 'python', 'main.go': 'go', 'lib.rs': 'rust', 'A.java': 'java', 'A.cs': 'csharp', 'a.hpp': 'cpp', 'a.php': 'php', 'a.rb': 'ruby',
    'deploy.sh': 'shellscript', 'Rakefile': 'ruby', 'docker/Dockerfile': 'dockerfile', 'Makefile': 'makefile', 'README.md': 'markdown', 'A.kt': 'kotlin', 'a.R': 'r',
  };
  for (const [path, id] of Object.entries(examples)) assert.equal(languageOf(path).id, id, path);
});

test('an unknown kind is plain text of the lowest role', () => {
  for (const path of ['data.bin', 'noending', '.hidden', 'a.', 'toString', 'x.constructor']) assert.deepEqual([languageOf(path).id, languageOf(path).role], ['plaintext', 'config'], path);
});

test('the lang filter knows ids, other names and endings', () => {
  assert.deepEqual(languageIds('ts').toSorted(), ['typescript', 'typescriptreact']);
  assert.deepEqual(languageIds('PY'), ['python']);
  assert.deepEqual(languageIds('c++'), ['cpp']);
  assert.deepEqual(languageIds('golang'), ['go']);
  assert.deepEqual(languageIds('klingon'), []);
  assert.deepEqual(languageIds(''), []);
});

test('no ending belongs to two languages, and every id is found by its own name', () => {
  const endings = languages.flatMap(({ files }) => files);
  assert.deepEqual(endings.filter((ending, at) => endings.indexOf(ending) !== at), []);
  for (const { id } of languages) assert.ok(languageIds(id).includes(id), id);
});
