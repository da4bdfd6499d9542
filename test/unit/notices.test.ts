import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';

const root = path.resolve(import.meta.dirname, '../..');
const file = path.join(root, 'THIRD_PARTY_NOTICES.md');

test('the third-party notices name what the bundles hold (npm run package writes them)', async () => {
  const { noticesText } = (await import(path.join(root, 'build/notices.js'))) as { noticesText: () => Promise<string> };
  assert.equal(await readFile(file, 'utf8'), await noticesText());
});

test('the notices hold the licence of each work that is carried along as a file', async () => {
  const text = await readFile(file, 'utf8');
  for (const name of ['ripgrep', 'tree-sitter', 'tree-sitter grammars', 'onnxruntime-node', 'all-MiniLM-L6-v2']) assert.match(text, new RegExp(`^## .*${name}`, 'm'));
});
