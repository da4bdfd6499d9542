import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { runCli } from './runCli.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const read = (name: string, file: string): string => `export async function ${name}() {\n  const text = await readFile('${file}', 'utf8');\n  const settings = parseSettings(text);\n  validateSettings(settings);\n  return settings;\n}\n`;
const files = {
  'src/user.ts': `${read('readUserSettings', 'user.json')}\nexport function draw(shape) {\n  canvas.fill(shape.color);\n}\n`,
  'src/workspace.ts': read('readWorkspaceSettings', 'workspace.json'),
  'src/report.ts': 'export function report(settings) {\n  console.log(settings);\n}\n',
};

interface Answer {
  readonly query: string;
  readonly answered: unknown;
  readonly results: readonly { readonly path: string; readonly startLine: number; readonly relevance: number | null }[];
}

test('similar finds code that does the same, from one line inside it, and not that code itself', async (context) => {
  const folder = await temporaryFolder(context, files);
  const { code, stdout, stderr } = await runCli(['similar', 'src/user.ts:3', '--order', 'text', '--json'], { folder });
  assert.deepEqual([code, stderr], [0, []]);
  const { query, answered, results } = JSON.parse(stdout) as Answer;
  assert.deepEqual([query, answered, results[0]?.path], ['src/user.ts:1-6', null, 'src/workspace.ts']);
  assert.ok(!results.some(({ path: file, startLine }) => file === 'src/user.ts' && startLine < 6));
});

test('similar takes a range of lines, and folders to look in', async (context) => {
  const folder = await temporaryFolder(context, files);
  const other = await temporaryFolder(context, { 'again.ts': read('readTeamSettings', 'team.json') });
  const { code, stdout } = await runCli(['similar', path.join(folder, 'src/user.ts:2-4'), other, '--order=text'], { folder });
  assert.equal(code, 0);
  assert.match(stdout, /again\.ts:1 .*readTeamSettings\n/);
  assert.doesNotMatch(stdout, /workspace\.ts/);
});

test('similar lets the model read what is found', async (context) => {
  const folder = await temporaryFolder(context, files);
  const { code, stdout } = await runCli(['similar', 'src/user.ts:1-6', '--json'], { folder });
  assert.equal(code, 0);
  const [first] = (JSON.parse(stdout) as Answer).results;
  assert.equal(first?.path, 'src/workspace.ts');
  assert.ok(typeof first.relevance === 'number');
});

test('a wrong place is told in one line', async (context) => {
  const folder = await temporaryFolder(context, { ...files, 'signs.ts': '}\n]\n' });
  for (const [place, complaint] of [['src/user.ts', /is no place/], ['src/user.ts:0', /is no place/], ['src/user.ts:4-2', /is no place/], ['src/none.ts:1', /is no file/], ['src:1', /is no file/], ['src/user.ts:900', /has 11 lines/]] as const) {
    const { code, stdout, stderr } = await runCli(['similar', place], { folder });
    assert.deepEqual([code, stdout, stderr.length], [2, '', 1], place);
    assert.match(stderr[0] ?? '', complaint);
  }
  const empty = await runCli(['similar', 'signs.ts:1'], { folder });
  assert.deepEqual([empty.code, empty.stdout], [2, ''], 'as a question without a word');
  assert.match(empty.stderr.join(), /no name in this code/);
});
