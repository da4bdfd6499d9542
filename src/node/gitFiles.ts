import { SearchError } from '../engine/errors.ts';
import { type GitOptions, runGit } from './git.ts';

/** Where the main branch is looked for, in this order: what the remote calls its main branch, else the usual names. */
const mainBranches = ['refs/remotes/origin/HEAD', 'refs/remotes/origin/main', 'refs/remotes/origin/master', 'refs/heads/main', 'refs/heads/master'];

/** One's own commits are recent for so many days, and so many of them are in any case, if they are not older than a year. */
const RECENT_DAYS = 14;
const RECENT_COMMITS = 30;

/**
 * Files below a folder that differ from where its branch left the main branch, committed or not, and files that git does not know yet.
 * @returns paths relative to the folder, with forward slashes; what was deleted is left out
 * @throws SearchError `gitMissing`, `notARepository`, `noMainBranch`, `gitFailed`; AbortError
 */
export async function changedFiles(folder: string, git: GitOptions, signal: AbortSignal): Promise<string[]> {
  const main = await mainCommit(folder, git, signal);
  const base = (await runGit(folder, ['merge-base', main, 'HEAD'], git, signal)).text.trim() || main;
  const settings = await withoutFilters(folder, git, signal);
  const [changed, untracked] = await Promise.all([
    runGit(folder, ['diff', '--name-only', '-z', '--relative', '--diff-filter=d', '--ignore-submodules', base, '--', '.'], { ...git, settings }, signal),
    runGit(folder, ['ls-files', '--others', '--exclude-standard', '-z', '--', '.'], git, signal),
  ]);
  return [...new Set([...namesIn(changed.text), ...namesIn(untracked.text)])];
}

/**
 * Files below a folder that the user's own recent commits wrote, the latest first; whose they are is told by git's `user.email`.
 * @returns paths relative to the folder, with forward slashes; none where git does not know who the user is
 * @throws SearchError `gitMissing`, `notARepository`, `gitFailed`; AbortError
 */
export async function ownFiles(folder: string, git: GitOptions, signal: AbortSignal): Promise<string[]> {
  const [{ text: email }, head] = await Promise.all([runGit(folder, ['config', '--get', 'user.email'], git, signal), commitOf('HEAD', folder, git, signal)]);
  if (email.trim() === '' || head === undefined) return [];
  const log = ['log', '--fixed-strings', `--author=<${email.trim()}>`, '--no-merges', '--format=', '--name-only', '-z', '--relative', '--diff-filter=d', '--ignore-submodules'];
  const passes = [[`--since=${RECENT_DAYS}.days.ago`], ['--since=1.year.ago', `--max-count=${RECENT_COMMITS}`]];
  const outputs = await Promise.all(passes.map((limits) => runGit(folder, [...log, ...limits, head, '--', '.'], git, signal)));
  return [...new Set(outputs.flatMap(({ text }) => namesIn(text)))];
}

/**
 * Settings that switch off every program that files go through before git compares them: a repository's configuration may name any.
 * What was touched without a change may then count as changed.
 */
async function withoutFilters(folder: string, git: GitOptions, signal: AbortSignal): Promise<string[]> {
  const { text } = await runGit(folder, ['config', '--null', '--name-only', '--get-regexp', '^filter\\.'], git, signal);
  const filters = [...new Set(text.split('\0').filter((name) => name !== '').map((name) => name.slice(0, name.lastIndexOf('.'))))];
  // Such a name cannot be given a value on the command line.
  if (filters.some((filter) => filter.includes('='))) throw new SearchError('gitFailed', `a filter with an odd name is configured: ${JSON.stringify(filters)}`);
  return filters.flatMap((filter) => [`${filter}.clean=`, `${filter}.process=`, `${filter}.required=false`]);
}

async function mainCommit(folder: string, git: GitOptions, signal: AbortSignal): Promise<string> {
  // Outside of a repository this throws; without a first commit there is no branch at all.
  for (const branch of mainBranches) {
    const commit = await commitOf(branch, folder, git, signal);
    if (commit !== undefined) return commit;
  }
  throw new SearchError('noMainBranch', folder);
}

async function commitOf(name: string, folder: string, git: GitOptions, signal: AbortSignal): Promise<string | undefined> {
  const { text } = await runGit(folder, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`], git, signal);
  return text.trim() || undefined;
}

/** Names ended by NUL. An output that was cut off ends in a part of a name, which no file has. */
function namesIn(text: string): string[] {
  return text.split('\0').map((name) => name.replace(/^\n/, '')).filter((name) => name !== '');
}
