/**
 * Speed of the first stage against the bare ripgrep with the same pattern and arguments, by size of the repository. docs/performance.md, "The first stage".
 */
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { percentile } from '../../src/engine/statistics.ts';
import { assetsOf } from '../../src/node/assets.ts';
import { benchPorts } from './ports.ts';
import { measureSizes, type SizedRun } from './sizedRuns.ts';
import { table } from './table.ts';
import { type TextSpeed, textSpeed } from './textSpeed.ts';

const usage = `usage: npm run bench:text -- --trees DIR [options]
  --trees DIR    folders of sources: repositories of about 5,000 to 5,000,000 lines are laid out of them
  --lines N      this size alone; may be given again
  --rounds N     rounds in which ripgrep alone and the first stage have their turns (5)
  --folder DIR   instead: this folder, as JSON
`;

const { values } = parseArgs({ options: { trees: { type: 'string' }, folder: { type: 'string' }, lines: { type: 'string', multiple: true }, rounds: { type: 'string' } } });
const dist = path.join(import.meta.dirname, '../../dist');
const rounds = Math.max(2, Number(values.rounds ?? 5));
const { ripgrep } = assetsOf(path.resolve(dist));

if (values.folder !== undefined) await measureFolder(path.resolve(values.folder));
else if (values.trees !== undefined) await compare(values.trees);
else {
  process.stderr.write(usage);
  process.exitCode = 2;
}

async function measureFolder(folder: string): Promise<void> {
  const ports = await benchPorts(dist);
  try {
    process.stdout.write(JSON.stringify(await textSpeed(folder, ripgrep, ports, rounds)));
  } finally {
    await ports.dispose();
  }
}

async function compare(trees: string): Promise<void> {
  const settings = { trees, ripgrep, script: import.meta.filename, args: ['--rounds', String(rounds)], wanted: (values.lines ?? []).map(Number) };
  const runs = await measureSizes<TextSpeed>(settings, (line) => process.stderr.write(`${line}\n`));
  const parts = [
    `# The first stage against ripgrep alone`,
    `${os.cpus()[0]?.model.trim() ?? 'an unknown processor'}, ${os.availableParallelism()} threads, Node ${process.version}; ${rounds} rounds. Milliseconds, p50 / p95 over questions.`,
    table(['lines', 'files', 'ripgrep alone', 'first rows, asked first', 'asked again', 'by ripgrep, first', 'again', 'MB before', 'MB at most'], runs.map(totals)),
    'Where the time goes: medians over questions, those of the first asking and those of the later ones.',
    table(['lines', 'ripgrep, its output read', 'by ripgrep alone', 'files ranked', 'read and cut, first', 'again', 'snippets ranked'], runs.map(partsOf)),
  ];
  process.stdout.write(`${parts.join('\n\n')}\n`);
}

function totals({ lines, files, result: { asked, again, memory } }: SizedRun<TextSpeed>): string[] {
  const times = [range(again.map(({ bare }) => bare)), range(asked.map(({ firstRows }) => firstRows)), range(again.map(({ firstRows }) => firstRows))];
  return [count(lines), count(files), ...times, ratio(asked, 'firstRows'), ratio(again, 'firstRows'), memory.before.toFixed(0), memory.peak.toFixed(0)];
}

function partsOf({ lines, result: { asked, again } }: SizedRun<TextSpeed>): string[] {
  return [count(lines), median(again, 'pass'), ratio(again, 'pass'), median(again, 'rankFiles'), median(asked, 'cut'), median(again, 'cut'), median(again, 'rankSnippets')];
}

type Asked = TextSpeed['asked'];

function median(asked: Asked, part: keyof Asked[number]): string {
  return percentile(asked.map((times) => times[part]), 0.5).toFixed(0);
}

/** Median of a part by ripgrep alone. */
function ratio(asked: Asked, part: 'firstRows' | 'pass'): string {
  return percentile(asked.map((times) => times[part] / times.bare), 0.5).toFixed(2);
}

function range(times: readonly number[]): string {
  return `${percentile(times, 0.5).toFixed(0)} / ${percentile(times, 0.95).toFixed(0)}`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}
