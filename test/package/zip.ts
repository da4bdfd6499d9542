import { inflateRawSync } from 'node:zlib';

/** One file of an archive. */
export interface ZipEntry {
  readonly name: string;
  /** Permission bits of its Unix mode. */
  readonly mode: number;
  /** Date and time as the format keeps them, in one number: equal for equal times. */
  readonly time: number;
  readonly content: () => Buffer;
}

/** Signatures and field places: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3. */
const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const DEFLATED = 8;

/**
 * Entries of a zip file in their order.
 * @throws Error where it is none
 */
export function readZip(zip: Buffer): ZipEntry[] {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || zip.readUInt32LE(end) !== endOfDirectory) throw new Error('not a zip file');
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== directoryEntry) throw new Error('damaged zip file');
    entries.push(entryAt(zip, at));
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

function entryAt(zip: Buffer, at: number): ZipEntry {
  const method = zip.readUInt16LE(at + 10);
  const size = zip.readUInt32LE(at + 20);
  const header = zip.readUInt32LE(at + 42);
  return {
    name: zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28)),
    mode: (zip.readUInt32LE(at + 38) >>> 16) & 0o777,
    time: zip.readUInt32LE(at + 12),
    content: () => {
      const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
      const packed = zip.subarray(start, start + size);
      return method === DEFLATED ? inflateRawSync(packed) : packed;
    },
  };
}
