import { type Anchor, type AnchoredPlace, anchorOf } from '../engine/anchor.ts';
import type { LineRange } from '../engine/lineShift.ts';
import type { RankedResult, SnippetKind } from '../engine/types.ts';
import { titleOf } from './resultText.ts';

/** A piece of code that the user keeps. */
export interface Pin {
  readonly id: string;
  /** Absolute path of the workspace folder, and the file's path in it with forward slashes. */
  readonly folder: string;
  readonly path: string;
  readonly language: string;
  readonly kind: SnippetKind;
  /** What stands for it in a list. */
  readonly title: string;
  /** Where it was last, and what it is found again by. */
  readonly anchor: Anchor;
  /** The question that it answered. */
  readonly question: string;
  readonly note?: string;
}

/** What became of a pin's code. */
export type PinState = 'here' | 'gone' | 'fileGone';

/** Pins of one question, in the order in which they were pinned. */
export interface PinGroup {
  readonly question: string;
  readonly pins: readonly Pin[];
}

/** More are not kept in sight, and the editor warns of extensions that keep much for a workspace. */
export const MAX_PINS = 500;
/** A note is a remark, not a document. */
export const MAX_NOTE_LENGTH = 500;

const kinds: ReadonlySet<unknown> = new Set<SnippetKind>(['function', 'class', 'type', 'value', 'section', 'block']);

/** @param lines where the result stands now @param id of no other pin */
export function pinOf(result: RankedResult, lines: LineRange, question: string, id: string): Pin {
  const { folder, path, language, kind, text, symbol } = result;
  return { id, folder, path, language, kind, title: titleOf(result), anchor: anchorOf(text, lines.startLine, lines.endLine - lines.startLine + 1, symbol), question };
}

export function linesOf({ anchor }: Pin): LineRange {
  return { startLine: anchor.startLine, endLine: anchor.startLine + anchor.lineCount - 1 };
}

/**
 * Adds pins; the same lines for the same question are pinned once.
 * @returns all pins, and how many found no place
 */
export function withPins(pins: readonly Pin[], more: readonly Pin[]): { readonly pins: readonly Pin[]; readonly refused: number } {
  const known = new Set(pins.map(keyOf));
  const added = more.filter((pin) => !known.has(keyOf(pin)));
  const kept = added.slice(0, Math.max(0, MAX_PINS - pins.length));
  return { pins: [...pins, ...kept], refused: added.length - kept.length };
}

/** A pin whose lines were edited before the user's eyes: it is known by what stands there now. @param text of the lines */
export function editedPin(pin: Pin, { startLine, endLine }: LineRange, text: string): Pin {
  const { symbol, head } = pin.anchor;
  const anchor = anchorOf(text, startLine, endLine - startLine + 1, symbol);
  // Blank lines tell nothing: the next check says whether the code is gone.
  const known = anchor.head.trim() === '' ? { ...anchor, head } : anchor;
  const isSame = known.head === head && startLine === pin.anchor.startLine && known.lineCount === pin.anchor.lineCount;
  return isSame ? pin : { ...pin, anchor: known };
}

/** A pin whose code was found again: it takes over the place, and what was changed in its text. */
export function anchoredPin(pin: Pin, { startLine, endLine, isExact }: AnchoredPlace, lines: readonly string[]): Pin {
  const { symbol, lineCount } = pin.anchor;
  if (isExact) return startLine === pin.anchor.startLine ? pin : { ...pin, anchor: { ...pin.anchor, startLine } };
  const text = lines.slice(startLine - 1, endLine).map((line) => line.replace(/\r$/, '')).join('\n');
  return { ...pin, anchor: anchorOf(text, startLine, lineCount, symbol) };
}

export function pinGroups(pins: readonly Pin[]): PinGroup[] {
  const groups = new Map<string, Pin[]>();
  for (const pin of pins) {
    const group = groups.get(pin.question);
    if (group) group.push(pin);
    else groups.set(pin.question, [pin]);
  }
  return [...groups].map(([question, members]) => ({ question, pins: members }));
}

/** What was stored, without what is not a pin: another version of the extension may have written it. */
export function readPins(stored: unknown): Pin[] {
  return Array.isArray(stored) ? stored.filter(isPin).slice(0, MAX_PINS) : [];
}

function keyOf({ folder, path, question, anchor }: Pin): string {
  return JSON.stringify([folder, path, question, anchor.startLine]);
}

function isPin(value: unknown): value is Pin {
  if (!isRecord(value) || !isRecord(value['anchor'])) return false;
  const { anchor, note, kind } = value;
  const texts = [value['id'], value['folder'], value['path'], value['language'], value['title'], value['question'], anchor['head']];
  const lines = [anchor['startLine'], anchor['lineCount']];
  return texts.every((text) => typeof text === 'string') && lines.every(isLineNumber) && kinds.has(kind) && isTextOrAbsent(note) && isTextOrAbsent(anchor['symbol']);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isLineNumber(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 1;
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}
