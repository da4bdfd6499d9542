/**
 * How long loading and activating the packaged code takes, in fresh processes without an editor: docs/performance.md, "Activation".
 */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { percentile } from '../../src/engine/statistics.ts';
import { activatedFrom, extensionOptions, root } from '../process/activatedExtension.ts';
import { table } from './table.ts';

const usage = `usage: npm run bench:activation -- [options]
  --rounds N      processes for each (31)
  --against FILE  another version's dist/extension.cjs beside it; may be given again
`;

/** Does nothing, and so loads what the first command of all needs. */
const firstCommand = 'semanticSearch.cancel';
/** One that looks after models. */
const seldomCommand = 'semanticSearch.setHubToken';

interface Times {
  readonly load: number;
  readonly activate: number;
  readonly first: number;
  readonly seldom: number;
}

const { values } = parseArgs({ options: { rounds: { type: 'string' }, against: { type: 'string', multiple: true }, help: { type: 'boolean' } } });
if (values.help === true) process.stdout.write(usage);
else await compare(Number(values.rounds ?? 31), values.against ?? []);

async function compare(rounds: number, others: readonly string[]): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'semantic-search-activation-'));
  try {
    await build({ ...(await extensionOptions(folder, true)), absWorkingDir: root });
    const extensions = [path.join(root, 'test/fixtures/editor/oneLine.cjs'), ...others, path.join(folder, 'extension.cjs')];
    const times = extensions.map((): Times[] => []);
    // In turns: whatever disturbs the machine disturbs all alike.
    for (let round = 0; round < rounds; round += 1) for (const [index, extension] of extensions.entries()) times[index]?.push(await timesOf(extension));
    const names = ['an extension of one line', ...others, 'this extension'];
    process.stdout.write(`${rounds} processes each, in turns; milliseconds, median (quickest)\n\n${table(['', 'load', 'activate', 'both', 'first command', 'first seldom command'], names.map((name, index) => [name, ...cellsOf(times[index] ?? [])]))}\n`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function timesOf(extension: string): Promise<Times> {
  const { loadMs, activateMs, steps } = await activatedFrom(extension, path.basename(extension) === 'oneLine.cjs' ? [] : [firstCommand, seldomCommand]);
  return { load: loadMs, activate: activateMs, first: steps[0]?.ms ?? 0, seldom: steps[1]?.ms ?? 0 };
}

function cellsOf(times: readonly Times[]): string[] {
  const columns = [times.map(({ load }) => load), times.map(({ activate }) => activate), times.map(({ load, activate }) => load + activate), times.map(({ first }) => first), times.map(({ seldom }) => seldom)];
  return columns.map((column) => `${percentile(column, 0.5).toFixed(1)} (${Math.min(...column).toFixed(1)})`);
}
