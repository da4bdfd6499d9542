import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';

/** A NUL within so many bytes of the start says binary: what ripgrep and git go by. */
const SNIFF_BYTES = 8_000;
/** Opening a FIFO or a device does not wait for its other end. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
/** A file with lines of this many characters on average is minified or data. */
const MINIFIED_AVERAGE = 400;

export interface DiskFile {
  readonly text: string;
  /** Changes when the file does. */
  readonly stamp: string;
}

/**
 * Reads a text file of a folder. Only regular files, without waiting: a FIFO or a device gives nothing.
 * @param known stamp of the text already held; when it is still true, `undefined` text saves the reading
 * @returns undefined where there is no text to be had: gone, not permitted, not a file, too large, binary, minified
 */
export async function readTextFile(folder: string, relative: string, maxBytes: number, known?: string): Promise<DiskFile | 'unchanged' | undefined> {
  const file = path.join(folder, relative);
  if (!isInside(folder, file)) return undefined;
  let handle;
  try {
    handle = await open(file, FLAGS);
  } catch {
    return undefined; // Gone or forbidden since ripgrep saw it: it has no snippets, which is what the caller is told.
  }
  try {
    const stamp = stampOf(await handle.stat(), maxBytes);
    if (stamp === undefined) return undefined;
    return stamp === known ? 'unchanged' : diskFile(await handle.readFile(), stamp);
  } catch {
    return undefined; // Vanished or unreadable in the middle: as above.
  } finally {
    await handle.close();
  }
}

/**
 * The same at one go, for threads that nothing else waits for: it takes a tenth of the time, where the file is in the system's cache, as those
 * are that ripgrep has just read.
 */
export function readTextFileSync(folder: string, relative: string, maxBytes: number, known?: string): DiskFile | 'unchanged' | undefined {
  const file = path.join(folder, relative);
  if (!isInside(folder, file)) return undefined;
  let descriptor;
  try {
    descriptor = openSync(file, FLAGS);
  } catch {
    return undefined; // As above.
  }
  try {
    const stamp = stampOf(fstatSync(descriptor), maxBytes);
    if (stamp === undefined) return undefined;
    return stamp === known ? 'unchanged' : diskFile(readFileSync(descriptor), stamp);
  } catch {
    return undefined; // As above.
  } finally {
    closeSync(descriptor);
  }
}

/** @returns undefined for what is no regular file, or too large */
function stampOf(stats: Stats, maxBytes: number): string | undefined {
  return stats.isFile() && stats.size <= maxBytes ? `${stats.ino}:${stats.size}:${stats.mtimeMs}` : undefined;
}

function diskFile(bytes: Buffer, stamp: string): DiskFile | undefined {
  const text = decode(bytes);
  return text === undefined || isMinified(text) ? undefined : { text, stamp };
}

/** True where the file lies somewhere below the folder; `..name` is a name like any other. */
export function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** UTF-8 (wrong bytes become replacement characters) or UTF-16 by its byte order mark. @returns undefined for binary */
export function decode(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2))).swap16().toString('utf16le');
  if (bytes.subarray(0, SNIFF_BYTES).includes(0)) return undefined;
  return bytes.toString('utf8', bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
}

function isMinified(text: string): boolean {
  if (text.length < MINIFIED_AVERAGE * 4) return false;
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return text.length / lines > MINIFIED_AVERAGE;
}
