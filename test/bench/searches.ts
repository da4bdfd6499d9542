/**
 * Whole searches by size of the repository, cold and warm: first rows, first ten rows, the end; memory. docs/performance.md, "Whole searches".
 */
import { mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { percentile } from '../../src/engine/statistics.ts';
import { assetsOf } from '../../src/node/assets.ts';
import { lineChart } from './lineChart.ts';
import { searchSpeed, type SearchSpeed, type SearchTimes } from './searchSpeed.ts';
import { measureSizes, type SizedRun } from './sizedRuns.ts';
import { table } from './table.ts';

const usage = `usage: npm run bench:search -- --trees DIR [options]
  --trees DIR    folders of sources: repositories of about 5,000 to 5,000,000 lines are laid out of them
  --lines N      this size alone; may be given again
  --cold N       questions that are asked cold (5)
  --chart FILE   draw the curves
  --folder DIR   instead: this folder, as JSON
`;

const { values } = parseArgs({ options: { trees: { type: 'string' }, folder: { type: 'string' }, lines: { type: 'string', multiple: true }, cold: { type: 'string' }, chart: { type: 'string' } } });
/** What is told of each search. */
const moments = ['firstRows', 'topTen', 'settled'] as const;
const dist = path.resolve(import.meta.dirname, '../../dist');
const cold = Number(values.cold ?? 5);

if (values.folder !== undefined) process.stdout.write(JSON.stringify(await searchSpeed(path.resolve(values.folder), dist, cold)));
else if (values.trees !== undefined) await measure(values.trees);
else {
  process.stderr.write(usage);
  process.exitCode = 2;
}

async function measure(trees: string): Promise<void> {
  const settings = { trees, ripgrep: assetsOf(dist).ripgrep, script: import.meta.filename, args: ['--cold', String(cold)], wanted: (values.lines ?? []).map(Number) };
  const runs = await measureSizes<SearchSpeed>(settings, (line) => process.stderr.write(`${line}\n`));
  const parts = [
    '# Whole searches',
    `${os.cpus()[0]?.model.trim() ?? 'an unknown processor'}, ${os.availableParallelism()} threads, Node ${process.version}. Milliseconds, p50 / p95 over questions.`,
    table(['lines', 'files', 'cold: first rows', 'first ten stand', 'end', 'warm: first rows', 'first ten stand', 'end', 'host MB', 'model MB'], runs.map(rowOf)),
  ];
  process.stdout.write(`${parts.join('\n\n')}\n`);
  if (values.chart === undefined) return;
  await mkdir(path.dirname(path.resolve(values.chart)), { recursive: true });
  await writeFile(values.chart, chartOf(runs));
}

function rowOf({ lines, files, result }: SizedRun<SearchSpeed>): string[] {
  const times = [result.cold, result.warm].flatMap((asked) => moments.map((part) => [0.5, 0.95].map((share) => at(asked, part, share).toFixed(0)).join(' / ')));
  return [lines.toLocaleString('en'), files.toLocaleString('en'), ...times, result.memory.host.toFixed(0), result.memory.model.toFixed(0)];
}

function at(asked: readonly SearchTimes[], part: keyof SearchTimes, share: number): number {
  return percentile(asked.map((times) => times[part]), share);
}

function chartOf(runs: readonly SizedRun<SearchSpeed>[]): string {
  const curve = (name: string, phase: 'cold' | 'warm', part: keyof SearchTimes) => ({ name, points: runs.map(({ lines, result }) => ({ x: lines, y: at(result[phase], part, 0.5) })) });
  return lineChart('Median time of a search by size of the repository', 'lines', 'milliseconds', [
    curve('first rows, warm', 'warm', 'firstRows'), curve('first rows, cold', 'cold', 'firstRows'), curve('first ten stand, warm', 'warm', 'topTen'), curve('first ten stand, cold', 'cold', 'topTen'),
  ]);
}
