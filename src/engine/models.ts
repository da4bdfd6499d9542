import type { Precision } from './modelCatalogue.ts';

/** Precision setting: `auto`, or which ONNX file to take. */
export type PrecisionSetting = 'auto' | Precision;

/** Where a model on disk lies. Only those of `cache` and `imported` may be removed. */
export type ModelPlace = 'shipped' | 'cache' | 'imported' | 'huggingface' | 'folder';

/** A model that is complete on disk. */
export interface ModelOnDisk {
  /** What the setting `model` holds to choose it. */
  readonly id: string;
  /** Absolute path. */
  readonly folder: string;
  readonly place: ModelPlace;
  /** The forms that are there. */
  readonly precisions: readonly Precision[];
  /** Bytes of all its files. */
  readonly bytes: number;
}

/** One file as the hub announces it. */
export interface RemoteFile {
  /** Relative path with forward slashes, checked to stay inside the model's folder. */
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of the content (files in large-file storage), or the SHA-1 of its git blob; undefined where the hub tells neither. */
  readonly hash: { readonly kind: 'sha256' | 'gitSha1'; readonly hex: string } | undefined;
}

/** What a download would fetch. */
export interface DownloadPlan {
  readonly id: string;
  /** Address that is really asked, whatever a setting says: the environment may name a mirror. */
  readonly hub: string;
  readonly repository: string;
  /** The revision asked for, and the commit that it stands for now. */
  readonly revision: string;
  readonly commit: string;
  readonly precision: Precision;
  /** As the repository states it; undefined where it does not. */
  readonly licence: string | undefined;
  /** Small files first, the ONNX file last: where that stands, the model is complete. */
  readonly files: readonly RemoteFile[];
  /** Bytes of all files. */
  readonly bytes: number;
}

export interface DownloadProgress {
  /** Bytes that are on disk. */
  readonly bytes: number;
  readonly total: number;
  /** Another window or program brings the bytes; this one waits. */
  readonly isWaiting: boolean;
  /** Milliseconds left at the speed so far; undefined until there is one. */
  readonly msLeft: number | undefined;
}

/** Port: the models on disk, and the way to more of them. */
export interface ModelLibrary {
  /** The shipped model first, then the others by name. */
  list(): Promise<readonly ModelOnDisk[]>;
  /** @returns undefined where the model, or the form of it that is asked for, is not complete on disk. Never causes a request. */
  find(id: string, precision: PrecisionSetting): Promise<ModelOnDisk | undefined>;
  /**
   * Asks the hub what a download would fetch, and reads the model's config.json to see whether it is a reranker.
   * @throws SearchError `offline`, `modelMissing` (no name of a repository), `modelUnsupported`, `hubUnreachable`, ...; AbortError
   */
  plan(id: string, precision: PrecisionSetting, signal: AbortSignal): Promise<DownloadPlan>;
  /**
   * Fetches what the plan names. What is on disk already is not fetched again; what was begun is resumed.
   * @param onProgress told as bytes arrive
   * @throws SearchError `diskFull`, `downloadCut`, `downloadCorrupt`, ...; AbortError
   */
  download(plan: DownloadPlan, onProgress: (progress: DownloadProgress) => void, signal: AbortSignal): Promise<ModelOnDisk>;
  /**
   * Copies a model's folder, for machines without network.
   * @throws SearchError `modelMissing`, `modelInvalid`, `modelUnsupported`, `diskFull`; AbortError
   */
  importFolder(folder: string, signal: AbortSignal): Promise<ModelOnDisk>;
  /** Deletes a model of the cache or an imported one. @throws SearchError `modelMissing` where it is neither */
  remove(id: string): Promise<void>;
}
