import { SearchError } from '../engine/errors.ts';
import type { SearchFolder } from '../engine/types.ts';
import { changedFiles, ownFiles } from '../node/gitFiles.ts';
import type { CliArguments } from './arguments.ts';

/**
 * The folders as `--scope` narrows them: to files that git tells. Who names a scope agrees that git is run there.
 * @throws SearchError `nothingChanged`, `noOwnCommits` where no file is left, and what git's own failures are; AbortError
 */
export async function gitFolders({ scope }: Pick<CliArguments, 'scope'>, folders: readonly string[], signal: AbortSignal): Promise<SearchFolder[]> {
  if (scope === 'all') return folders.map((folder) => ({ path: folder }));
  const list = scope === 'changed' ? changedFiles : ownFiles;
  const listed = await Promise.all(folders.map(async (folder) => ({ path: folder, files: await list(folder, { executable: 'git' }, signal) })));
  if (listed.every(({ files }) => files.length === 0)) throw new SearchError(scope === 'changed' ? 'nothingChanged' : 'noOwnCommits', folders.join(', '));
  return listed;
}
