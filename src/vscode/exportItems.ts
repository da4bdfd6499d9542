import { type Uri, workspace } from 'vscode';
import type { LineRange } from '../engine/lineShift.ts';
import { rangeIn } from './codePlace.ts';
import { type ExportItem, relativeLink } from './exportMarkdown.ts';
import type { SearchEntry } from './exportSearch.ts';
import { linesOf, type Pin } from './pins.ts';
import type { PinStore } from './pinStore.ts';
import { pathOf, uriOf } from './resultItems.ts';
import type { ResultRow } from './resultRows.ts';
import { shownPathOf, titleOf } from './resultText.ts';
import { folderNameOf } from './searchScope.ts';

/** Results as they were found, in the order given. */
export function exportedResults(rows: readonly ResultRow[]): ExportItem[] {
  return rows.map(({ result }) => {
    const { startLine, endLine, language, relevance, text } = result;
    return { title: titleOf(result), path: pathOf(result), link: linkTo(uriOf(result)), startLine, endLine, language, code: text.trimEnd(), ...(relevance !== undefined && { relevance }) };
  });
}

/** Results as entries of the editor's own search. */
export function searchEntries(rows: readonly ResultRow[]): SearchEntry[] {
  return rows.map(({ result }) => {
    const folder = folderNameOf(result.folder);
    const file = folder === undefined ? result.path : `${folder} • ${result.path}`;
    return { file, startLine: result.startLine, lines: result.text.trimEnd().split('\n'), hitLines: result.hitLines };
  });
}

/** Pins with their code as it is now; of what is gone, what it began with. */
export async function exportedPins(pins: readonly Pin[], store: Pick<PinStore, 'stateOf'>): Promise<ExportItem[]> {
  return Promise.all(pins.map((pin) => exportedPin(pin, store)));
}

async function exportedPin(pin: Pin, store: Pick<PinStore, 'stateOf'>): Promise<ExportItem> {
  const state = store.stateOf(pin);
  const isLost = state === 'gone' || state === 'fileGone';
  const { title, language, note, anchor } = pin;
  const uri = uriOf(pin);
  const code = isLost ? undefined : await codeOf(uri, linesOf(pin));
  return { title, path: shownPathOf(pin.path, folderNameOf(pin.folder)), link: linkTo(uri), ...linesOf(pin), language, code: code ?? anchor.head, ...(note !== undefined && { note }), isLost: code === undefined };
}

/** Undefined where the file cannot be read, or has nothing there. */
async function codeOf(uri: Uri, lines: LineRange): Promise<string | undefined> {
  try {
    const document = await workspace.openTextDocument(uri);
    const code = document.getText(rangeIn(document, lines)).trimEnd();
    return code === '' ? undefined : code;
  } catch {
    // It was deleted or replaced by something else since it was looked at.
    return undefined;
  }
}

/** Links are relative to the first folder: a document saved there, and one that is not saved, resolves them so. */
function linkTo(uri: Uri): string {
  const root = workspace.workspaceFolders?.[0]?.uri;
  return root && driveOf(root) === driveOf(uri) ? relativeLink(root.path, uri.path) : uri.toString();
}

/** Between drives there is no relative path. */
function driveOf({ path }: Uri): string | undefined {
  return /^\/[a-z]:/i.exec(path)?.[0].toLowerCase();
}
