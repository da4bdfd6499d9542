import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import os from 'node:os';
import { promisify } from 'node:util';
import type { Assets } from '../node/assets.ts';
import { describe, exitCodes, type CliContext } from './commands.ts';

/** Pairs that the model is timed on. */
const TIMED_PAIRS = 32;
const question = 'where are failed requests retried';
const passage = 'src/client.ts\nexport async function fetchWithRetry(url: string, attempts = 3): Promise<Response> {\n  for (let attempt = 1; ; attempt++) {\n    const response = await fetch(url);\n    if (response.ok || attempt === attempts) return response;\n    await delay(2 ** attempt * 100);\n  }\n}';

/** `doctor`: tries each part on this machine and says what works. @returns exit code */
export async function runDoctor(assets: Assets, version: string, context: CliContext): Promise<number> {
  let failed = 0;
  const check = async (name: string, probe: () => Promise<string>): Promise<void> => {
    try {
      await context.print(`ok      ${name}: ${await probe()}`);
    } catch (error) {
      failed++;
      await context.print(`FAILED  ${name}: ${describe(error)}`);
    }
  };
  await context.print(`Semantic Search ${version}, Node ${process.version}, ${os.platform()} ${os.release()} ${os.arch()}`);
  await context.print(`${os.cpus()[0]?.model.trim() ?? 'unknown processor'}, ${os.availableParallelism()} threads, ${gigabytes(os.totalmem())} GB memory, ${gigabytes(os.freemem())} GB free`);
  await check('text search', async () => (await promisify(execFile)(assets.ripgrep, ['--version'])).stdout.split('\n')[0] ?? '');
  await check('grammars', async () => `${(await readdir(assets.grammars)).filter((file) => file.startsWith('tree-sitter-')).length} languages`);
  await check('model', () => timeModel(context));
  return failed > 0 ? exitCodes.failed : exitCodes.results;
}

async function timeModel({ ports, signal }: CliContext): Promise<string> {
  const { reranker, clock } = ports;
  if (!reranker) throw new Error('no reranker');
  const scoreAll = async (pairs: number): Promise<number> => {
    const start = clock();
    for await (const _ of reranker.score(question, Array.from({ length: pairs }, () => ({ path: '', text: passage })), signal)) continue;
    return clock() - start;
  };
  const loading = await scoreAll(1);
  const working = await scoreAll(TIMED_PAIRS);
  const { model } = reranker;
  const notice = model?.notice === undefined ? '' : `; ${model.notice}`;
  return `${model?.id} on ${model?.device}, ${model?.precision}: started in ${Math.round(loading)} ms, ${Math.round((TIMED_PAIRS * 1000) / working)} pairs a second${notice}`;
}

function gigabytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}
