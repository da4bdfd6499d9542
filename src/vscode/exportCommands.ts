import { commands, env, l10n, Uri, window, workspace } from 'vscode';
import { clickedOrSelected } from './clickedRows.ts';
import { commandIds } from './contributions.ts';
import { exportedPins, exportedResults, searchEntries } from './exportItems.ts';
import { markdownOf } from './exportMarkdown.ts';
import { searchFileOf } from './exportSearch.ts';
import { clickedPins, type PinRooms } from './pinCommands.ts';
import { pinGroups } from './pins.ts';
import type { ResultRow } from './resultRows.ts';
import type { Session } from './session.ts';
import { updateOf } from './session.ts';
import { countsOf } from './summary.ts';

export interface ExportRooms extends PinRooms {
  /** Folder of this workspace that the extension may write to. */
  readonly storage: Uri;
}

/** Longest name of a file that is made of a question. */
const MAX_NAME_LENGTH = 60;

/** The commands that take results and pins out of the view. */
export function exportCommands(rooms: ExportRooms) {
  const { session, view, pins, pinsView } = rooms;
  const resultText = (rows: readonly ResultRow[]): string => markdownOf([{ question: questionOf(session), items: exportedResults(rows) }], l10n.t);
  const pinText = async (clicked?: unknown): Promise<string> => {
    const chosen = clicked === undefined ? pins.pins : clickedPins(clicked, pinsView);
    const groups = pinGroups(chosen).map(async (group) => ({ question: group.question, items: await exportedPins(group.pins, pins) }));
    return markdownOf(await Promise.all(groups), l10n.t);
  };
  return {
    [commandIds.exportResults]: () => showMarkdown(resultText(view.resultRows)),
    [commandIds.exportPins]: async () => showMarkdown(await pinText()),
    [commandIds.copyAsMarkdown]: async (clicked: unknown) => {
      const rows = clickedOrSelected(clicked, view);
      await env.clipboard.writeText(resultText(rows.length > 0 ? rows : view.resultRows));
    },
    [commandIds.copyPinAsMarkdown]: async (clicked: unknown) => env.clipboard.writeText(await pinText(clicked)),
    [commandIds.openSearchEditor]: () => openSearchEditor(rooms),
  };
}

function questionOf({ state }: Session): string {
  return state.kind === 'idle' ? '' : state.request.query;
}

/** A document that is not saved: the user sees it before it is anywhere, and saves or copies what is wanted. */
async function showMarkdown(content: string): Promise<void> {
  await window.showTextDocument(await workspace.openTextDocument({ language: 'markdown', content }), { preview: false });
}

/** The editor shows a file of this kind as a search of its own, with lines to click; one file per question, in the extension's folder. */
async function openSearchEditor({ session, view, storage }: ExportRooms): Promise<void> {
  const update = updateOf(session.state);
  if (!update || view.resultRows.length === 0) return;
  const question = questionOf(session);
  const name = question.replace(/[^\p{L}\p{N} _-]+/gu, ' ').replace(/\s+/g, ' ').trim().slice(0, MAX_NAME_LENGTH).trim();
  const file = Uri.joinPath(storage, `${name === '' ? 'results' : name}.code-search`);
  await workspace.fs.writeFile(file, new TextEncoder().encode(searchFileOf(question, searchEntries(view.resultRows), countsOf(update, l10n.t))));
  await commands.executeCommand('vscode.open', file, { preview: false });
}
