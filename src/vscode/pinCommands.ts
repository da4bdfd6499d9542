import { env, l10n, window } from 'vscode';
import { clickedOrSelected } from './clickedRows.ts';
import { openToSide } from './codePlace.ts';
import { commandIds } from './contributions.ts';
import { exportedPins } from './exportItems.ts';
import { linesOf, MAX_NOTE_LENGTH, MAX_PINS, type Pin, pinOf } from './pins.ts';
import type { PinStore } from './pinStore.ts';
import type { PinRow, PinsView } from './pinsView.ts';
import { uriOf } from './resultItems.ts';
import type { ResultOpener } from './resultOpener.ts';
import type { ResultsView } from './resultsView.ts';
import type { Session } from './session.ts';

export interface PinRooms {
  readonly session: Session;
  readonly view: ResultsView;
  readonly opener: ResultOpener;
  readonly pins: PinStore;
  readonly pinsView: PinsView;
}

/** The commands of the pins. The editor passes the row that was clicked. */
export function pinCommands(rooms: PinRooms) {
  const { pins, pinsView } = rooms;
  const pinsFor = (clicked: unknown): readonly Pin[] => clickedPins(clicked, pinsView);
  return {
    [commandIds.pinResult]: (clicked: unknown) => pinResults(clicked, rooms),
    [commandIds.openPinToSide]: async (clicked: unknown) => {
      for (const pin of pinsFor(clicked)) await openToSide({ uri: uriOf(pin), lines: linesOf(pin) });
    },
    [commandIds.editPinNote]: (clicked: unknown) => editNote(pinsFor(clicked)[0], pins),
    [commandIds.copyPin]: async (clicked: unknown) => {
      const items = await exportedPins(pinsFor(clicked), pins);
      if (items.length > 0) await env.clipboard.writeText(items.map(({ path, startLine, code }) => `${path}:${startLine}\n${code}\n`).join('\n'));
    },
    [commandIds.removePin]: (clicked: unknown) => pins.remove(pinsFor(clicked)),
    [commandIds.removeAllPins]: () => removeAll(pins),
  };
}

async function pinResults(clicked: unknown, { session, view, opener, pins }: PinRooms): Promise<void> {
  const { state } = session;
  if (state.kind === 'idle') return;
  const rows = clickedOrSelected(clicked, view);
  const refused = await pins.add(rows.map((row) => pinOf(row.result, opener.linesOf(row), state.request.query, crypto.randomUUID())));
  if (refused > 0) await window.showInformationMessage(l10n.t('There are {0} pins, and no room for more. Remove some first.', MAX_PINS));
}

async function editNote(pin: Pin | undefined, pins: PinStore): Promise<void> {
  if (!pin) return;
  const note = await window.showInputBox({
    title: l10n.t('Note on {0}', pin.title),
    value: pin.note ?? '',
    placeHolder: l10n.t('What to remember about it'),
    prompt: l10n.t('Empty: no note'),
    validateInput: tooLong,
    // The menu that the command came from gives the focus back to the tree, which would close the box; nor is a note lost by a look elsewhere.
    ignoreFocusOut: true,
  });
  if (note !== undefined) await pins.setNote(pin, note);
}

function tooLong(note: string): string | undefined {
  return note.length > MAX_NOTE_LENGTH ? l10n.t('At most {0} characters', MAX_NOTE_LENGTH) : undefined;
}

async function removeAll(pins: PinStore): Promise<void> {
  const remove = l10n.t('Remove All');
  const question = pins.pins.length === 1 ? l10n.t('Remove the pin?') : l10n.t('Remove all {0} pins?', pins.pins.length);
  const chosen = await window.showWarningMessage(question, { modal: true }, remove);
  if (chosen === remove) await pins.remove(pins.pins);
}

/** All that are selected where the clicked row is one of them or none was clicked; of a question, its pins. */
export function clickedPins(clicked: unknown, { selection }: Pick<PinsView, 'selection'>): readonly Pin[] {
  const isSelected = selection.some((row) => isPinRow(clicked) && keyOf(row) === keyOf(clicked));
  const rows = isPinRow(clicked) && !isSelected ? [clicked] : selection;
  return [...new Set(rows.flatMap((row) => (row.kind === 'pinGroup' ? row.group.pins : [row.pin])))];
}

function isPinRow(value: unknown): value is PinRow {
  return typeof value === 'object' && value !== null && 'kind' in value && (value.kind === 'pinGroup' || value.kind === 'pin');
}

function keyOf(row: PinRow): string {
  return row.kind === 'pin' ? row.pin.id : `group\n${row.group.question}`;
}
