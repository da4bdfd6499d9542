import { type Command, commands, l10n, Range, type TextDocument, type Uri, ViewColumn } from 'vscode';
import type { LineRange } from '../engine/lineShift.ts';

/** Lines of a file that can be gone to. */
export interface CodePlace {
  readonly uri: Uri;
  readonly lines: LineRange;
}

/** As far right as a line goes: the editor stops at the line's end. */
const LINE_END = 2 ** 30;

/** The lines, from their beginning to their end. */
export function rangeOf({ startLine, endLine }: LineRange): Range {
  return new Range(startLine - 1, 0, endLine - 1, LINE_END);
}

/** The same within a document that may have become shorter. */
export function rangeIn(document: TextDocument, lines: LineRange): Range {
  return document.validateRange(rangeOf(lines));
}

/**
 * What a row of a tree opens: the editor's own command, which knows how the row was chosen.
 * A click shows a preview and leaves the focus in the tree, as Space does; a double click keeps the editor; Enter goes there; with Alt held it opens to the side.
 * @param isLost other code stands there now: the cursor goes there, and nothing is selected
 */
export function openCommandOf({ uri, lines }: CodePlace, isLost = false): Command {
  const range = rangeOf(lines);
  return { command: 'vscode.open', title: l10n.t('Open'), arguments: [uri, { selection: isLost ? new Range(range.start, range.start) : range }] };
}

/** Opens the lines in the editor group beside the active one. */
export async function openToSide({ uri, lines }: CodePlace): Promise<void> {
  await commands.executeCommand('vscode.open', uri, { selection: rangeOf(lines), viewColumn: ViewColumn.Beside });
}
