/** Lines of a file, 1-based and inclusive. */
export interface LineRange {
  readonly startLine: number;
  readonly endLine: number;
}

/** A piece of text that was replaced. Lines are 1-based, characters 0-based, as before the change. */
export interface LineEdit {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
  readonly text: string;
}

/**
 * Where lines stand after an edit: what lies above moves them, what lies inside makes them more or fewer.
 * @returns undefined where the edit took them away or cut across their ends, so that no line can be said to be theirs
 */
export function shiftLines(lines: LineRange, { start, end, text }: LineEdit): LineRange | undefined {
  const delta = text.split('\n').length - 1 - (end.line - start.line);
  // An edit that ends before the first character of a line leaves that line as it is.
  const lastLine = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  const isAbove = lastLine < lines.startLine || (end.line === lines.startLine && end.character === 0);
  if (isAbove) return { startLine: lines.startLine + delta, endLine: lines.endLine + delta };
  const isNewLineBelow = start.line === lines.endLine && end.line === start.line && end.character === start.character && /^\r?\n/.test(text);
  if (start.line > lines.endLine || isNewLineBelow) return lines;
  const takesAll = start.line === lines.startLine && start.character === 0 && lastLine >= lines.endLine && end.line > start.line;
  if (takesAll && text.trim() === '') return undefined;
  if (start.line < lines.startLine || lastLine > lines.endLine) return undefined;
  return { startLine: lines.startLine, endLine: Math.max(lines.startLine, lines.endLine + delta) };
}

/** @param edits in the order in which they take effect; each as the text is when its turn comes */
export function shiftLinesBy(lines: LineRange, edits: readonly LineEdit[]): LineRange | undefined {
  return edits.reduce<LineRange | undefined>((now, edit) => now && shiftLines(now, edit), lines);
}
