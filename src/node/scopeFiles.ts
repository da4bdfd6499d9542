import type { ScopeFile } from '../engine/calibrationQuestions.ts';
import type { SearchScope } from '../engine/types.ts';
import { listFiles } from './fileListing.ts';
import { includedArguments, keptArguments } from './ripgrepArguments.ts';

/**
 * The files that a search over a scope would look at, ordered by path.
 * @throws SearchError `textSearchMissing`; AbortError
 */
export async function filesOfScope(executable: string, scope: SearchScope, signal: AbortSignal): Promise<ScopeFile[]> {
  const lists = await Promise.all(
    scope.folders.map(async (folder) => {
      const included = folder.files ?? [...(await listFiles(executable, folder.path, includedArguments(scope, folder), signal))];
      // Included globs overrule ignore files, which a search does not let them.
      const kept = scope.include.length > 0 && scope.useIgnoreFiles && !folder.files ? await listFiles(executable, folder.path, keptArguments(scope, folder), signal) : undefined;
      return included.filter((path) => kept?.has(path) ?? true).toSorted().map((path) => ({ folder: folder.path, path }));
    }),
  );
  return lists.flat();
}
