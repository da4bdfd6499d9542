import { oneLine } from './questionText.ts';
/** One result in the form of the editor's own search results. */
export interface SearchEntry {
  /** As the search editor names it: relative, with `folder • ` before it where several folders are open. */
  readonly file: string;
  readonly startLine: number;
  readonly lines: readonly string[];
  /** Lines that stand out: those where words of the question were found. */
  readonly hitLines: readonly number[];
}

/**
 * The text of a `.code-search` file, which the editor shows as a search with results to click.
 * Every line of code follows a number, so that none can pass for a file's name or a setting of the search.
 */
export function searchFileOf(question: string, entries: readonly SearchEntry[], counts: string): string {
  const files = new Map<string, SearchEntry[]>();
  for (const entry of entries) files.set(entry.file, [...(files.get(entry.file) ?? []), entry]);
  const blocks = [...files].map(([file, ofFile]) => [`${oneLine(file)}:`, ...ofFile.toSorted((a, b) => a.startLine - b.startLine).flatMap(linesOf)].join('\n'));
  return [`# Query: ${oneLine(question)}`, '', counts, '', blocks.join('\n\n'), ''].join('\n');
}

function linesOf({ startLine, lines, hitLines }: SearchEntry): string[] {
  const hits = new Set(hitLines);
  const width = String(startLine + lines.length - 1).length;
  return lines.map((line, at) => {
    const number = startLine + at;
    return `  ${String(number).padStart(width)}${hits.has(number) ? ':' : ' '} ${line.replace(/[\r\n]+/g, ' ')}`;
  });
}
