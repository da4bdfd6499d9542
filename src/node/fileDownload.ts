import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { SearchError, throwIfAborted } from '../engine/errors.ts';
import type { RemoteFile } from '../engine/models.ts';
import { errorOfDisk } from './disk.ts';
import type { Disk, GrowingFile } from './disk.ts';
import type { HubAnswer, HubConnection } from './hubConnection.ts';
import { hashOf } from './hubRepository.ts';

export interface FileDownload {
  readonly url: string;
  readonly file: RemoteFile;
  /** Absolute path of the file while it grows; what is there from before is gone on with. */
  readonly partial: string;
  /** Absolute path of the whole file. */
  readonly target: string;
  readonly hub: HubConnection;
  readonly disk: Disk;
  /** Told the bytes that are on disk, each time there are more. */
  readonly onBytes: (bytes: number) => void;
}

/** Cuts in a row, without a byte in between, that are forgiven. */
const MAX_CUTS = 5;
const FIRST_WAIT_MS = 500;

/** What was learnt of the file on the way. */
interface Course {
  /** Of the server that sends the bytes: a resumed answer must be of the same file. */
  etag: string | undefined;
  hash: RemoteFile['hash'];
}

/**
 * Fetches one file: resumes after a cut, checks what arrived, and only then gives it its name.
 * @throws SearchError `downloadCut`, `downloadCorrupt`, `diskFull`, and what `HubConnection.get` throws; AbortError, with the bytes so far kept
 */
export async function downloadFile(download: FileDownload, signal: AbortSignal): Promise<void> {
  const { file, partial, target } = download;
  await mkdir(path.dirname(partial), { recursive: true });
  await mkdir(path.dirname(target), { recursive: true });
  const isResumed = (await sizeOf(partial)) > 0;
  const course: Course = { etag: undefined, hash: file.hash };
  await fetchAll(download, course, signal);
  if (!(await isIntact(partial, file, course.hash, signal))) {
    await rm(partial, { force: true });
    // Bytes of an earlier run may have been bad: once more from the start.
    if (isResumed) return downloadFile(download, signal);
    throw new SearchError('downloadCorrupt', `${file.path} is not what its ${course.hash?.kind ?? 'size'} says`);
  }
  await rename(partial, target);
}

async function fetchAll(download: FileDownload, course: Course, signal: AbortSignal): Promise<void> {
  const { file, partial, hub } = download;
  let cuts = 0;
  for (let have = await sizeOf(partial); have !== file.bytes || (have === 0 && cuts === 0); ) {
    throwIfAborted(signal);
    if (have > file.bytes) {
      await rm(partial);
      have = 0;
    }
    await fetchSome(download, course, have, signal);
    const now = await sizeOf(partial);
    if (now === file.bytes) return;
    cuts = now > have ? 0 : cuts + 1;
    if (cuts >= MAX_CUTS) throw new SearchError('downloadCut', `${file.path}: ${now} of ${file.bytes} bytes`);
    await hub.wait(FIRST_WAIT_MS * 2 ** cuts, signal);
    have = now;
  }
}

/** One request and what it brings; returns too when the connection is cut. */
async function fetchSome({ url, file, partial, hub, disk, onBytes }: FileDownload, course: Course, have: number, signal: AbortSignal): Promise<void> {
  const stall = new AbortController();
  const answer = await hub.get(url, rangeHeaders(have, course.etag), AbortSignal.any([signal, stall.signal]));
  const { response } = answer;
  const start = startOf(answer, have, file);
  if (start === undefined) {
    // The server has another file, or no such part of it: from the start.
    await response.body?.cancel();
    await rm(partial, { force: true });
    course.etag = undefined;
    return;
  }
  course.etag = strongEtag(response);
  course.hash ??= hashOf(answer.linkedEtag);
  let out: GrowingFile | undefined;
  let bytes = start;
  let timer = setTimeout(() => stall.abort(), hub.limits.stall);
  try {
    out = await disk.append(partial, start);
    for await (const chunk of chunksOf(response, signal)) {
      clearTimeout(timer);
      timer = setTimeout(() => stall.abort(), hub.limits.stall);
      bytes += chunk.byteLength;
      if (bytes > file.bytes) throw new SearchError('downloadCorrupt', `${file.path} brings more than the ${file.bytes} bytes announced`);
      await out.write(chunk);
      onBytes(bytes);
    }
  } catch (error) {
    throw errorOfDisk(error);
  } finally {
    clearTimeout(timer);
    await out?.close();
    if (bytes > file.bytes) await rm(partial, { force: true });
  }
}

/** The body's chunks; a cut ends them, for what is missing shows in the size. */
async function* chunksOf(response: Response, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const next = await reader.read().catch(() => undefined);
      throwIfAborted(signal);
      if (next === undefined || next.done) return;
      yield next.value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function rangeHeaders(have: number, etag: string | undefined): Record<string, string> {
  // Stored bytes are never compressed: a range counts them, and so does the announced size.
  const plain = { 'accept-encoding': 'identity' };
  return have === 0 ? plain : { ...plain, range: `bytes=${have}-`, ...(etag !== undefined && { 'if-range': etag }) };
}

/** Where the body's first byte belongs; undefined where the answer does not fit what is on disk. */
function startOf({ response }: HubAnswer, have: number, file: RemoteFile): number | undefined {
  const announced = Number(response.headers.get('content-length') ?? NaN);
  if (response.status === 416) return undefined;
  if (response.status !== 206) {
    if (announced > file.bytes) throw new SearchError('downloadCorrupt', `${file.path} announces ${announced} bytes, not ${file.bytes}`);
    return 0;
  }
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '') ?? [];
  const isSame = Number(start) === have && (total === '*' || Number(total) === file.bytes);
  return isSame ? have : undefined;
}

function strongEtag(response: Response): string | undefined {
  const etag = response.headers.get('etag');
  return etag === null || etag.startsWith('W/') ? undefined : etag;
}

async function isIntact(file: string, { bytes }: RemoteFile, hash: RemoteFile['hash'], signal: AbortSignal): Promise<boolean> {
  if ((await sizeOf(file)) !== bytes) return false;
  if (hash === undefined) return true;
  const sum = createHash(hash.kind === 'sha256' ? 'sha256' : 'sha1');
  // Git hashes a header with the size in front of the content.
  if (hash.kind === 'gitSha1') sum.update(`blob ${bytes}\0`);
  for await (const chunk of createReadStream(file, { signal })) sum.update(chunk as Buffer);
  return sum.digest('hex') === hash.hex;
}

/** Zero where there is no such file. */
async function sizeOf(file: string): Promise<number> {
  return stat(file).then(({ size }) => size, () => 0);
}
