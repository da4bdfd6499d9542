import { cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { abortError, isSearchError, SearchError } from '../engine/errors.ts';
import { modelCatalogue, modelSourceOf, onnxFiles, shippedModelId } from '../engine/modelCatalogue.ts';
import type { DownloadPlan, DownloadProgress, ModelLibrary, ModelOnDisk, ModelPlace, PrecisionSetting } from '../engine/models.ts';
import type { Clock } from '../engine/types.ts';
import type { DeviceSetting } from '../model/protocol.ts';
import { errorOfDisk, localDisk } from './disk.ts';
import type { Disk } from './disk.ts';
import { HubConnection } from './hubConnection.ts';
import type { HubOptions, HubTimeLimits } from './hubConnection.ts';
import { cachesOf, huggingFaceCache } from './modelCaches.ts';
import { checkClassifier } from './modelConfig.ts';
import { downloadModel, planDownload } from './modelDownload.ts';
import { importedFolder, precisionsIn, repositoryFolder, repositoryOf, sizeOfFolder, snapshotsOf, subfolders } from './modelFolders.ts';
import { findModel, wantedPrecisions } from './modelStore.ts';

/** Read anew for every call, for settings and token may change. */
export interface LibrarySettings {
  /** Absolute path of our own cache. */
  readonly cache: string;
  readonly device: DeviceSetting;
  readonly hub: Pick<HubOptions, 'address' | 'isOffline'>;
}

export interface LibraryOptions {
  /** Absolute path of the folder of the models that ship. */
  readonly shipped: string;
  readonly settings: () => LibrarySettings;
  readonly token: () => Promise<string | undefined>;
  readonly fetch: HubOptions['fetch'];
  readonly wait: HubOptions['wait'];
  readonly clock: Clock;
  readonly disk?: Disk;
  readonly limits?: HubTimeLimits;
}

/** Models on this machine, and those of a hub. */
export class LocalModelLibrary implements ModelLibrary {
  readonly #options: LibraryOptions;

  constructor(options: LibraryOptions) {
    this.#options = options;
  }

  async list(): Promise<readonly ModelOnDisk[]> {
    const { cache } = this.#options.settings();
    const shipped = await this.#modelIn(path.join(this.#options.shipped, shippedModelId), shippedModelId, 'shipped');
    const fetched = await Promise.all(cachesOf(cache).map((folder) => this.#modelsOfCache(folder, folder === cache ? 'cache' : 'huggingface')));
    const imported = await Promise.all((await subfolders(importedFolder(cache))).map((name) => path.join(importedFolder(cache), name)).map((folder) => this.#modelIn(folder, folder, 'imported')));
    const others = [...fetched.flat(), ...imported].filter((model) => model !== undefined);
    const ours = new Set(others.filter(({ place }) => place === 'cache').map(({ id }) => id));
    const once = others.filter(({ id, place }) => place !== 'huggingface' || !ours.has(id));
    return [...(shipped ? [shipped] : []), ...once.toSorted((a, b) => a.id.localeCompare(b.id, 'en'))];
  }

  async find(id: string, precision: PrecisionSetting): Promise<ModelOnDisk | undefined> {
    const { cache, device } = this.#options.settings();
    try {
      const { folder } = await findModel(id, device, precision, { shipped: this.#options.shipped, caches: cachesOf(cache) });
      return await this.#modelIn(folder, id, this.#placeOf(folder, cache));
    } catch (error) {
      if (isSearchError(error) && error.code === 'modelMissing') return undefined;
      throw error;
    }
  }

  async plan(id: string, precision: PrecisionSetting, signal: AbortSignal): Promise<DownloadPlan> {
    const source = modelSourceOf(id);
    if (source === undefined) throw new SearchError('modelMissing', `${id} is no repository on the hub: those are named owner/name`);
    return planDownload(source, wantedPrecisions(this.#options.settings().device, precision), await this.#hub(), signal);
  }

  async download(plan: DownloadPlan, onProgress: (progress: DownloadProgress) => void, signal: AbortSignal): Promise<ModelOnDisk> {
    const { settings, disk = localDisk, clock } = this.#options;
    const folder = await downloadModel({ plan, cache: settings().cache, hub: await this.#hub(), disk, clock, onProgress }, signal);
    const model = await this.#modelIn(folder, plan.id, 'cache');
    if (model === undefined) throw new SearchError('downloadCorrupt', `${folder} is not complete`);
    return model;
  }

  async importFolder(given: string, signal: AbortSignal): Promise<ModelOnDisk> {
    const from = await modelFolderIn(given);
    const precisions = await precisionsIn(from);
    if (precisions.length === 0) throw new SearchError('modelMissing', `${given} has no config.json, tokenizer.json and ONNX file (${Object.values(onnxFiles).slice(0, 3).join(', ')}, ...)`);
    checkClassifier(await readFile(path.join(from, 'config.json'), 'utf8'), path.join(from, 'config.json'));
    const root = importedFolder(this.#options.settings().cache);
    const target = path.join(root, nameOf(given));
    const partial = `${target}.incomplete`;
    try {
      await mkdir(root, { recursive: true });
      await rm(partial, { recursive: true, force: true });
      await copyModel(from, partial, signal);
      await rm(target, { recursive: true, force: true });
      await rename(partial, target);
    } catch (error) {
      await rm(partial, { recursive: true, force: true });
      throw errorOfDisk(error);
    }
    const model = await this.#modelIn(target, target, 'imported');
    if (model === undefined) throw new SearchError('modelMissing', `${target} is not complete`);
    return model;
  }

  async remove(id: string): Promise<void> {
    const { cache } = this.#options.settings();
    const model = (await this.list()).find((one) => one.id === id || one.folder === id || path.basename(one.folder) === id);
    if (model?.place === 'imported') return rm(model.folder, { recursive: true });
    const source = modelSourceOf(model?.id ?? id);
    if (model?.place !== 'cache' || source === undefined) throw new SearchError('modelMissing', model === undefined ? `${id} is not on disk` : `${id} belongs to others: ${model.folder}`);
    return rm(repositoryFolder(cache, source.repository), { recursive: true });
  }

  async #hub(): Promise<HubConnection> {
    const { settings, token, fetch, wait, limits } = this.#options;
    return new HubConnection({ ...settings().hub, token: await token(), fetch, wait, ...(limits && { limits }) });
  }

  async #modelsOfCache(cache: string, place: ModelPlace): Promise<(ModelOnDisk | undefined)[]> {
    const repositories = (await subfolders(cache)).map(repositoryOf).filter((name) => name !== undefined);
    return Promise.all(repositories.map(async (repository) => {
      const card = modelCatalogue.find((one) => one.repository === repository);
      const snapshots = await snapshotsOf(cache, { repository, revision: card?.revision ?? 'main' });
      const models = await Promise.all(snapshots.map((folder) => this.#modelIn(folder, card?.id ?? repository, place)));
      return models.find((model) => model !== undefined);
    }));
  }

  /** Undefined where the folder holds no whole model, or one of another kind: the caches of others hold many. */
  async #modelIn(folder: string, id: string, place: ModelPlace): Promise<ModelOnDisk | undefined> {
    const precisions = await precisionsIn(folder);
    if (precisions.length === 0) return undefined;
    try {
      checkClassifier(await readFile(path.join(folder, 'config.json'), 'utf8'), folder);
    } catch (error) {
      if (isSearchError(error)) return undefined;
      throw error;
    }
    return { id, folder, place, precisions, bytes: await sizeOfFolder(folder) };
  }

  #placeOf(folder: string, cache: string): ModelPlace {
    const isBelow = (parent: string): boolean => !path.relative(parent, folder).startsWith('..') && !path.isAbsolute(path.relative(parent, folder));
    if (isBelow(this.#options.shipped)) return 'shipped';
    if (isBelow(importedFolder(cache))) return 'imported';
    if (isBelow(cache)) return 'cache';
    return isBelow(huggingFaceCache()) ? 'huggingface' : 'folder';
  }
}

/** The model itself where the folder is one of the Hugging Face cache, copied whole. */
async function modelFolderIn(given: string): Promise<string> {
  const repository = repositoryOf(given);
  if (repository === undefined) return given;
  const [best] = await snapshotsOf(path.dirname(given), { repository, revision: 'main' });
  return best ?? given;
}

/** A name for the copy: what the folder is called, without what no file name may hold. */
function nameOf(given: string): string {
  const name = repositoryOf(given)?.split('/')[1] ?? path.basename(path.resolve(given));
  return name.replaceAll(/[^\w.-]/g, '-').replace(/^\.+/, '') || 'model';
}

/** Only what the model needs: folders of others hold weights in other forms. Links become files. */
async function copyModel(from: string, to: string, signal: AbortSignal): Promise<void> {
  const names = await readdir(from, { recursive: true });
  for (const name of names.filter((one) => /^[^/\\]+\.(json|txt|model|md)$|^LICENSE|^onnx[/\\][^/\\]+\.onnx(_data\w*)?$/.test(one))) {
    if (signal.aborted) throw abortError();
    await mkdir(path.dirname(path.join(to, name)), { recursive: true });
    await cp(path.join(from, name), path.join(to, name), { dereference: true });
  }
}
