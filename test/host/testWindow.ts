import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { CodeServer } from './codeServer.ts';
import { startCodeServer } from './codeServer.ts';
import { SetupError } from './setup.ts';
import type { Workbench } from './workbench.ts';
import { artifactFolder, openWorkbench } from './workbench.ts';

const repository = path.resolve(import.meta.dirname, '../..');

/** A server whose test has died ends by itself. */
const idleSeconds = 120;

/** What a test's window opens. */
export interface TestWindowOptions {
  /** One folder of sources, both as a workspace, or nothing: an empty window. */
  readonly opens: keyof typeof sources | 'workspace' | 'nothing';
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  readonly extensionFolders?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly asksForTrust?: boolean;
  /** Display language, and what the extension is called in it. */
  readonly language?: { readonly id: string; readonly title: string };
}

/** A VS Code with the packaged extension on real sources, for the tests of one file. */
export interface TestWindow {
  readonly workbench: Workbench;
  readonly server: CodeServer;
  /** Folder that holds the opened folders. */
  readonly root: string;
  dispose(): Promise<void>;
}

/** Folder names of the sources, below `TestWindow.root`. */
export const sources = { project: 'semantic-search', library: 'transformers' } as const;

/** Starts a server and a browser of their own. The caller disposes. */
export async function openTestWindow({ language, opens, ...others }: TestWindowOptions): Promise<TestWindow> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'semantic-search-tree-'));
  const owned: (() => Promise<void>)[] = [() => rm(root, { recursive: true, force: true, maxRetries: 3 })];
  const dispose = async (): Promise<void> => {
    for (const end of owned.splice(0).toReversed()) await end();
  };
  try {
    await copySources(root);
    const server = await startCodeServer({ ...others, ...(language && { language: language.id }), packages: [packagedExtension()], idleSeconds, logFolder: path.join(artifactFolder, 'logs', path.basename(root)) });
    owned.push(() => server.dispose());
    const workbench = await openWorkbench(server.address(await openedPath(root, opens)), language?.title);
    owned.push(() => workbench.dispose());
    return { workbench, server, root, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function packagedExtension(): string {
  const file = process.env['SEMANTIC_SEARCH_VSIX'];
  if (!file) throw new SetupError('Host tests are run by "npm run test:host", which packages the extension first.');
  return file;
}

/** This project's own sources, and those of a library whose version the lock file pins. */
async function copySources(root: string): Promise<void> {
  await cp(path.join(repository, 'src'), path.join(root, sources.project, 'src'), { recursive: true });
  await cp(path.join(repository, 'node_modules/@huggingface/transformers/src'), path.join(root, sources.library, 'src'), { recursive: true });
}

async function openedPath(root: string, opens: TestWindowOptions['opens']): Promise<string | undefined> {
  if (opens === 'nothing') return undefined;
  if (opens !== 'workspace') return path.join(root, sources[opens]);
  const file = path.join(root, 'both.code-workspace');
  await writeFile(file, JSON.stringify({ folders: Object.values(sources).map((name) => ({ path: name })) }));
  return file;
}
