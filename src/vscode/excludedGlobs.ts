/**
 * Globs that are switched on in a value of `files.exclude` or `search.exclude`.
 * Entries with a `when` clause depend on sibling files, which a text search does not look at: they exclude nothing.
 */
export function excludedGlobs(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([glob, isOn]) => (isOn === true ? [glob] : []));
}
