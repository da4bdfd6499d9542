import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { ExtensionContext } from 'vscode';
import { shippedModelId } from '../engine/modelCatalogue.ts';
import { defaultSearchOptions } from '../engine/options.ts';
import { RememberingReranker } from '../engine/rememberingReranker.ts';
import { searchRerankOptions } from '../engine/rerankOptions.ts';
import type { Logger, Reranker, SearchPorts } from '../engine/types.ts';
import { assetsOf } from '../node/assets.ts';
import { CutterPool } from '../node/cutterPool.ts';
import { DeviceMemory } from '../node/deviceMemory.ts';
import { cachesOf } from '../node/modelCaches.ts';
import { ModelProcess, type ModelSettings } from '../node/modelProcess.ts';
import { RemoteReranker } from '../node/remoteReranker.ts';
import { RipgrepTextSearch } from '../node/ripgrep.ts';
import { confirmModelFolder } from '../vscode/confirmModelFolder.ts';
import { EndpointConsent } from '../vscode/endpointConsent.ts';
import type { EndpointKey } from '../vscode/endpointKey.ts';
import type { Log } from '../vscode/log.ts';
import { ModelConsent } from '../vscode/modelConsent.ts';
import { modelSettingsOf, type Settings, type SettingsReader } from '../vscode/settings.ts';
import { cacheOf, isImportedModel } from './modelCache.ts';

/** A search is over, and the next one not begun: then devices are tried. */
const TRIAL_DELAY_MS = 5000;

/** What searches run on. Nothing of it is started before the first search. */
export interface SearchParts {
  readonly ports: SearchPorts;
  readonly reranker: ModelProcess;
  readonly remote: RemoteReranker;
  readonly consent: ModelConsent;
  /** Starts what the next search will need. */
  warm(): void;
  /** Takes over the settings as they are now. */
  configure(): void;
  /** Models on disk came, went or changed. */
  reloadModels(): void;
  dispose(): Promise<void>;
}

/** @param onAllowed told when the user lets snippets be sent to the server that the settings name, or the model be loaded from the folder that they name */
export function createSearchParts(context: ExtensionContext, settings: SettingsReader, key: EndpointKey, log: Log, onAllowed: () => void): SearchParts {
  const assets = assetsOf(context.asAbsolutePath('dist'));
  const textSearch = new RipgrepTextSearch({ executable: assets.ripgrep, maxFileBytes: defaultSearchOptions.maxFileBytes, log });
  // One processor stays free for the editor.
  const snippets = new CutterPool({ entry: assets.cutterEntry, grammars: assets.grammars, threads: Math.max(1, availableParallelism() - 1), log });
  const memory = deviceMemoryOf(context, log);
  const consent = createModelConsent(context, settings, () => {
    configure();
    onAllowed();
  });
  const wanted = (): ModelSettings => modelOf(consent.permitted(settings.read()), context);
  const reranker = new ModelProcess({ entry: assets.modelEntry, wasmEntry: assets.wasmModelEntry, models: assets.models, offered: assets.offered, settings: wanted(), memory, trialDelayMs: TRIAL_DELAY_MS, log });
  const scores = new RememberingReranker({ reranker, wish: () => JSON.stringify(wanted()) });
  const remote = createRemote(context, scores, settings, key, log, onAllowed);
  const configure = (): void => {
    reranker.configure(wanted());
    remote.reset();
  };
  return {
    ports: { textSearch, snippets, reranker: remote, clock: () => performance.now(), nextTurn: () => setImmediate(), log },
    reranker,
    remote,
    consent,
    warm: () => {
      snippets.warm();
      const { order, endpoint } = settings.read();
      if (order !== 'text' && endpoint === '') reranker.warm().catch((error: unknown) => log.debug(`The model is not ready: ${String(error)}`));
    },
    configure,
    reloadModels: () => {
      configure();
      scores.forget();
    },
    dispose: async () => {
      reranker.dispose();
      await snippets.dispose();
    },
  };
}

/** Models that were imported are the user's own; any other folder is asked about. */
function createModelConsent(context: ExtensionContext, settings: SettingsReader, onAllowed: () => void): ModelConsent {
  const isImported = (folder: string): boolean => isImportedModel(folder, cacheOf(settings.read().cacheFolder, context));
  return new ModelConsent({ memory: context.globalState, isImported, ask: confirmModelFolder, onAllowed });
}

/** The server that the settings name, if they do and the user agreed, with the model of this machine behind it. */
function createRemote(context: ExtensionContext, local: Reranker, settings: SettingsReader, key: EndpointKey, log: Log, onAllowed: () => void): RemoteReranker {
  const consent = new EndpointConsent(context.globalState, onAllowed);
  return new RemoteReranker({
    local,
    address: () => {
      const { endpoint, endpointShape, endpointModel } = settings.read();
      return { url: endpoint, shape: endpointShape, model: endpointModel };
    },
    isAllowed: ({ url }) => consent.isAllowed(url),
    key: () => key.read(settings.read().endpoint),
    fetch: (url, init) => fetch(url, init),
    wait: (ms, signal) => setTimeout(ms, undefined, { signal }),
    clock: () => performance.now(),
    log,
  });
}

/** What was found out about the devices of this machine. */
export function deviceMemoryOf(context: ExtensionContext, log: Logger): DeviceMemory {
  return new DeviceMemory(path.join(context.globalStorageUri.fsPath, 'devices.json'), log);
}

/** The model that the settings name, with the one that ships behind it. */
export function modelOf(settings: Settings, context: ExtensionContext): ModelSettings {
  return { ...modelSettingsOf(settings), caches: cachesOf(cacheOf(settings.cacheFolder, context)), standIn: shippedModelId, rerank: searchRerankOptions };
}
