import type { Position, TextDocumentContentChangeEvent } from 'vscode';
import type { LineEdit } from '../engine/lineShift.ts';

/** The changes of a document as edits of lines, from the end of the file to its beginning, so that none moves the next. */
export function editsOf(changes: readonly TextDocumentContentChangeEvent[]): LineEdit[] {
  const fromEnd = [...changes].sort((a, b) => b.rangeOffset - a.rangeOffset);
  return fromEnd.map(({ range, text }) => ({ start: placeOf(range.start), end: placeOf(range.end), text }));
}

function placeOf({ line, character }: Position): LineEdit['start'] {
  return { line: line + 1, character };
}
