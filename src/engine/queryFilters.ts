import { isDocsFile, isTestFile } from './fileRole.ts';
import { languageIds } from './languages.ts';
import type { FilterKind, QueryFilters, SnippetRange } from './types.ts';

/** Names that `kind:` understands. */
const kindNames: Readonly<Record<FilterKind, readonly string[]>> = {
  definition: ['definition', 'definitions', 'def'],
  test: ['test', 'tests'],
  docs: ['docs', 'doc', 'documentation'],
};

export const noFilters: QueryFilters = { languages: [], excludeLanguages: [], includePaths: [], excludePaths: [], kinds: [], excludeKinds: [] };

/** `lang:`, `path:` or `kind:`, or its opposite, up to the next white space or within quotation marks. */
const token = /(^|\s)(-?)(lang|path|kind):(?:"([^"]*)"(?=\s|$)|(\S+))/g;

/**
 * Takes the filters out of a query. `lang:` and `kind:` take several values with commas between; where they name nothing that is known they are
 * words like any other.
 * @returns the rest, trimmed and otherwise as typed, and what the filters say
 */
export function takeFilters(raw: string): { text: string; filters: QueryFilters } {
  const languages: string[] = [];
  const excludeLanguages: string[] = [];
  const includePaths: string[] = [];
  const excludePaths: string[] = [];
  const kinds: FilterKind[] = [];
  const excludeKinds: FilterKind[] = [];
  const text = raw.replace(token, (whole, space: string, minus: string, name: string, quoted?: string, bare?: string) => {
    const value = (quoted ?? bare ?? '').toLowerCase().replaceAll('\\', '/');
    const isExcluded = minus !== '';
    if (name === 'path') {
      if (value !== '') (isExcluded ? excludePaths : includePaths).push(value);
      return space;
    }
    const names = value.split(',');
    const [ids, found] = name === 'lang' ? [names.flatMap(languageIds), []] : [[], names.flatMap(kindsOf)];
    if (ids.length + found.length === 0) return whole;
    (isExcluded ? excludeLanguages : languages).push(...ids);
    (isExcluded ? excludeKinds : kinds).push(...found);
    return space;
  });
  return { text: text.trim(), filters: { languages, excludeLanguages, includePaths, excludePaths, kinds, excludeKinds } };
}

function kindsOf(name: string): FilterKind[] {
  return (Object.keys(kindNames) as FilterKind[]).filter((kind) => kindNames[kind].includes(name));
}

/**
 * True where a file passes the filters, or some of its snippets may: whether a snippet is a definition is told by `passesKinds`.
 * @param path relative, forward slashes
 */
export function passesFilters(path: string, language: string, filters: QueryFilters): boolean {
  const lower = path.toLowerCase();
  if (filters.languages.length > 0 && !filters.languages.includes(language)) return false;
  if (filters.excludeLanguages.includes(language)) return false;
  if (filters.includePaths.length > 0 && !filters.includePaths.some((part) => lower.includes(part))) return false;
  if (filters.excludePaths.some((part) => lower.includes(part))) return false;
  if (filters.excludeKinds.some((kind) => kind !== 'definition' && isOfKind[kind](path))) return false;
  return filters.kinds.length === 0 || filters.kinds.some((kind) => kind === 'definition' || isOfKind[kind](path));
}

const isOfKind: Readonly<Record<Exclude<FilterKind, 'definition'>, (path: string) => boolean>> = { test: isTestFile, docs: isDocsFile };

/** True where a snippet, of a file that passes, is of a kind that the query wants. */
export function passesKinds(path: string, snippet: Pick<SnippetRange, 'kind' | 'symbol'>, { kinds, excludeKinds }: QueryFilters): boolean {
  if (excludeKinds.includes('definition') && isDefinition(snippet)) return false;
  return kinds.length === 0 || kinds.some((kind) => (kind === 'definition' ? isDefinition(snippet) : isOfKind[kind](path)));
}

/** Headings and blocks have names, too, but define nothing. */
function isDefinition({ kind, symbol }: Pick<SnippetRange, 'kind' | 'symbol'>): boolean {
  return symbol !== undefined && kind !== 'section' && kind !== 'block';
}
