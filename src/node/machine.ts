import os from 'node:os';

/** Where this runs, in lines for people. @param version of the extension */
export function machineLines(version: string): readonly string[] {
  return [
    `Semantic Search ${version}, Node ${process.version}, ${os.platform()} ${os.release()} ${os.arch()}`,
    `${os.cpus()[0]?.model.trim() ?? 'unknown processor'}, ${os.availableParallelism()} threads, ${gigabytes(os.totalmem())} GB memory, ${gigabytes(os.freemem())} GB free`,
  ];
}

function gigabytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}
