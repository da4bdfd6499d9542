import { languageIds, languageOf } from '../engine/languages.ts';
import { filtersIn } from '../engine/queryText.ts';
import type { FilterKind, QueryFilters, SearchUpdate } from '../engine/types.ts';
import { percentOf } from '../engine/percent.ts';
import type { Translate } from './translate.ts';

/** What picking an item means. */
export type FilterMeaning =
  | { readonly kind: 'language'; readonly id: string }
  | { readonly kind: 'path'; readonly path: string; readonly isExcluded: boolean }
  | { readonly kind: 'kind'; readonly value: FilterKind; readonly isExcluded: boolean }
  /** 0 to 1. */
  | { readonly kind: 'relevance'; readonly minimum: number };

export interface FilterItem {
  readonly means: FilterMeaning;
  readonly label: string;
  readonly description: string;
  /** On now. */
  readonly isOn: boolean;
}

export interface FilterGroup {
  readonly title: string;
  readonly items: readonly FilterItem[];
}

/** What the picker is made of. */
export interface FilterSource {
  readonly query: string;
  readonly update: SearchUpdate | undefined;
  /** Paths of files that a question could find, where those that this one found say little of it. */
  readonly otherPaths: readonly string[];
  readonly minimumRelevance: number;
}

/** Folders that are offered: of the results on show, and of other files found. */
const MAX_SHOWN_FOLDERS = 12;
const MAX_FOLDERS = 18;
const relevances = [0.1, 0.25, 0.5, 0.75];

/** Everything that can be switched on or off, the longest groups last; what is on now is among it whatever was found. */
export function filterGroups({ query, update, otherPaths, minimumRelevance }: FilterSource, t: Translate): FilterGroup[] {
  const filters = filtersIn(query);
  const found = update?.pool.candidates.map(({ path }) => path) ?? [];
  return [
    { title: t('Kind'), items: kindItems(filters, t) },
    { title: t('Minimum Relevance'), items: relevanceItems(minimumRelevance, t) },
    { title: t('Language'), items: languageItems(filters.languages, found, otherPaths, t) },
    { title: t('Folder'), items: [...excludedItems(filters.excludePaths, t), ...folderItems(filters.includePaths, update, t)] },
  ];
}

function kindItems({ kinds, excludeKinds }: QueryFilters, t: Translate): FilterItem[] {
  const only: readonly (readonly [FilterKind, string])[] = [['definition', t('Definitions')], ['test', t('Tests')], ['docs', t('Documentation')]];
  const without: readonly (readonly [FilterKind, string])[] = [['test', t('Without tests')], ['docs', t('Without documentation')]];
  return [
    ...only.map(([value, label]) => ({ means: { kind: 'kind', value, isExcluded: false } as const, label, description: `kind:${value}`, isOn: kinds.includes(value) })),
    ...without.map(([value, label]) => ({ means: { kind: 'kind', value, isExcluded: true } as const, label, description: `-kind:${value}`, isOn: excludeKinds.includes(value) })),
  ];
}

/** The most frequent first. A language that another one's name includes is told on its own only where it alone is on. */
function languageItems(picked: readonly string[], found: readonly string[], others: readonly string[], t: Translate): FilterItem[] {
  const counts = countsOf(found.map((path) => languageOf(path).id));
  const ids = [...new Set([...picked, ...byCount(counts), ...byCount(countsOf(others.map((path) => languageOf(path).id)))])].filter((id) => languageIds(id).length > 0);
  const offered = ids.filter((id) => !isCovered(id, picked.includes(id) ? picked : ids));
  return offered.map((id) => {
    const files = languageIds(id).reduce((sum, each) => sum + (counts.get(each) ?? 0), 0);
    return { means: { kind: 'language', id }, label: id, description: files === 0 ? '' : filesText(files, t), isOn: picked.includes(id) };
  });
}

/** True where another name of the list stands for this language, too. */
function isCovered(id: string, by: readonly string[]): boolean {
  return by.some((other) => other !== id && languageIds(other).includes(id));
}

function excludedItems(paths: readonly string[], t: Translate): FilterItem[] {
  return paths.map((path) => ({ means: { kind: 'path', path, isExcluded: true }, label: t('Not {0}', path), description: `-path:${path}`, isOn: true }));
}

function folderItems(picked: readonly string[], update: SearchUpdate | undefined, t: Translate): FilterItem[] {
  const results = countsOf((update?.results ?? []).flatMap(({ path }) => foldersAround(path)));
  const shown = byCount(results).filter((folder) => !hasSameBelow(folder, results)).slice(0, MAX_SHOWN_FOLDERS);
  const files = countsOf((update?.pool.candidates ?? []).map(({ path }) => foldersAround(path).at(-1) ?? ''));
  const further = byCount(files).filter((folder) => folder !== '' && !results.has(folder)).slice(0, MAX_FOLDERS - shown.length);
  const offered = [...shown, ...further];
  const typed = picked.filter((path) => !offered.some((folder) => folder.toLowerCase() === path));
  return [...typed, ...offered].map((path) => {
    const [count, found] = [results.get(path) ?? 0, files.get(path) ?? 0];
    const description = count > 0 ? resultsText(count, t) : found > 0 ? filesText(found, t) : '';
    return { means: { kind: 'path', path, isExcluded: false }, label: path, description, isOn: picked.includes(path.toLowerCase()) };
  });
}

/** `src/`, `src/api/` of `src/api/a.ts`. */
function foldersAround(path: string): string[] {
  return [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1));
}

/** A folder with all its results in one folder below says no more than that one. */
function hasSameBelow(folder: string, counts: ReadonlyMap<string, number>): boolean {
  return [...counts].some(([other, count]) => other !== folder && other.startsWith(folder) && count === counts.get(folder));
}

function relevanceItems(minimum: number, t: Translate): FilterItem[] {
  const offered = minimum === 0 || relevances.includes(minimum) ? relevances : [...relevances, minimum].sort((a, b) => a - b);
  return offered.map((value) => ({ means: { kind: 'relevance', minimum: value }, label: t('At least {0}', percentOf(value)), description: '', isOn: value === minimum }));
}

/** The filters that these picks mean, and the least relevance, 0 for none. */
export function choiceOf(picks: readonly FilterMeaning[]): { filters: Omit<QueryFilters, 'excludeLanguages'>; minimumRelevance: number } {
  const paths = (isExcluded: boolean): string[] => picks.flatMap((pick) => (pick.kind === 'path' && pick.isExcluded === isExcluded ? [pick.path] : []));
  const kinds = (isExcluded: boolean): FilterKind[] => picks.flatMap((pick) => (pick.kind === 'kind' && pick.isExcluded === isExcluded ? [pick.value] : []));
  return {
    filters: { languages: picks.flatMap((pick) => (pick.kind === 'language' ? [pick.id] : [])), includePaths: paths(false), excludePaths: paths(true), kinds: kinds(false), excludeKinds: kinds(true) },
    minimumRelevance: Math.max(0, ...picks.flatMap((pick) => (pick.kind === 'relevance' ? [pick.minimum] : []))),
  };
}

/** True where one of two picks takes the place of the other: another least relevance, the opposite kind. */
export function isInsteadOf(a: FilterMeaning, b: FilterMeaning): boolean {
  if (a.kind === 'relevance' && b.kind === 'relevance') return a.minimum !== b.minimum;
  return a.kind === 'kind' && b.kind === 'kind' && a.value === b.value && a.isExcluded !== b.isExcluded;
}

function countsOf(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** Names, the most frequent first. */
function byCount(counts: ReadonlyMap<string, number>): string[] {
  return [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1)).map(([name]) => name);
}

function resultsText(count: number, t: Translate): string {
  return count === 1 ? t('1 result') : t('{0} results', count);
}

function filesText(count: number, t: Translate): string {
  return count === 1 ? t('1 file') : t('{0} files', count);
}
