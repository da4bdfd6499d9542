import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { type ExtensionContext, l10n, workspace } from 'vscode';
import { shippedModelId } from './engine/modelCatalogue.ts';
import type { Verification } from './engine/modelReferences.ts';
import { defaultSearchOptions } from './engine/options.ts';
import { RememberingReranker } from './engine/rememberingReranker.ts';
import { plainRerankOptions, searchRerankOptions } from './engine/rerankOptions.ts';
import { search } from './engine/search.ts';
import type { Reranker, SearchPorts, SearchUpdate } from './engine/types.ts';
import { verifyModel } from './engine/verifyModel.ts';
import { assetsOf } from './node/assets.ts';
import { CutterPool } from './node/cutterPool.ts';
import { DeviceMemory } from './node/deviceMemory.ts';
import { machineLines } from './node/machine.ts';
import { cachesOf, standardHub } from './node/modelCaches.ts';
import { LocalModelLibrary } from './node/modelLibrary.ts';
import { ModelProcess, type ModelSettings } from './node/modelProcess.ts';
import { RemoteReranker } from './node/remoteReranker.ts';
import { RipgrepTextSearch } from './node/ripgrep.ts';
import { registerCommands } from './vscode/commands.ts';
import { DeviceCommands } from './vscode/deviceCommands.ts';
import { EndpointConsent } from './vscode/endpointConsent.ts';
import { EndpointKey } from './vscode/endpointKey.ts';
import { Highlights } from './vscode/highlights.ts';
import { HubToken } from './vscode/hubToken.ts';
import { createLog, type Log } from './vscode/log.ts';
import { ModelCommands } from './vscode/modelCommands.ts';
import { ModelOffer } from './vscode/modelOffer.ts';
import { ModelSpeeds } from './vscode/modelSpeeds.ts';
import { reportFailure } from './vscode/notices.ts';
import { QueryInput } from './vscode/queryInput.ts';
import { ResultOpener } from './vscode/resultOpener.ts';
import { ResultsView } from './vscode/resultsView.ts';
import { currentScope } from './vscode/searchScope.ts';
import { Session } from './vscode/session.ts';
import { changesResults, modelSettingsOf, searchOptionsOf, type Settings, SettingsReader } from './vscode/settings.ts';

/** A search is over, and the next one not begun: then devices are tried. */
const TRIAL_DELAY_MS = 5000;

/** Builds and wires; nothing is read, started or searched before the first command. */
export function activate(context: ExtensionContext): void {
  const log = createLog(l10n.t('Semantic Search'));
  const settings = new SettingsReader(workspace);
  const { textSearch, snippets, reranker } = createParts(context, settings.read(), log);
  const key = new EndpointKey(context.secrets);
  const scores = new RememberingReranker({ reranker, wish: () => JSON.stringify(modelOf(settings.read(), context)) });
  const remote = createRemote(context, scores, settings, key, log, () => void session.refresh());
  const ports: SearchPorts = { textSearch, snippets, reranker: remote, clock: () => performance.now(), nextTurn: () => setImmediate(), log };
  const view = new ResultsView(settings);
  const session = new Session(
    (query, signal) => search(query, currentScope(settings.read()), searchOptionsOf(settings.read()), ports, signal),
    (state) => {
      view.show(state);
      if (state.kind === 'failed') void reportFailure(state.error, log);
      if (state.kind === 'done') void afterSearch(state.update);
    },
  );
  const speeds = new ModelSpeeds(context.globalState);
  const models = createModelCommands(context, settings, speeds, log, () => {
    reranker.configure(modelOf(settings.read(), context));
    scores.forget();
    void session.refresh();
  });
  const offer = new ModelOffer(context.globalState, (id) => models.offer(id));
  const afterSearch = async (update: SearchUpdate): Promise<void> => {
    await speeds.note(update);
    await offer.after(update, settings.read());
  };
  const warm = (): void => {
    snippets.warm();
    const { order, endpoint } = settings.read();
    if (order !== 'text' && endpoint === '') reranker.warm().catch((error: unknown) => log.debug(`The model is not ready: ${String(error)}`));
  };
  const input = new QueryInput(context.workspaceState, warm);
  const highlights = new Highlights();
  const opener = new ResultOpener(view, highlights, log);
  const onSettings = settings.onDidChange((changed) => {
    reranker.configure(modelOf(settings.read(), context));
    remote.reset();
    if (changesResults(changed)) void session.refresh();
    else view.render();
  });
  const version = (context.extension.packageJSON as { readonly version: string }).version;
  const devices = new DeviceCommands({ report: async () => ({ ...(await reranker.deviceReport(machineLines(version))), server: remote.model?.server }), tryAll: (signal) => reranker.tryDevices(signal) }, log);
  const setEndpointKey = async (): Promise<void> => {
    if (!(await key.ask(settings.read().endpoint))) return;
    remote.reset();
    await session.refresh();
  };
  const commands = registerCommands({ session, view, opener, input, settings, models, devices, setEndpointKey, log, extensionId: context.extension.id });
  context.subscriptions.push(commands, onSettings, session, view, highlights, snippets, reranker, log);
}

function createParts(context: ExtensionContext, settings: Settings, log: Log): { textSearch: RipgrepTextSearch; snippets: CutterPool; reranker: ModelProcess } {
  const assets = assetsOf(context.asAbsolutePath('dist'));
  return {
    textSearch: new RipgrepTextSearch({ executable: assets.ripgrep, maxFileBytes: defaultSearchOptions.maxFileBytes, log }),
    // One processor stays free for the editor.
    snippets: new CutterPool({ entry: assets.cutterEntry, grammars: assets.grammars, threads: Math.max(1, availableParallelism() - 1), log }),
    reranker: new ModelProcess({ entry: assets.modelEntry, wasmEntry: assets.wasmModelEntry, models: assets.models, settings: modelOf(settings, context), memory: new DeviceMemory(path.join(context.globalStorageUri.fsPath, 'devices.json'), log), trialDelayMs: TRIAL_DELAY_MS, log }),
  };
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

/** Downloads run here, in the extension host: its `fetch` knows the editor's proxy and certificates. The model process never goes online. */
function createModelCommands(context: ExtensionContext, settings: SettingsReader, speeds: ModelSpeeds, log: Log, onModels: () => void): ModelCommands {
  const assets = assetsOf(context.asAbsolutePath('dist'));
  const token = new HubToken(context.secrets);
  const library = new LocalModelLibrary({
    shipped: assets.models,
    settings: () => {
      const { hubAddress, offline, device, cacheFolder } = settings.read();
      const address = hubAddress === standardHub ? process.env['HF_ENDPOINT'] || hubAddress : hubAddress;
      return { cache: cacheOf(cacheFolder, context), device, hub: { address, isOffline: offline } };
    },
    token: () => token.read(),
    fetch: (url, init) => fetch(url, init),
    wait: (ms, signal) => setTimeout(ms, undefined, { signal }),
    clock: () => performance.now(),
  });
  const verify = async (model: string, signal: AbortSignal): Promise<Verification> => {
    const { standIn: _, ...chosen } = modelOf(settings.read(), context);
    const reranker = new ModelProcess({ entry: assets.modelEntry, wasmEntry: assets.wasmModelEntry, models: assets.models, settings: { ...chosen, model, rerank: plainRerankOptions }, log });
    try {
      return await verifyModel(model, reranker, signal);
    } finally {
      reranker.dispose();
    }
  };
  return new ModelCommands({ library, settings, token, speeds, verify, onModels, log });
}

function modelOf(settings: Settings, context: ExtensionContext): ModelSettings {
  return { ...modelSettingsOf(settings), caches: cachesOf(cacheOf(settings.cacheFolder, context)), standIn: shippedModelId, rerank: searchRerankOptions };
}

function cacheOf(folder: string, context: ExtensionContext): string {
  return path.isAbsolute(folder) ? folder : path.join(context.globalStorageUri.fsPath, 'models');
}
