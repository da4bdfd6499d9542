import { open } from 'node:fs/promises';
import { constants } from 'node:fs';
import path from 'node:path';

/** A NUL within so many bytes of the start says binary: what ripgrep and git go by. */
const SNIFF_BYTES = 8_000;
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
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch {
    return undefined; // Gone or forbidden since ripgrep saw it: it has no snippets, which is what the caller is told.
  }
  try {
    const stats = await handle.stat();
    if (!stats.isFile() || stats.size > maxBytes) return undefined;
    const stamp = `${stats.ino}:${stats.size}:${stats.mtimeMs}`;
    if (stamp === known) return 'unchanged';
    const text = decode(await handle.readFile());
    return text === undefined || isMinified(text) ? undefined : { text, stamp };
  } catch {
    return undefined; // Vanished or unreadable in the middle: as above.
  } finally {
    await handle.close();
  }
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
