import { open, statfs } from 'node:fs/promises';
import { SearchError } from '../engine/errors.ts';

/** A file that grows. */
export interface GrowingFile {
  write(chunk: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** Port: what a download needs of the disk beyond reading and renaming. */
export interface Disk {
  /** Bytes that may still be written below a folder that exists; undefined where the system does not tell. */
  freeBytes(folder: string): Promise<number | undefined>;
  /** @param start bytes of the file that stay; what is behind them goes */
  append(file: string, start: number): Promise<GrowingFile>;
}

export const localDisk: Disk = {
  freeBytes: async (folder) => {
    // Some network and container file systems cannot say; the write itself will.
    const space = await statfs(folder).catch(() => undefined);
    return space === undefined || space.blocks === 0 ? undefined : space.bavail * space.bsize;
  },
  append: async (file, start) => {
    const handle = await open(file, start === 0 ? 'w' : 'r+');
    await handle.truncate(start);
    let position = start;
    return {
      write: async (chunk) => {
        for (let written = 0; written < chunk.byteLength; ) {
          const { bytesWritten } = await handle.write(chunk, written, chunk.byteLength - written, position);
          written += bytesWritten;
          position += bytesWritten;
        }
      },
      close: () => handle.close(),
    };
  },
};

/** A full disk or quota by its code; any other error as it is. */
export function errorOfDisk(error: unknown): unknown {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' ? new SearchError('diskFull', (error as Error).message, { cause: error }) : error;
}
