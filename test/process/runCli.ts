import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from './startReranker.ts';

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  /** Lines, without an empty last one. */
  readonly stderr: readonly string[];
}

/**
 * Runs the built command line to its end, as a user would.
 * @param input what stands on its standard input
 * @param environment variables beside those of the test
 * @param dist folder of the bundles
 */
export function runCli(args: readonly string[], { folder = root, input = '', environment = {}, dist = path.join(root, 'dist') }: { folder?: string; input?: string; environment?: Readonly<Record<string, string>>; dist?: string } = {}): Promise<CliRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(dist, 'cli.js'), ...args], { cwd: folder, stdio: 'pipe', env: { ...process.env, ...environment } });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr: stderr.split('\n').filter((line) => line !== '') }));
    child.stdin.on('error', () => undefined); // It may end before it has read everything.
    child.stdin.end(input);
  });
}

/** The objects of an output with one JSON object a line. */
export function jsonLines<Line>(stdout: string): Line[] {
  return stdout.trim().split('\n').map((line) => JSON.parse(line) as Line);
}
