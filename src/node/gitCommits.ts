import type { Commit, CommitFile } from '../engine/commitAnswers.ts';
import { type GitOptions, runGit } from './git.ts';

/** Commits that are looked at, the latest first, and bytes of their changes: enough for some hundred questions. */
const MAX_COMMITS = 600;
const MAX_BYTES = 24 * 1024 * 1024;

/**
 * What the latest commits wrote below a folder, without merges. To be called in trusted folders only.
 * @returns the latest first; paths relative to the folder, with forward slashes; files with unusual names are left out
 * @throws SearchError `gitMissing`, `notARepository`, `gitFailed`; AbortError
 */
export async function recentCommits(folder: string, git: GitOptions, signal: AbortSignal): Promise<Commit[]> {
  const form = ['--format=%x00%s', '--patch', '--unified=0', '--no-color', '--no-renames', '--diff-filter=AM', '--src-prefix=a/', '--dst-prefix=b/', '--ignore-submodules', '--relative'];
  const { text } = await runGit(folder, ['log', '--no-merges', `--max-count=${MAX_COMMITS}`, ...form, 'HEAD', '--', '.'], { ...git, maxBytes: MAX_BYTES }, signal);
  return parseCommits(text);
}

/** @param log of the form above: a NUL and the subject, then the changes; it may be cut off anywhere */
export function parseCommits(log: string): Commit[] {
  const commits: { subject: string; files: { path: string; hunks: string[][] }[] }[] = [];
  let left = { removed: 0, added: 0 };
  for (const line of log.split('\n')) {
    const files = commits.at(-1)?.files;
    // Lines of a change are told by their number, for they may look like anything.
    if (left.removed > 0 && line.startsWith('-')) left.removed--;
    else if (left.added > 0 && line.startsWith('+')) {
      left.added--;
      files?.at(-1)?.hunks.at(-1)?.push(line.slice(1).replace(/\r$/, ''));
    } else if (line.startsWith('\0')) {
      left = { removed: 0, added: 0 };
      commits.push({ subject: line.slice(1), files: [] });
    } else if (line.startsWith('+++ ')) {
      files?.push({ path: /^\+\+\+ b\/([^\t]+)\t?$/.exec(line)?.[1] ?? '', hunks: [] });
    } else {
      const [, removed = '1', added = '1'] = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line) ?? ['', '0', '0'];
      if (!line.startsWith('@@')) continue;
      left = { removed: Number(removed), added: Number(added) };
      if (left.added > 0) files?.at(-1)?.hunks.push([]);
    }
  }
  return commits.map(({ subject, files }) => ({ subject, files: files.filter(({ path }) => path !== '') satisfies CommitFile[] }));
}
