import path from 'node:path';
import type { QuestionSources } from '../engine/calibrationQuestions.ts';
import type { Logger, SnippetSource } from '../engine/types.ts';
import { readTextFile } from './diskFiles.ts';
import type { GitOptions } from './git.ts';
import { recentCommits } from './gitCommits.ts';
import { filesOfScope } from './scopeFiles.ts';

export interface QuestionSourcesOptions {
  /** Absolute path of the packaged ripgrep. */
  readonly ripgrep: string;
  /** Files above this size in bytes are passed over. */
  readonly maxFileBytes: number;
  readonly snippets: SnippetSource;
  /** How git is run; undefined where it must not be: in folders that are not trusted. */
  readonly git: (() => Promise<GitOptions>) | undefined;
  readonly log: Logger;
}

/** Comments of the files on disk and in unsaved editors, and the commits that git tells. */
export function questionSources({ ripgrep, maxFileBytes, snippets, git, log }: QuestionSourcesOptions): QuestionSources {
  return {
    files: (scope, signal) => filesOfScope(ripgrep, scope, signal),
    text: async (folder, file, scope) => {
      const unsaved = scope.overlays.get(path.join(folder, file));
      if (unsaved !== undefined) return unsaved;
      const read = await readTextFile(folder, file, maxFileBytes);
      return read === undefined || read === 'unchanged' ? undefined : read.text;
    },
    commits: git && (async (folder, signal) => recentCommits(folder, await git(), signal)),
    snippets,
    log,
  };
}
