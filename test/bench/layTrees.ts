import { spawn } from 'node:child_process';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { ByteReader } from './byteReader.ts';

/** A repository at the commit that its queries were judged on. */
interface PinnedRepository {
  /** Folder below the trees. */
  readonly name: string;
  /** owner/name */
  readonly repo: string;
  readonly commit: string;
}

interface Blob {
  readonly id: string;
  readonly path: string;
}

/** Whoever reads trees must get no more than is there: a partial clone would fetch what it lacks. */
const environment = { ...process.env, GIT_NO_LAZY_FETCH: '1' };

/**
 * Writes the pinned trees that are missing below `trees`, as plain files, from repositories fetched before. `git archive` would leave out
 * what a repository keeps from its releases, its tests for one. Symbolic links, submodules and files that a fetch left out are skipped.
 * @param sets holds repos.json
 * @param mirror holds a git directory `owner+name`, or one in `owner+name/repo`, of each repository
 * @param report gets a line for each tree
 */
export async function layTrees(sets: string, trees: string, mirror: string, report: (line: string) => void): Promise<void> {
  const repositories = JSON.parse(await readFile(path.join(sets, 'repos.json'), 'utf8')) as PinnedRepository[];
  for (const { name, repo, commit } of repositories) {
    const tree = path.join(path.resolve(trees), path.basename(name));
    if (await exists(tree)) continue;
    const repository = await repositoryOf(path.join(path.resolve(mirror), repo.replace('/', '+')));
    if (repository === undefined) {
      report(`${name}: ${repo} is not in the mirror`);
      continue;
    }
    // Renamed when whole, so that a tree that is there is all there.
    const unfinished = `${tree}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    const { written, missing } = await layTree(repository, commit, unfinished);
    await rename(unfinished, tree);
    report(`${name}: ${written} files${missing > 0 ? `, ${missing} not in the mirror` : ''}`);
  }
}

async function layTree(repository: string, commit: string, folder: string): Promise<{ written: number; missing: number }> {
  if (!/^[0-9a-f]{40,64}$/.test(commit)) throw new Error(`${commit} is not a commit`);
  await mkdir(folder, { recursive: true });
  const blobs = await blobsOf(repository, commit);
  const git = spawn('git', ['-C', repository, 'cat-file', '--batch'], { env: environment, stdio: ['pipe', 'pipe', 'inherit'] });
  Readable.from(blobs.map(({ id }) => `${id}\n`)).pipe(git.stdin);
  const output = new ByteReader(git.stdout);
  let missing = 0;
  for (const blob of blobs) {
    const [, type, size] = (await output.line()).split(' ');
    if (type !== 'blob') {
      missing++;
      continue;
    }
    const bytes = await output.take(Number(size));
    await output.take(1);
    await writeInside(folder, blob.path, bytes);
  }
  return { written: blobs.length - missing, missing };
}

async function blobsOf(repository: string, commit: string): Promise<Blob[]> {
  const git = spawn('git', ['-C', repository, 'ls-tree', '-r', '-z', commit], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const listing = Buffer.concat(await git.stdout.toArray() as Buffer[]).toString('utf8');
  if (listing === '') throw new Error(`${repository} does not hold ${commit}`);
  return listing.split('\0').flatMap((entry) => {
    const [, mode, id, file] = /^(\d+) blob ([0-9a-f]+)\t(.*)$/s.exec(entry) ?? [];
    return id === undefined || file === undefined || mode === '120000' ? [] : [{ id, path: file }];
  });
}

/** A repository is somebody else's: no path of it may lead out of its folder. */
async function writeInside(folder: string, file: string, bytes: Buffer): Promise<void> {
  const target = path.resolve(folder, file);
  if (!target.startsWith(folder + path.sep)) throw new Error(`${file} leads out of its tree`);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, bytes);
}

async function repositoryOf(folder: string): Promise<string | undefined> {
  for (const inner of ['repo/.git', 'repo', '.git', '.']) if (await exists(path.join(folder, inner, 'HEAD'))) return path.join(folder, inner);
  return undefined;
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(() => true, () => false);
}
