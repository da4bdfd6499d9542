import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build } from 'esbuild';
import { root, targets } from './packages.ts';

/** What GitHub's own parser says of a workflow. */
type Lint = (text: string) => Promise<string[]>;

/** The parser is made for bundlers: Node does not load it as it is. */
const lintSource = `
  import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
  export async function lint(content) {
    const { context, value } = parseWorkflow({ name: 'release.yml', content }, new NoOperationTraceWriter());
    if (value !== undefined) await convertWorkflowTemplate(context, value);
    return context.errors.getErrors().map(String);
  }`;

/** @param folder for the bundle */
async function loadLint(folder: string): Promise<Lint> {
  const outfile = path.join(folder, 'lint.cjs');
  await build({ stdin: { contents: lintSource, resolveDir: root }, bundle: true, platform: 'node', format: 'cjs', outfile, logLevel: 'error' });
  return (createRequire(import.meta.url)(outfile) as { lint: Lint }).lint;
}

describe('the release workflow', () => {
  let lint: Lint;
  let text: string;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'semantic-search-workflow-'));
    lint = await loadLint(folder);
    text = await readFile(path.join(root, '.github/workflows/release.yml'), 'utf8');
  });
  after(() => rm(folder, { recursive: true }));

  it('is one that GitHub takes', async () => {
    assert.deepEqual(await lint(text), []);
  });

  it('would be found wrong if it named a key, a context or a job that does not exist', async () => {
    for (const [right, wrong] of [['timeout-minutes', 'timeout-minute'], ['github.ref_type', 'githib.ref_type'], ['needs: package', 'needs: packing']] as const) {
      assert.ok(text.includes(right));
      assert.notDeepEqual(await lint(text.replace(right, wrong)), [], wrong);
    }
  });

  it('tries every package on its own platform before any is published', () => {
    const tried = new Set([...text.matchAll(/target: ([\w-]+),/g)].map(([, name]) => name));
    assert.deepEqual(tried, new Set(targets.map(({ name }) => name)));
    assert.match(text, /publish:\n {4}needs: \[package, try\]\n {4}if: github\.ref_type == 'tag'/);
  });

  it('publishes to both marketplaces, with their secrets in no other step', () => {
    assert.match(text, /vsce publish .*packages\/\*\.vsix\n\s+env:\n\s+VSCE_PAT: \$\{\{ secrets\.VSCE_PAT \}\}/);
    assert.match(text, /ovsx@\d+\.\d+\.\d+ publish .*packages\/\*\.vsix\n\s+env:\n\s+OVSX_PAT: \$\{\{ secrets\.OVSX_PAT \}\}/);
    assert.equal(text.match(/secrets\./g)?.length, 2);
  });

  it('calls only scripts that package.json has', async () => {
    const { scripts } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    const called = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
    assert.ok(called.length > 2);
    assert.deepEqual(called.filter((name) => !(name in scripts)), []);
  });

  it('takes text from outside through variables, never into a shell command', () => {
    const commands = [...text.matchAll(/^ +(?:- )?run: (\|\n(?: {10}.*\n)+|.*)/gm)].map(([, command = '']) => command);
    assert.ok(commands.length > 8);
    assert.deepEqual(commands.filter((command) => command.includes('${{')), []);
  });
});
