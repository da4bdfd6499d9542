import assert from 'node:assert/strict';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { array, asyncProperty, assert as check, constantFrom, integer, oneof, record, string, tuple, uint8Array } from 'fast-check';
import { isSearchError } from '../../src/engine/errors.ts';
import { defaultSearchOptions } from '../../src/engine/options.ts';
import { search } from '../../src/engine/search.ts';
import type { RankedResult, SearchPorts, SearchScope } from '../../src/engine/types.ts';
import { assetsOf } from '../../src/node/assets.ts';
import { CutterPool } from '../../src/node/cutterPool.ts';
import { RipgrepTextSearch } from '../../src/node/ripgrep.ts';
import { root, silentLog } from './startReranker.ts';
import { writeFiles } from './temporaryFolder.ts';

const assets = assetsOf(path.join(root, 'dist'));

/** More of them: `HOSTILE_RUNS=1000 node --test test/process/hostile.test.ts`. */
const numRuns = Number(process.env['HOSTILE_RUNS'] ?? 40);

/** Words that questions and files share, so that something is found; the rest is whatever there is. */
const words = ['retry', 'failedUpload', 'parse_config', 'größe', '检索', 'İstanbul', 'e\u0301clair'];
const marks = ['\n', '\r\n', '\r', ' ', '\t', '\0', '\u2028', '\u202e', '\ufeff', '\u001b[31m', '"', "'", '`', '\\', '(', '{', '[', '<', '</script>', '```', '/*', '*/', '#', '--', '-e', '--pre=sh', '$(id)', '%0100000d', '.*', '(?<x>', '(a+)+$', ']]>', 'lang:ts', 'path:..', '-path:', 'kind:test', '😀', '\ud800'];
const piece = oneof({ weight: 4, arbitrary: constantFrom(...words) }, { weight: 4, arbitrary: constantFrom(...marks) }, { weight: 2, arbitrary: string({ unit: 'binary', maxLength: 12 }) });

function textOf(maxLength: number) {
  return array(piece, { maxLength }).map((pieces) => pieces.join(''));
}

const nested = tuple(constantFrom('(', '{', '[', '<div>', 'if (a) { ', '/* '), integer({ min: 500, max: 20_000 })).map(([open, times]) => `function retry() { ${open.repeat(times)} retry`);
const wide = integer({ min: 1_000, max: 300_000 }).map((length) => `const retry = "${'x'.repeat(length)}";\nretry();`);
const tall = integer({ min: 1_000, max: 100_000 }).map((lines) => `retry\n${'}\n'.repeat(lines)}retry`);
const content = oneof({ weight: 8, arbitrary: textOf(60) }, { weight: 1, arbitrary: nested }, { weight: 1, arbitrary: wide }, { weight: 1, arbitrary: tall }, { weight: 2, arbitrary: uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)) });
/** What a name may hold on Linux: anything but a slash and a NUL, up to 255 bytes. */
const name = tuple(array(oneof(constantFrom(...words), constantFrom('-', '--', ' ', '\n', '"', '\u001b[2J', '\u202e', '{', '*', '!', '$(id)', "'", '\\')), { minLength: 1, maxLength: 6 }), constantFrom('.ts', '.py', '.md', '.json', '.c', '.rb', '')).map(([parts, extension]) => parts.join('').replaceAll('/', '').slice(0, 60) + extension);
const query = oneof({ weight: 5, arbitrary: textOf(12).map((text) => `retry ${text}`) }, { weight: 3, arbitrary: textOf(12) }, { weight: 1, arbitrary: integer({ min: 1, max: 100_000 }).map((length) => 'retry '.repeat(length / 6)) });

interface Answer {
  readonly results: readonly RankedResult[];
  readonly code?: string;
}

async function answerOf(question: string, ports: SearchPorts, folder: string): Promise<Answer> {
  const scope: SearchScope = { folders: [{ path: folder }], include: [], exclude: [], useIgnoreFiles: true, overlays: new Map() };
  try {
    let results: readonly RankedResult[] = [];
    for await (const update of search(question, scope, { ...defaultSearchOptions, order: 'text' }, ports, AbortSignal.timeout(60_000))) results = update.results;
    return { results };
  } catch (error) {
    if (!isSearchError(error)) throw error;
    return { results: [], code: error.code };
  }
}

/** Lines of a file as the cutter counts them. */
async function linesOf({ folder, path: file }: RankedResult): Promise<number> {
  return (await readFile(path.join(folder, file))).toString('utf8').split(/\r\n|\r|\n/).length;
}

test('no question and no file breaks a search: rows lie inside their files, and the same question gives the same rows', { skip: process.platform !== 'linux' }, async (context) => {
  const snippets = new CutterPool({ entry: assets.cutterEntry, grammars: assets.grammars, threads: 2, log: silentLog });
  context.after(() => snippets.dispose());
  const textSearch = new RipgrepTextSearch({ executable: assets.ripgrep, maxFileBytes: defaultSearchOptions.maxFileBytes, log: silentLog });
  const ports: SearchPorts = { textSearch, snippets, reranker: undefined, clock: () => performance.now(), nextTurn: () => setImmediate(), log: silentLog };
  let found = 0;
  await check(
    asyncProperty(query, array(record({ name, content }), { minLength: 1, maxLength: 5 }), async (question, files) => {
      const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'semantic-search-hostile-')));
      try {
        await writeFiles(folder, Object.fromEntries(files.map((file) => [file.name, file.content])));
        const first = await answerOf(question, ports, folder);
        assert.ok(first.code === undefined || first.code === 'emptyQuery', first.code);
        for (const result of first.results) {
          assert.ok(path.resolve(result.folder, result.path).startsWith(`${folder}${path.sep}`), 'inside the folder');
          assert.ok(result.startLine >= 1 && result.startLine <= result.titleLine && result.titleLine <= result.endLine, JSON.stringify([result.startLine, result.titleLine, result.endLine]));
          assert.ok(result.endLine <= (await linesOf(result)), 'not behind the end of the file');
          assert.ok(Number.isFinite(result.score));
        }
        assert.deepEqual(await answerOf(question, ports, folder), first);
        found += first.results.length;
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }),
    { numRuns, seed: 7 },
  );
  assert.ok(found > numRuns / 4, `${found} rows were looked at`);
});
