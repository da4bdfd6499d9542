import { listFiles, modelInfo } from '@huggingface/hub';
import type { ListFileEntry } from '@huggingface/hub';
import { isAbort, isSearchError, SearchError, throwIfAborted } from '../engine/errors.ts';
import type { RemoteFile } from '../engine/models.ts';
import type { HubConnection } from './hubConnection.ts';
import { errorOfNetwork } from './hubErrors.ts';

/** A repository as the hub describes it. */
export interface HubRepository {
  /** What the revision asked for stands for now: 40 hexadecimal digits. */
  readonly commit: string;
  readonly licence: string | undefined;
  readonly files: readonly RemoteFile[];
}

/** Most bytes of one answer that describes: real ones have some kilobytes. */
const MAX_ANSWER_BYTES = 8_000_000;

/** Most files of a repository; a model has some dozens. */
const MAX_FILES = 10_000;

/**
 * Asks what a repository holds. The hub's client library knows the addresses and shapes; every request goes through `hub`.
 * @throws SearchError as `HubConnection.get`, and `hubFailed` where the answer cannot be used; AbortError
 */
export async function describeRepository(name: string, revision: string, hub: HubConnection, signal: AbortSignal): Promise<HubRepository> {
  const client = { hubUrl: hub.address, fetch: fetchThrough(hub, signal) };
  try {
    const info = await modelInfo({ ...client, name, revision, additionalFields: ['sha', 'cardData'] });
    const commit: unknown = info.sha;
    if (typeof commit !== 'string' || !/^[0-9a-f]{40}$/.test(commit)) throw new SearchError('hubFailed', `${name}: the hub names no commit`);
    const licence: unknown = info.cardData?.license;
    const files: RemoteFile[] = [];
    for await (const entry of listFiles({ ...client, repo: name, revision: commit, recursive: true })) {
      if (entry.type === 'file') files.push(fileOf(entry));
      if (files.length > MAX_FILES) throw new SearchError('hubFailed', `${name} has more than ${MAX_FILES} files`);
    }
    return { commit, licence: typeof licence === 'string' ? licence : undefined, files };
  } catch (error) {
    if (isSearchError(error) || isAbort(error)) throw error;
    throw new SearchError('hubFailed', `${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** What the library is given for `fetch`. It adds no token of its own, so following its page links cannot carry one away. */
function fetchThrough(hub: HubConnection, signal: AbortSignal): typeof fetch {
  return async (input) => {
    const url = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
    if (new URL(url).origin !== hub.origin) throw new SearchError('hubFailed', `the hub sends to ${new URL(url).origin} for its next page`);
    const { response } = await hub.get(url, { accept: 'application/json' }, signal);
    const { status, headers } = response;
    return new Response(await readWhole(response, url, signal), { status, headers: { 'content-type': 'application/json', link: headers.get('link') ?? '' } });
  };
}

/**
 * Reads an answer that must be small.
 * @throws SearchError `hubFailed` where it is not; `hubUnreachable` where it breaks off; AbortError
 */
export async function readWhole(response: Response, url: string, signal: AbortSignal): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > MAX_ANSWER_BYTES) throw new SearchError('hubFailed', `${url} answers more than ${MAX_ANSWER_BYTES} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    throwIfAborted(signal);
    throw isSearchError(error) ? error : errorOfNetwork(error, url);
  }
  return Buffer.concat(chunks);
}

function fileOf({ path, size, lfs, oid }: ListFileEntry): RemoteFile {
  if (typeof path !== 'string' || !isSafePath(path)) throw new SearchError('hubFailed', `the hub lists a file name that is refused: ${JSON.stringify(path)}`);
  const bytes = lfs?.size ?? size;
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw new SearchError('hubFailed', `the hub announces no size for ${path}`);
  return { path, bytes, hash: hashOf(lfs?.oid) ?? (lfs === undefined ? hashOf(oid) : undefined) };
}

/** A relative path that leads nowhere else on any system: no `..`, drive, backslash, control character or empty part. */
export function isSafePath(path: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\:*?"<>|\u0000-\u001f]/.test(part));
}

/** By its length: SHA-256 of the content, or SHA-1 of the git blob. ETags stand in quotes, weak ones behind `W/`. */
export function hashOf(text: string | undefined): RemoteFile['hash'] {
  const hex = text?.replaceAll(/^W\/|"/g, '').toLowerCase();
  if (hex === undefined || !/^[0-9a-f]+$/.test(hex)) return undefined;
  return hex.length === 64 ? { kind: 'sha256', hex } : hex.length === 40 ? { kind: 'gitSha1', hex } : undefined;
}
