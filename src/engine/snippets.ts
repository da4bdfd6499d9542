import type { SnippetKind, SnippetRange } from './types.ts';

/** A piece of syntax that a reader would name: from a grammar, or from the look of the text. Lines are 1-based and inclusive. */
export interface Block {
  readonly startLine: number;
  readonly endLine: number;
  readonly kind: SnippetKind;
  readonly name?: string;
  /** The line with the name on it. */
  readonly nameLine: number;
  readonly children: readonly Block[];
}

/** A function above the limit is cut into pieces of at least this share of the limit, at its least indented blank lines. */
const LEAST_PIECE = 0.5;
/** Definitions of at most this many lines are joined with their neighbours. */
const SMALL_LINES = 3;
/** Joined neighbours hold at most this many lines. */
const JOINED_LINES = 16;
/** Loose text of at most this many lines before a definition is its caption. */
const CAPTION_LINES = 2;
/** A class of at most this many lines stays whole. */
const WHOLE_CLASS_LINES = 14;

/**
 * Cuts a file at its blocks: each function whole (or in pieces when above `maxLines`), each class as its head and its members, and what
 * lies between by blank lines. Together the ranges cover every line that is not blank, without overlap.
 * @param lines the file's lines
 * @param blocks top-level blocks in order, not overlapping
 */
export function cutSnippets(lines: readonly string[], blocks: readonly Block[], maxLines: number): SnippetRange[] {
  const ranges: SnippetRange[] = [];
  cutInside(lines, { startLine: 1, endLine: lines.length }, blocks, undefined, undefined, maxLines, ranges);
  return joinSmall(ranges, lines, maxLines);
}

interface Span {
  readonly startLine: number;
  readonly endLine: number;
}

function cutInside(lines: readonly string[], span: Span, blocks: readonly Block[], owner: Block | undefined, container: string | undefined, maxLines: number, out: SnippetRange[]): void {
  let next = span.startLine;
  let isHead = owner !== undefined;
  for (const block of blocks) {
    if (block.startLine < next || block.endLine > span.endLine) continue;
    cutGap(lines, { startLine: next, endLine: block.startLine - 1 }, isHead ? owner : undefined, owner?.name ?? container, maxLines, out);
    isHead = false;
    cutBlock(lines, block, owner?.name ?? container, maxLines, out);
    next = block.endLine + 1;
  }
  cutGap(lines, { startLine: next, endLine: span.endLine }, isHead ? owner : undefined, owner?.name ?? container, maxLines, out);
}

function cutBlock(lines: readonly string[], block: Block, container: string | undefined, maxLines: number, out: SnippetRange[]): void {
  const length = block.endLine - block.startLine + 1;
  const isHolder = block.children.length > 0 && (length > maxLines || (length > WHOLE_CLASS_LINES && (block.kind === 'class' || block.kind === 'block')));
  if (isHolder) cutInside(lines, block, block.children, block, container, maxLines, out);
  else cutGap(lines, block, block, container, maxLines, out);
}

/** Lines without blocks of their own: the body of a function, the head of a class, statements between. */
function cutGap(lines: readonly string[], span: Span, owner: Block | undefined, container: string | undefined, maxLines: number, out: SnippetRange[]): void {
  const tight = trimBlank(lines, span);
  if (!tight || isOnlyClosers(lines, tight)) return;
  for (const piece of splitLong(lines, tight, maxLines)) {
    const isFirst = piece.startLine === tight.startLine;
    const titleLine = owner && owner.nameLine >= piece.startLine && owner.nameLine <= piece.endLine ? owner.nameLine : firstTelling(lines, piece);
    const around = owner && container !== owner.name ? container : undefined;
    out.push({
      ...piece,
      kind: owner ? owner.kind : 'block',
      titleLine,
      ...(owner?.name !== undefined && isFirst ? { symbol: owner.name } : {}),
      ...(around !== undefined ? { container: around } : owner?.name !== undefined && !isFirst ? { container: owner.name } : !owner && container !== undefined ? { container } : {}),
    });
  }
}

function trimBlank(lines: readonly string[], span: Span): Span | undefined {
  let { startLine, endLine } = span;
  while (startLine <= endLine && isBlank(lines[startLine - 1])) startLine++;
  while (endLine >= startLine && isBlank(lines[endLine - 1])) endLine--;
  return startLine <= endLine ? { startLine, endLine } : undefined;
}

/** `end`, and brackets with what a comment says they close: `}  // namespace x`. */
const closer = /^\s*end\b|^\s*[)\]}][)\]};,]*\s*(?:\/\/|\/\*|#|--).*$/;

function isOnlyClosers(lines: readonly string[], span: Span): boolean {
  for (let line = span.startLine; line <= span.endLine; line++) if (/[\p{L}\p{N}]/u.test((lines[line - 1] ?? '').replace(closer, ''))) return false;
  return true;
}

/** Pieces of at most `maxLines`, cut before the least indented line that follows a blank one, else before the least indented line. */
function splitLong(lines: readonly string[], span: Span, maxLines: number): Span[] {
  const pieces: Span[] = [];
  let startLine = span.startLine;
  while (span.endLine - startLine + 1 > maxLines) {
    const cut = bestCut(lines, startLine, Math.ceil(maxLines * LEAST_PIECE), maxLines);
    const piece = trimBlank(lines, { startLine, endLine: cut - 1 });
    if (piece) pieces.push(piece);
    startLine = cut;
  }
  const last = trimBlank(lines, { startLine, endLine: span.endLine });
  if (last) pieces.push(last);
  return pieces;
}

function bestCut(lines: readonly string[], startLine: number, least: number, most: number): number {
  let best = startLine + most;
  let bestCost = Number.POSITIVE_INFINITY;
  for (let line = startLine + least; line <= startLine + most; line++) {
    const text = lines[line - 1] ?? '';
    if (isBlank(text)) continue;
    const cost = indentOf(text) * 2 + (isBlank(lines[line - 2]) ? 0 : 5) + (/^\s*[)\]}]|^\s*end\b/.test(text) ? 20 : 0);
    if (cost <= bestCost) {
      bestCost = cost;
      best = line;
    }
  }
  return best;
}

/** Neighbours of a few lines each, of the same container, become one; a line or two of comment goes with what follows. */
function joinSmall(ranges: readonly SnippetRange[], lines: readonly string[], maxLines: number): SnippetRange[] {
  const joined: SnippetRange[] = [];
  let isOpen = false;
  for (const range of ranges) {
    const last = joined.at(-1);
    const isNear = last !== undefined && range.startLine - last.endLine <= 2;
    const isSmall = range.endLine - range.startLine < SMALL_LINES && range.kind !== 'section';
    const together = last ? range.endLine - last.startLine + 1 : 0;
    if (last && isNear && range.kind !== 'block' && together <= maxLines && isCaption(last, lines)) {
      joined[joined.length - 1] = { ...range, startLine: last.startLine };
      isOpen = false;
    } else if (last && isNear && isOpen && isSmall && range.container === last.container && together <= Math.min(JOINED_LINES, maxLines)) {
      joined[joined.length - 1] = { ...last, endLine: range.endLine };
    } else {
      joined.push(range);
      isOpen = isSmall;
    }
  }
  return joined;
}

/** A line or two of nothing but comment, as `// MARK: - Requests`. */
function isCaption(range: SnippetRange, lines: readonly string[]): boolean {
  const isShort = range.kind === 'block' && range.endLine - range.startLine < CAPTION_LINES;
  return isShort && lines.slice(range.startLine - 1, range.endLine).every((line) => isBlank(line) || /^\s*(?:\/\/|\/\*|\*|#(?!\s*(?:include|import|define|if))|--|;|%)/.test(line));
}

function firstTelling(lines: readonly string[], span: Span): number {
  for (let line = span.startLine; line <= span.endLine; line++) {
    const text = (lines[line - 1] ?? '').trim();
    if (/[\p{L}\p{N}]/u.test(text) && !/^(?:\/\/|\/\*|\*|#(?!!?\[|include|define|if)|--|;|"""|'''|<!--|@|import\b|from\b|use\b|using\b|package\b|require\b)/.test(text)) return line;
  }
  return span.startLine;
}

export function isBlank(line: string | undefined): boolean {
  return line === undefined || !/\S/.test(line);
}

/** Columns of white space before the first character; a tab counts as four. */
export function indentOf(line: string): number {
  let columns = 0;
  for (const character of line) {
    if (character === ' ') columns++;
    else if (character === '\t') columns += 4;
    else break;
  }
  return columns;
}
