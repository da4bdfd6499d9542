import { languages } from '../engine/languages.ts';
import { searchPattern } from '../engine/termMatcher.ts';
import type { Query, SearchFolder, SearchScope } from '../engine/types.ts';

/** Of the user's own settings and machine nothing is heeded, so that a search finds the same everywhere. */
const common = ['--no-config', '--null', '--color=never', '--hidden', '--no-require-git', '--no-ignore-global', '--no-messages'];

/** The form that RipgrepOutput reads. */
const output = ['--heading', '--only-matching', '--no-line-number', '--stats'];

/** Arguments for the pass that finds hits. */
export function searchArguments(query: Query, scope: SearchScope, folder: SearchFolder, maxFileBytes: number): string[] {
  return [...common, ...output, `--max-filesize=${maxFileBytes}`, ...ignoring(scope), ...scope.include.map((glob) => `--glob=${glob}`), ...excluding(scope), ...languageTypes(query), `--regexp=${searchPattern(query)}`, ...placeOf(folder)];
}

/**
 * The same for these files, whatever ignore files and globs say. As text: what ripgrep says of a named file that is binary is in a form of its
 * own. With its name: that of a single file goes without saying otherwise.
 */
export function listedArguments(query: Query, files: readonly string[]): string[] {
  return [...common, ...output, '--text', '--with-filename', `--regexp=${searchPattern(query)}`, '--', ...files.map((file) => `./${file}`)];
}

/** Arguments for a list of files ended by NUL each: those that the scope includes. Included globs overrule ignore files, as ripgrep has it. */
export function includedArguments(scope: SearchScope, folder: SearchFolder): string[] {
  return [...common, '--files', ...ignoring(scope), ...scope.include.map((glob) => `--glob=${glob}`), ...excluding(scope), ...placeOf(folder)];
}

/** The same for the files that nothing leaves out, whether they are included or not. */
export function keptArguments(scope: SearchScope, folder: SearchFolder): string[] {
  return includedArguments({ ...scope, include: [] }, folder);
}

function ignoring(scope: SearchScope): string[] {
  return scope.useIgnoreFiles ? [] : ['--no-ignore'];
}

/** Behind the included ones: the last glob that matches decides. */
function excluding(scope: SearchScope): string[] {
  return scope.exclude.map((glob) => `--glob=!${glob}`);
}

function languageTypes(query: Query): string[] {
  const wanted = languages.filter(({ id }) => query.filters.languages.includes(id));
  if (wanted.length === 0) return [];
  const globs = wanted.flatMap(({ files }) => files).flatMap((file) => (file.startsWith('.') ? [`*${file}`, `*${file.toUpperCase()}`] : [file]));
  return [...globs.map((glob) => `--type-add=wanted:${glob}`), '--type=wanted'];
}

function placeOf(folder: SearchFolder): string[] {
  return ['--', folder.root ? `./${folder.root}` : './'];
}
