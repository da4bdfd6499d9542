import { setTimeout } from 'node:timers/promises';
import type { ExtensionContext } from 'vscode';
import type { Verification } from '../engine/modelReferences.ts';
import type { ModelLibrary } from '../engine/models.ts';
import { plainRerankOptions } from '../engine/rerankOptions.ts';
import { verifyModel } from '../engine/verifyModel.ts';
import { assetsOf } from '../node/assets.ts';
import { standardHub } from '../node/modelCaches.ts';
import { LocalModelLibrary } from '../node/modelLibrary.ts';
import { ModelProcess } from '../node/modelProcess.ts';
import { HubToken } from '../vscode/hubToken.ts';
import type { Log } from '../vscode/log.ts';
import { ModelCommands } from '../vscode/modelCommands.ts';
import type { ModelSpeeds } from '../vscode/modelSpeeds.ts';
import type { SettingsReader } from '../vscode/settings.ts';
import { cacheOf } from './modelCache.ts';
import { modelOf } from './searchParts.ts';

/** The models on this machine, and those of the hub that the settings name. */
export function createLibrary(context: ExtensionContext, settings: SettingsReader): ModelLibrary {
  const token = new HubToken(context.secrets);
  return new LocalModelLibrary({
    shipped: assetsOf(context.asAbsolutePath('dist')).models,
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
}

/**
 * Downloads run here, in the extension host: its `fetch` knows the editor's proxy and certificates. The model process never goes online.
 * @param onModels told when models came or went
 */
export function createModelCommands(context: ExtensionContext, settings: SettingsReader, speeds: ModelSpeeds, log: Log, onModels: () => void): ModelCommands {
  const assets = assetsOf(context.asAbsolutePath('dist'));
  const token = new HubToken(context.secrets);
  const verify = async (model: string, signal: AbortSignal): Promise<Verification> => {
    const { standIn: _, ...chosen } = modelOf(settings.read(), context);
    const reranker = new ModelProcess({ entry: assets.modelEntry, wasmEntry: assets.wasmModelEntry, models: assets.models, offered: assets.offered, settings: { ...chosen, model, rerank: plainRerankOptions }, log });
    try {
      return await verifyModel(model, reranker, signal);
    } finally {
      reranker.dispose();
    }
  };
  return new ModelCommands({ library: createLibrary(context, settings), settings, token, speeds, verify, onModels, log });
}
