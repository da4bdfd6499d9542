/** What a piece of code is found again by when its file has changed. */
export interface Anchor {
  /** 1-based line where it was seen last. */
  readonly startLine: number;
  readonly lineCount: number;
  /** The name that it defines, if it defines one. */
  readonly symbol?: string;
  /** Its first lines, within the bounds below. */
  readonly head: string;
}

/** Where the code of an anchor stands. Lines are 1-based and inclusive. */
export interface AnchoredPlace {
  readonly startLine: number;
  readonly endLine: number;
  /** False where the code was changed and is known by its name and most of its words. */
  readonly isExact: boolean;
}

/** Lines and characters of an anchor's head: enough to tell functions apart, little enough to keep hundreds. */
const MAX_HEAD_LINES = 12;
const MAX_HEAD_CHARACTERS = 600;
/** Least share of common words (Dice) of code that was changed: below the half, other code is as likely. */
const MIN_SIMILARITY = 0.5;
/** Places that are compared by their words, the nearest first: bounds the time in a file of repeated lines. */
const MAX_COMPARED = 200;

const words = /[\p{L}\p{N}_]+/gu;

/** @param text whole lines, of which the first stands in `startLine` */
export function anchorOf(text: string, startLine: number, lineCount: number, symbol?: string): Anchor {
  const lines = text.split('\n', MAX_HEAD_LINES);
  const head = lines.filter((_, at) => at === 0 || lines.slice(0, at + 1).join('\n').length <= MAX_HEAD_CHARACTERS);
  return { startLine, lineCount, ...(symbol !== undefined && { symbol }), head: head.join('\n').slice(0, MAX_HEAD_CHARACTERS) };
}

/**
 * Finds an anchor's code: the same first lines (spaces around them aside) nearest to the old place, else the most similar place that bears its name or one of its lines.
 * @param lines of the file as it is now
 * @returns undefined where the code is gone
 */
export function findAnchor(anchor: Anchor, lines: readonly string[]): AnchoredPlace | undefined {
  const head = anchor.head.split('\n').map(comparable);
  const file = lines.map(comparable);
  if (head.every((line) => line === '')) return undefined;
  const exact = nearest(starts(head, file), anchor.startLine - 1)[0];
  if (exact !== undefined) return placeAt(exact, true);
  const similar = mostSimilar(anchor, head, file);
  return similar === undefined ? undefined : placeAt(similar, false);

  function placeAt(start: number, isExact: boolean): AnchoredPlace {
    return { startLine: start + 1, endLine: Math.min(lines.length, start + anchor.lineCount), isExact };
  }
}

/** Spaces at either end say nothing: code is indented anew. A line longer than a head could hold is compared as far as one does. */
function comparable(line: string): string {
  return line.slice(0, MAX_HEAD_CHARACTERS).trim();
}

/** 0-based lines where all lines of the head follow. */
function starts(head: readonly string[], file: readonly string[]): number[] {
  return file.flatMap((_, start) => (head.every((line, at) => file[start + at] === line) ? [start] : []));
}

function nearest(places: Iterable<number>, old: number): number[] {
  return [...places].sort((a, b) => Math.abs(a - old) - Math.abs(b - old));
}

function mostSimilar({ symbol, startLine }: Anchor, head: readonly string[], file: readonly string[]): number | undefined {
  const wanted = countWords(head);
  let best: { readonly start: number; readonly similarity: number } | undefined;
  for (const start of nearest(candidates(symbol, head, file), startLine - 1).slice(0, MAX_COMPARED)) {
    const similarity = dice(wanted, countWords(file.slice(start, start + head.length)));
    if (similarity >= MIN_SIMILARITY && similarity > (best?.similarity ?? 0)) best = { start, similarity };
  }
  return best?.start;
}

/** Where the head would begin if a line that bears the symbol, or that equals one of its lines, were that line. */
function candidates(symbol: string | undefined, head: readonly string[], file: readonly string[]): Set<number> {
  const telling = new Map(head.flatMap((line, at) => (/[\p{L}\p{N}]/u.test(line) ? [[line, at] as const] : [])));
  const symbolAt = symbol === undefined ? -1 : head.findIndex((line) => hasWord(line, symbol));
  const found = new Set<number>();
  for (const [number, line] of file.entries()) {
    const at = telling.get(line);
    if (at !== undefined) found.add(Math.max(0, number - at));
    if (symbol !== undefined && symbolAt >= 0 && hasWord(line, symbol)) found.add(Math.max(0, number - symbolAt));
  }
  return found;
}

function hasWord(line: string, word: string): boolean {
  return line.includes(word) && [...line.matchAll(words)].some(([found]) => found === word);
}

function countWords(lines: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of lines.join('\n').matchAll(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Twice the words that both have, over the words of both: 0 (none) to 1 (the same words). */
function dice(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let common = 0;
  for (const [word, count] of a) common += Math.min(count, b.get(word) ?? 0);
  const all = total(a) + total(b);
  return all === 0 ? 0 : (2 * common) / all;
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
