import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { trialLine } from '../engine/deviceReport.ts';
import type { DeviceReport, DeviceTrial } from '../engine/deviceReport.ts';
import type { Assets } from '../node/assets.ts';
import { describe, exitCodes, type CliContext } from './commands.ts';

/** Pairs that a server is timed on. */
const TIMED_PAIRS = 32;
const question = 'where are failed requests retried';
const passage = 'src/client.ts\nexport async function fetchWithRetry(url: string, attempts = 3): Promise<Response> {\n  for (let attempt = 1; ; attempt++) {\n    const response = await fetch(url);\n    if (response.ok || attempt === attempts) return response;\n    await delay(2 ** attempt * 100);\n  }\n}';

/** The machine, and what the model runs on there. */
export interface DoctorDevices {
  /** Lines on the versions, the system and the processor. */
  readonly machine: readonly string[];
  readonly report: () => Promise<DeviceReport>;
  /** @param onTrial told each finding as it comes */
  readonly tryAll: (onTrial: (trial: DeviceTrial) => void) => Promise<void>;
}

/** `doctor`: tries each part on this machine and says what works; what it finds out about devices, `--device auto` goes by from then on. @returns exit code */
export async function runDoctor(assets: Assets, devices: DoctorDevices, context: CliContext): Promise<number> {
  let failed = 0;
  const check = async (name: string, probe: () => Promise<string>): Promise<void> => {
    try {
      await context.print(`ok      ${name}: ${await probe()}`);
    } catch (error) {
      failed++;
      await context.print(`FAILED  ${name}: ${describe(error)}`);
    }
  };
  for (const line of devices.machine) await context.print(line);
  await check('text search', async () => (await promisify(execFile)(assets.ripgrep, ['--version'])).stdout.split('\n')[0] ?? '');
  await check('grammars', async () => `${(await readdir(assets.grammars)).filter((file) => file.startsWith('tree-sitter-')).length} languages`);
  await check('model', () => askModel(context));
  await check('devices', () => tryDevices(devices, context));
  return failed > 0 ? exitCodes.failed : exitCodes.results;
}

async function askModel({ ports, signal }: CliContext): Promise<string> {
  const { reranker, clock } = ports;
  if (!reranker) throw new Error('no reranker');
  const scoreAll = async (pairs: number): Promise<number> => {
    const start = clock();
    for await (const _ of reranker.score(question, Array.from({ length: pairs }, () => ({ path: '', text: passage })), signal)) continue;
    return clock() - start;
  };
  const first = `first score after ${Math.round(await scoreAll(1))} ms`;
  const { model } = reranker;
  const notice = model?.notice === undefined ? '' : `; ${model.notice}`;
  // How fast this machine is, the trial of its devices says.
  if (model?.server === undefined) return `${model?.id} on ${model?.device}, ${model?.precision}: ${first}${notice}`;
  return `${model.id} on ${model.server}: ${first}, ${Math.round((TIMED_PAIRS * 1000) / (await scoreAll(TIMED_PAIRS)))} pairs a second`;
}

/** A device that does not work is no fault of the installation: it is told, and the processor does the work. */
async function tryDevices({ report, tryAll }: DoctorDevices, { print }: CliContext): Promise<string> {
  const lines: Promise<void>[] = [];
  await tryAll((trial) => lines.push(print(`${trial.outcome === 'works' ? 'ok    ' : 'no    '}  device ${trialLine(trial)}`)));
  await Promise.all(lines);
  const { runtime, offered, fastest, inUse } = await report();
  const memory = inUse === undefined ? '' : `; in use: ${inUse.device} ${inUse.precision}, ${inUse.threads} threads, ${Math.round(inUse.memory / 2 ** 20)} MB`;
  const best = `${fastest?.device ?? 'cpu'} ${fastest?.precision ?? ''}`;
  // What is no part of the list stands in for all of it.
  if (fastest !== undefined && !offered.includes(fastest.device)) return `none of ${offered.join(', ')} works here; the model runs on ${best}, slower${memory}`;
  return `${runtime ?? ''} offers ${offered.join(', ')} here; auto takes ${best}${memory}`;
}
