import type { SearchFolder, SearchScope } from '../engine/types.ts';
import { includedArguments, keptArguments } from './ripgrepArguments.ts';
import { runRipgrep } from './ripgrepProcess.ts';

/** Says of a path, relative to its folder, whether the scope has it. */
export type IsInScope = (relative: string) => boolean;

/**
 * What ripgrep's pass over a folder does not know by itself: with included globs it overrules ignore files, and of unsaved text it knows
 * nothing. Files are listed only where there is one or the other.
 * @param hasOverlays some unsaved text lies in this folder
 * @throws SearchError where ripgrep cannot be started; AbortError
 */
export async function listScope(executable: string, scope: SearchScope, folder: SearchFolder, hasOverlays: boolean, signal: AbortSignal): Promise<{ isKept: IsInScope; isIncluded: IsInScope }> {
  const hasIncludes = scope.include.length > 0;
  const list = (args: readonly string[]): Promise<ReadonlySet<string>> => listFiles(executable, folder.path, args, signal);
  const [kept, included] = await Promise.all([
    hasOverlays || (hasIncludes && scope.useIgnoreFiles) ? list(keptArguments(scope, folder)) : undefined,
    hasOverlays && hasIncludes ? list(includedArguments(scope, folder)) : undefined,
  ]);
  return { isKept: (relative) => kept?.has(relative) ?? true, isIncluded: (relative) => included?.has(relative) ?? true };
}

/** Paths that ripgrep lists, relative and with forward slashes. */
export async function listFiles(executable: string, folder: string, args: readonly string[], signal: AbortSignal): Promise<ReadonlySet<string>> {
  const files = new Set<string>();
  let rest: Buffer = Buffer.alloc(0);
  const onOutput = (chunk: Buffer): boolean => {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let start = 0;
    for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, start)) {
      files.add(pathOf(bytes.toString('utf8', start, end)));
      start = end + 1;
    }
    rest = Buffer.from(bytes.subarray(start));
    return false;
  };
  await runRipgrep({ executable, folder, args, onOutput }, signal);
  return files;
}

/** A path as ripgrep prints it, relative and with forward slashes. */
export function pathOf(printed: string): string {
  const relative = printed.replace(/^\.[\\/]/, '');
  return process.platform === 'win32' ? relative.replaceAll('\\', '/') : relative;
}
