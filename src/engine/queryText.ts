import { languageIds } from './languages.ts';
import { takeFilters } from './queryFilters.ts';
import { MAX_QUERY_LENGTH } from './terms.ts';
import type { QueryFilters } from './types.ts';

/** The filters of a query as it was typed. @param raw more than MAX_QUERY_LENGTH characters are not looked at, as in a search */
export function filtersIn(raw: string): QueryFilters {
  return takeFilters(raw.slice(0, MAX_QUERY_LENGTH)).filters;
}

/**
 * The same words with other filters: those given replace their kind, the rest stays.
 * @param raw as typed
 * @param change lists to put in place of the query's own; an empty one removes the filter
 * @returns the words as they were, then the filters in their shortest form; filters first where the words would swallow or cut them off
 */
export function withFilters(raw: string, change: Partial<QueryFilters>): string {
  const { text, filters } = takeFilters(raw.slice(0, MAX_QUERY_LENGTH));
  const wanted = { ...filters, ...change };
  const words = text.replace(/ {2,}/g, ' ');
  const tokens = tokensOf(wanted);
  const query = [words, ...tokens].filter(Boolean).join(' ');
  const isRead = tokensOf(filtersIn(query)).join(' ') === tokens.join(' ');
  return isRead ? query : [...tokens, words].join(' ');
}

function tokensOf({ languages, excludeLanguages, includePaths, excludePaths, kinds, excludeKinds }: QueryFilters): string[] {
  return [
    ...listed('lang', shortest(languages)), ...listed('-lang', shortest(excludeLanguages)),
    ...includePaths.map((path) => pathToken('path', path)), ...excludePaths.map((path) => pathToken('-path', path)),
    ...listed('kind', kinds), ...listed('-kind', excludeKinds),
  ];
}

function listed(name: string, values: readonly string[]): string[] {
  return values.length === 0 ? [] : [`${name}:${[...new Set(values)].join(',')}`];
}

/** Without languages that another name in the list stands for, too: `typescript` is `typescriptreact` as well. */
function shortest(languages: readonly string[]): string[] {
  return languages.filter((id) => !languages.some((other) => other !== id && languageIds(other).includes(id)));
}

/** A path with white space goes between quotation marks; one with both is told by its longest part without a mark. */
function pathToken(name: string, path: string): string {
  const told = path.toLowerCase().replaceAll('\\', '/');
  if (!/\s/.test(told) && !told.startsWith('"')) return `${name}:${told}`;
  const longest = told.split('"').reduce((best, part) => (part.length > best.length ? part : best));
  return `${name}:"${longest}"`;
}
