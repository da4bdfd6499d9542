/** Longest question that a line shows, in characters. */
const MAX_SHOWN_LENGTH = 100;

/** A question stands on one line, also where pasted code had several. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** As much of a question as a line of a list has room for. */
export function shortened(text: string): string {
  if (text.length <= MAX_SHOWN_LENGTH) return text;
  // A pair of surrogates is not cut in two.
  return `${text.slice(0, MAX_SHOWN_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, '').trimEnd()}…`;
}

/** A label for a quick pick. What people or a workspace wrote is no place for the editor's icons: `$(document)` stays as it is written. */
export function withoutIcons(text: string): string {
  return text.replace(/\$\((?=[\w-]+(?:~\w+)?\))/g, '\\$(');
}
