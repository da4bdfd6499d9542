import { codeQueryOf } from './codeTerms.ts';
import { languageOf } from './languages.ts';
import type { SearchOptions } from './options.ts';
import type { CodeOrigin } from './codeTerms.ts';
import type { CutRequest, SnippetSource } from './types.ts';

/** Lines to either side of a line that belong to it where nothing else says what does. */
const LINES_AROUND = 10;

/** @param lines of the whole file @param startLine 1-based, as `endLine`, which is included; both are brought inside the file */
export function codeOriginOf({ folder, path }: Pick<CutRequest, 'folder' | 'path'>, lines: readonly string[], startLine: number, endLine: number): CodeOrigin {
  const last = Math.min(Math.max(endLine, 1), Math.max(1, lines.length));
  const first = Math.min(Math.max(startLine, 1), last);
  return { folder, path, language: languageOf(path).id, startLine: first, endLine: last, text: lines.slice(first - 1, last).join('\n') };
}

/**
 * What a reader would call the code at a line: the snippet that it would be a result in, else the lines around.
 * @param file as it is read; with the text in place of the disk's where that is newer
 * @param lines of that file
 * @param line 1-based
 * @throws SearchError `parserFailed`; AbortError
 */
export async function codeOriginAt(file: CutRequest, lines: readonly string[], line: number, options: Pick<SearchOptions, 'snippetLines' | 'maxFileBytes'>, snippets: SnippetSource, signal: AbortSignal): Promise<CodeOrigin> {
  const around = codeOriginOf(file, lines, line - LINES_AROUND, line + LINES_AROUND);
  // Only snippets with a hit come back, so what is looked for are the words near the line.
  const query = codeQueryOf(around);
  const [cut] = query.terms.length > 0 ? await snippets.cut([file], query, { maxLines: options.snippetLines, maxFileBytes: options.maxFileBytes }, signal) : [];
  const snippet = cut?.snippets.find(({ startLine, endLine }) => startLine <= line && line <= endLine);
  return snippet ? codeOriginOf(file, lines, snippet.startLine, snippet.endLine) : around;
}
