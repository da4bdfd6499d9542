import { readFile, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArguments, usage, UsageError, type CliArguments } from './cli/arguments.ts';
import { type CalibrationParts, runCalibrate } from './cli/calibrate.ts';
import { describe, exitCodes, runBatch, runRerank, runSearch, type CliContext } from './cli/commands.ts';
import { runDoctor } from './cli/doctor.ts';
import { runMcp } from './cli/mcp/mcp.ts';
import type * as McpServer from './cli/mcp/server.ts';
import { runModels } from './cli/modelCommands.ts';
import { runSimilar } from './cli/similar.ts';
import { isAbort, isSearchError } from './engine/errors.ts';
import { modelSourceOf } from './engine/modelCatalogue.ts';
import { defaultSearchOptions } from './engine/options.ts';
import { RememberingReranker } from './engine/rememberingReranker.ts';
import { plainRerankOptions, searchRerankOptions } from './engine/rerankOptions.ts';
import type { RerankOptions } from './engine/rerankOptions.ts';
import type { Logger, Reranker } from './engine/types.ts';
import { type Assets, assetsOf } from './node/assets.ts';
import { CutterPool } from './node/cutterPool.ts';
import { DeviceMemory } from './node/deviceMemory.ts';
import { machineLines } from './node/machine.ts';
import { cachesOf, standardHub, userCache } from './node/modelCaches.ts';
import { LocalModelLibrary } from './node/modelLibrary.ts';
import { ModelProcess } from './node/modelProcess.ts';
import type { ModelProcessOptions, ModelSettings } from './node/modelProcess.ts';
import { questionSources } from './node/questionSources.ts';
import { RemoteReranker } from './node/remoteReranker.ts';
import { RipgrepTextSearch } from './node/ripgrep.ts';

/** Threads that read and cut files. */
const CUTTER_THREADS = Math.min(4, os.availableParallelism());

/** An agent asks in bursts: between them the model leaves memory, as it does in the editor. */
const SERVER_IDLE_MS = 10 * 60_000;

const dist = path.dirname(fileURLToPath(import.meta.url));
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? exitCodes.results : exitCodes.failed));

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  try {
    const given = parseArguments(argv);
    if (given.command === 'help' || given.command === 'version') {
      await print(given.command === 'help' ? usage : await version());
      return exitCodes.results;
    }
    return await run(given);
  } catch (error) {
    if (isAbort(error)) return 130; // Stopped by Ctrl+C, as shells count it.
    complain(error instanceof UsageError ? `${error.message}; see --help` : describe(error));
    return isMisuse(error) ? exitCodes.usage : exitCodes.failed;
  }
}

/** What is asked names nothing to look for, or is no command at all. */
function isMisuse(error: unknown): boolean {
  return error instanceof UsageError || (isSearchError(error) && (error.code === 'emptyQuery' || error.code === 'emptyCode'));
}

/** Builds the parts, runs the command and takes the parts down again. */
async function run(given: CliArguments): Promise<number> {
  const assets = assetsOf(dist);
  const log = logger();
  const cache = given.cacheFolder === undefined ? userCache() : path.resolve(given.cacheFolder);
  const modelOptions: ModelProcessOptions = {
    entry: assets.modelEntry,
    wasmEntry: assets.wasmModelEntry,
    models: assets.models,
    offered: assets.offered,
    settings: {
      model: await modelOf(given),
      caches: cachesOf(cache),
      device: given.device as ModelSettings['device'],
      precision: given.precision as ModelSettings['precision'],
      cudaFolder: given.cudaFolder === '' ? '' : path.resolve(given.cudaFolder),
      rerank: given.command === 'rerank' || given.command === 'models' ? plainOptionsOf(given) : searchRerankOptions,
      idleMs: given.command === 'mcp' ? SERVER_IDLE_MS : 0,
    },
    memory: new DeviceMemory(path.join(path.dirname(userCache()), 'devices.json'), log),
    log,
  };
  const local = new ModelProcess(modelOptions);
  // An agent asks again and again; what is timed or scored by the line is read each time.
  const reranker = remoteOf(given, given.command === 'mcp' ? new RememberingReranker({ reranker: local, wish: () => 'as started' }) : local, log);
  const cutters = new CutterPool({ entry: assets.cutterEntry, grammars: assets.grammars, threads: CUTTER_THREADS, log });
  const context: CliContext = {
    ports: { textSearch: new RipgrepTextSearch({ executable: assets.ripgrep, maxFileBytes: defaultSearchOptions.maxFileBytes, log }), snippets: cutters, reranker, clock: () => performance.now(), nextTurn: () => setImmediate(), log },
    currentFolder: process.cwd(),
    isColored: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
    stdin: process.stdin,
    print,
    complain,
    signal: stop.signal,
  };
  try {
    if (given.command === 'search') return await runSearch(given, context);
    if (given.command === 'similar') return await runSimilar(given, context);
    if (given.command === 'batch') return await runBatch(given, context);
    if (given.command === 'rerank') return await runRerank(given, context);
    if (given.command === 'models') return await runModels(given, libraryOf(given, assets.models, cache), context);
    if (given.command === 'calibrate') return await runCalibrate(given, await calibrationParts(given, modelOptions, assets, cache, context), context);
    if (given.command === 'mcp') return await runMcp(given, context, await version(), (await loadMcpServer(assets)).serveMcp);
    const machine = machineLines(await version());
    return await runDoctor(assets, { machine, report: () => local.deviceReport(machine), tryAll: (onTrial) => local.tryDevices(stop.signal, onTrial) }, context);
  } finally {
    local.dispose();
    await cutters.dispose();
  }
}

/** The model that the arguments name first, then the others on disk. */
async function calibrationParts(given: CliArguments, options: ModelProcessOptions, { models, ripgrep }: Assets, cache: string, { ports: { snippets, log } }: CliContext): Promise<CalibrationParts> {
  const onDisk = await libraryOf(given, models, cache).list();
  const ids = [...new Set([options.settings.model, ...onDisk.map(({ id }) => id)])];
  return {
    models: ids.map((model) => ({ id: model, open: () => new ModelProcess({ ...options, settings: { ...options.settings, model } }) })),
    sources: questionSources({ ripgrep, maxFileBytes: defaultSearchOptions.maxFileBytes, snippets, git: () => Promise.resolve({ executable: 'git' }), log }),
  };
}

/** Loaded only for this command: the protocol's library is larger than the rest. */
async function loadMcpServer({ mcpEntry }: Assets): Promise<typeof McpServer> {
  return (await import(pathToFileURL(mcpEntry).href)) as typeof McpServer;
}

/** Who names a server on the command line agrees that snippets are sent there. */
function remoteOf({ endpoint: url, endpointShape: shape, endpointModel: model }: CliArguments, local: Reranker, log: Logger): RemoteReranker {
  return new RemoteReranker({
    local,
    address: () => ({ url, shape, model }),
    isAllowed: () => true,
    key: () => Promise.resolve(process.env['SEMANTIC_SEARCH_ENDPOINT_KEY'] || undefined),
    fetch: (address, init) => fetch(address, init),
    wait: (ms, signal) => setTimeout(ms, undefined, { signal }),
    clock: () => performance.now(),
    log,
  });
}

/** A folder as an absolute path, an id as it is. `owner/name` is both: a folder where there is one. */
async function modelOf({ command, positionals, model }: CliArguments): Promise<string> {
  const given = command === 'models' && positionals[0] === 'verify' ? (positionals[1] ?? model) : model;
  const looksLikeFolder = given.startsWith('.') || given.includes(path.sep) || given.includes('/');
  if (!looksLikeFolder) return given;
  const isThere = await stat(given).then((stats) => stats.isDirectory(), () => false);
  return isThere || given.startsWith('.') || modelSourceOf(given) === undefined ? path.resolve(given) : given;
}

function plainOptionsOf({ maxLength = plainRerankOptions.maxLength, queryMaxLength, batchSize }: CliArguments): RerankOptions {
  return { ...plainRerankOptions, maxLength, ...(queryMaxLength !== undefined && { maxQuery: queryMaxLength }), ...(batchSize !== undefined && { batchPairs: batchSize }) };
}

function libraryOf({ hub, offline, device }: CliArguments, shipped: string, cache: string): LocalModelLibrary {
  const { HF_ENDPOINT, HF_TOKEN } = process.env;
  return new LocalModelLibrary({
    shipped,
    settings: () => ({ cache, device: device as ModelSettings['device'], hub: { address: hub ?? (HF_ENDPOINT || standardHub), isOffline: offline } }),
    token: () => Promise.resolve(HF_TOKEN || undefined),
    fetch: (url, init) => fetch(url, init),
    wait: (ms, signal) => setTimeout(ms, undefined, { signal }),
    clock: () => performance.now(),
  });
}

function print(line: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(`${line}\n`, () => resolve()));
}

function complain(line: string): void {
  process.stderr.write(`${line.replaceAll('\n', ' ')}\n`);
}

/** Quiet unless asked: SEMANTIC_SEARCH_LOG=1 shows what goes on, on stderr. */
function logger(): Logger {
  const write = process.env['SEMANTIC_SEARCH_LOG'] === undefined ? () => undefined : (message: string) => process.stderr.write(`${message}\n`);
  return { debug: write, info: write, warn: write };
}

async function version(): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(dist, '..', 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}
