import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { formatBytes } from '../engine/bytes.ts';
import { SearchError } from '../engine/errors.ts';
import { onnxFiles } from '../engine/modelCatalogue.ts';
import type { ModelSource, Precision } from '../engine/modelCatalogue.ts';
import type { DownloadPlan, DownloadProgress, RemoteFile } from '../engine/models.ts';
import type { Clock } from '../engine/types.ts';
import { errorOfDisk } from './disk.ts';
import type { Disk } from './disk.ts';
import { withLock } from './downloadLock.ts';
import { downloadFile } from './fileDownload.ts';
import type { HubConnection } from './hubConnection.ts';
import { describeRepository, readWhole } from './hubRepository.ts';
import { checkClassifier } from './modelConfig.ts';
import { repositoryFolder } from './modelFolders.ts';

/** What the library of models needs to run a model, beside the ONNX file. Only the first two are indispensable. */
const smallFiles = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json'] as const;
const indispensable: readonly string[] = smallFiles.slice(0, 2);

/** Room that a download leaves on the disk. */
const SPARE_BYTES = 100_000_000;

/**
 * Asks the hub what a download would fetch.
 * @param wanted forms of the model, best first: the first that the repository has is chosen
 * @throws SearchError `modelUnsupported` where the repository has no reranker in ONNX form, and what `HubConnection.get` throws; AbortError
 */
export async function planDownload(source: ModelSource, wanted: readonly Precision[], hub: HubConnection, signal: AbortSignal): Promise<DownloadPlan> {
  const { id, repository, revision } = source;
  const { commit, licence, files } = await describeRepository(repository, revision, hub, signal);
  const byPath = new Map(files.map((file) => [file.path, file]));
  for (const name of indispensable) if (!byPath.has(name)) throw new SearchError('modelUnsupported', `${repository} has no ${name}`);
  const precision = wanted.find((one) => byPath.has(onnxFiles[one]));
  if (precision === undefined) {
    const there = Object.values(onnxFiles).filter((file) => byPath.has(file));
    throw new SearchError('modelUnsupported', `${repository} has no ${wanted.map((one) => onnxFiles[one]).join(', ')}; ${there.length > 0 ? `it has ${there.join(', ')}` : 'it has no ONNX files'}`);
  }
  const configUrl = fileUrl(hub, repository, commit, 'config.json');
  const { response } = await hub.get(configUrl, {}, signal);
  checkClassifier((await readWhole(response, configUrl, signal)).toString('utf8'), 'config.json');

  const graph = onnxFiles[precision];
  // Weights above 2 GB lie beside their graph: model.onnx_data, model.onnx_data_1, ...
  const data = [...byPath.keys()].filter((name) => name.startsWith(`${graph}_data`)).toSorted();
  const needed = [...smallFiles, ...data, graph].flatMap((name) => byPath.get(name) ?? []);
  return { id, hub: hub.address, repository, revision, commit, precision, licence, files: needed, bytes: needed.reduce((sum, { bytes }) => sum + bytes, 0) };
}

export interface ModelDownload {
  readonly plan: DownloadPlan;
  /** Folder in the layout of the Hugging Face cache. */
  readonly cache: string;
  readonly hub: HubConnection;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly onProgress: (progress: DownloadProgress) => void;
}

/** Folders of a repository in the cache. */
interface Folders {
  readonly repository: string;
  /** Whole files. */
  readonly snapshot: string;
  /** Files that grow. */
  readonly partials: string;
}

/**
 * Fetches the files of a plan that are not there yet. While another window fetches from the same repository it waits, and tells that one's progress.
 * @returns absolute path of the model's folder
 * @throws SearchError `diskFull`, and what `downloadFile` throws; AbortError
 */
export async function downloadModel(download: ModelDownload, signal: AbortSignal): Promise<string> {
  const { plan, cache, hub, onProgress } = download;
  const repository = repositoryFolder(cache, plan.repository);
  const folders: Folders = { repository, snapshot: path.join(repository, 'snapshots', plan.commit), partials: path.join(repository, 'blobs') };
  const onWait = async (): Promise<void> => onProgress({ bytes: bytesOf(await placesOf(plan, folders)), total: plan.bytes, isWaiting: true, msLeft: undefined });
  try {
    await mkdir(folders.snapshot, { recursive: true });
    await withLock({ file: path.join(repository, 'download.lock'), wait: (ms, stop) => hub.wait(ms, stop), onWait }, signal, () => fetchMissing(download, folders, signal));
    return folders.snapshot;
  } catch (error) {
    throw errorOfDisk(error);
  }
}

async function fetchMissing({ plan, cache, hub, disk, clock, onProgress }: ModelDownload, folders: Folders, signal: AbortSignal): Promise<void> {
  const files = await placesOf(plan, folders);
  await checkRoom(files, cache, disk);
  const report = progressOf(files, plan.bytes, clock, onProgress);
  for (const { file, partial, target, isThere } of files) {
    if (isThere) continue;
    await downloadFile({ url: fileUrl(hub, plan.repository, plan.commit, file.path), file, partial, target, hub, disk, onBytes: (bytes) => report(file, bytes) }, signal);
  }
  if (plan.revision !== plan.commit) await writeReference(path.join(folders.repository, 'refs', plan.revision), plan.commit);
  await rm(folders.partials, { recursive: true, force: true });
}

interface FilePlace {
  readonly file: RemoteFile;
  readonly partial: string;
  readonly target: string;
  readonly isThere: boolean;
  /** Bytes that an earlier run has left. */
  readonly begun: number;
}

function placesOf({ files }: DownloadPlan, folders: Folders): Promise<FilePlace[]> {
  return Promise.all(files.map((file) => placeOf(file, folders)));
}

/** Bytes that are on disk. */
function bytesOf(files: readonly FilePlace[]): number {
  return files.reduce((sum, { file, isThere, begun }) => sum + (isThere ? file.bytes : begun), 0);
}

async function placeOf(file: RemoteFile, { snapshot, partials }: Folders): Promise<FilePlace> {
  const target = path.join(snapshot, ...file.path.split('/'));
  // By the hash where there is one: the same content at another revision is gone on with, other content never is.
  const partial = path.join(partials, `${file.hash?.hex ?? `${path.basename(snapshot)}-${file.path.replaceAll('/', '-')}`}.incomplete`);
  const [there, begun] = await Promise.all([sizeOf(target), sizeOf(partial)]);
  return { file, partial, target, isThere: there === file.bytes, begun: begun ?? 0 };
}

async function checkRoom(files: readonly FilePlace[], cache: string, disk: Disk): Promise<void> {
  const missing = files.reduce((sum, { file, isThere, begun }) => sum + (isThere ? 0 : Math.max(0, file.bytes - begun)), 0);
  const free = await disk.freeBytes(cache);
  if (missing > 0 && free !== undefined && free < missing + SPARE_BYTES) {
    throw new SearchError('diskFull', `${cache} has ${formatBytes(free)} free; ${formatBytes(missing + SPARE_BYTES)} are needed`);
  }
}

/** Adds the files' bytes up; the speed is that of what this run brought. */
function progressOf(files: readonly FilePlace[], total: number, clock: Clock, onProgress: (progress: DownloadProgress) => void): (file: RemoteFile, bytes: number) => void {
  const have = new Map(files.map(({ file, isThere, begun }) => [file.path, isThere ? file.bytes : begun]));
  const sum = (): number => [...have.values()].reduce((one, other) => one + other, 0);
  const atStart = bytesOf(files);
  const start = clock();
  onProgress({ bytes: atStart, total, isWaiting: false, msLeft: undefined });
  return (file, count) => {
    have.set(file.path, count);
    const bytes = sum();
    const brought = bytes - atStart;
    onProgress({ bytes, total, isWaiting: false, msLeft: brought > 0 ? ((clock() - start) / brought) * (total - bytes) : undefined });
  };
}

async function writeReference(file: string, commit: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, commit);
}

function fileUrl(hub: HubConnection, repository: string, commit: string, file: string): string {
  return `${hub.address}/${repository}/resolve/${commit}/${file.split('/').map(encodeURIComponent).join('/')}`;
}

async function sizeOf(file: string): Promise<number | undefined> {
  return stat(file).then(({ size }) => size, () => undefined);
}
