import type { ScopeChoice } from './searchRequest.ts';
import type { Translate } from './translate.ts';

/** Where a search looks, to go behind what it found: `in open editors`. Undefined for the whole workspace, which goes without saying. */
export function scopeNameOf(scope: ScopeChoice, t: Translate): string | undefined {
  if (scope.kind === 'openEditors') return t('in open editors');
  if (scope.kind === 'changed') return t('in changed files');
  if (scope.kind === 'myCommits') return t('in my recent commits');
  return scope.kind === 'folder' ? t('in {0}', scope.root || (scope.folder.split(/[\\/]/).at(-1) ?? scope.folder)) : undefined;
}

/** A scope that was kept. @returns the workspace for whatever is none */
export function scopeFrom(kept: unknown): ScopeChoice {
  if (typeof kept !== 'object' || kept === null || !('kind' in kept)) return { kind: 'workspace' };
  const { kind } = kept;
  if (kind === 'openEditors' || kind === 'changed' || kind === 'myCommits') return { kind };
  if (kind === 'folder' && 'folder' in kept && typeof kept.folder === 'string' && 'root' in kept && typeof kept.root === 'string') return { kind, folder: kept.folder, root: kept.root };
  return { kind: 'workspace' };
}
