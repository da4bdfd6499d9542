import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { faults } from './faults.ts';
import { torture, type Outcome } from './torture.ts';

const help = `npm run torture -- [options]

Searches while things go wrong at moments of chance, and writes a table of how the searches ended; then asks questions of chance of files of chance.

  --rounds N   how many times something goes wrong (default: 10 times each fault)
  --seed N     for the order and the moments (default: 1)
  --minutes N  begins no round after so many minutes (default: no limit); Ctrl+C does the same at once
  --hostile N  how many folders of hostile files are searched afterwards (default: 800; 0: none)`;

const { values } = parseArgs({ options: { rounds: { type: 'string' }, seed: { type: 'string' }, minutes: { type: 'string' }, hostile: { type: 'string' }, help: { type: 'boolean' } } });

if (values.help) console.log(help);
else {
  await main(Number(values.rounds ?? faults.length * 10), Number(values.seed ?? 1), endAfter(Number(values.minutes ?? 0)));
  searchHostileFiles(Number(values.hostile ?? 800));
}

/** Ends the run after some minutes, or when it is told to, and leaves it the time to say what has come out so far. @param minutes 0: no limit */
function endAfter(minutes: number): AbortSignal {
  const end = new AbortController();
  if (minutes > 0) setTimeout(() => end.abort(), minutes * 60_000).unref();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end.abort());
  return end.signal;
}

async function main(rounds: number, seed: number, end: AbortSignal): Promise<void> {
  let done = 0;
  const report = await torture(rounds, seed, end, ({ fault, kind, detail, ms }) => process.stderr.write(`${++done}/${rounds} ${fault}: ${kind} ${detail.replaceAll('\n', ' ')}, ${Math.round(ms)} ms\n`));
  console.log('| fault | times | results | text order | message | stopped by the user | hang or bug | slowest, s |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const { name } of faults) console.log(rowOf(name, report.outcomes.filter(({ fault }) => fault === name)));
  const bad = report.outcomes.filter(isBad);
  console.log(`\n${report.outcomes.length} rounds, seed ${seed}: ${bad.length} hangs or bugs; ${report.afterwards.length} searches without results after a fault was mended.`);
  for (const outcome of [...bad, ...report.afterwards]) console.log(`- ${outcome.fault}: ${outcome.kind} ${outcome.detail}`);
  console.log(`Held before and after: ${JSON.stringify(report.before)}, ${JSON.stringify(report.after)}`);
  if (bad.length + report.afterwards.length > 0) process.exitCode = 1;
}

function searchHostileFiles(folders: number): void {
  if (folders === 0) return;
  const test = path.join(import.meta.dirname, '../process/hostile.test.ts');
  const { status } = spawnSync(process.execPath, ['--test', test], { stdio: 'inherit', env: { ...process.env, HOSTILE_RUNS: String(folders) } });
  if (status !== 0) process.exitCode = 1;
}

function rowOf(name: string, outcomes: readonly Outcome[]): string {
  const count = (...kinds: Outcome['kind'][]): number => outcomes.filter(({ kind }) => kinds.includes(kind)).length;
  const slowest = outcomes.reduce((most, { ms }) => Math.max(most, ms), 0) / 1000;
  return `| ${[name, outcomes.length, count('results'), count('text'), count('error'), count('stopped'), count('hang', 'bug'), slowest.toFixed(1)].join(' | ')} |`;
}

function isBad({ kind }: Outcome): boolean {
  return kind === 'hang' || kind === 'bug';
}
