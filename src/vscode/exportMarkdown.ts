import type { LineRange } from '../engine/lineShift.ts';
import { percentOf } from '../engine/percent.ts';
import { lineRangeOf } from './resultText.ts';
import { codeBlock, escapeMarkdown } from './resultTooltip.ts';
import type { Translate } from './translate.ts';

/** A piece of code as it leaves the editor. */
export interface ExportItem extends LineRange {
  readonly title: string;
  /** As people name it. */
  readonly path: string;
  /** Target of a link to the file: a relative path, or an address where there is none. */
  readonly link: string;
  readonly language: string;
  readonly code: string;
  /** 0..1, where known. */
  readonly relevance?: number;
  readonly note?: string;
  /** The code is no longer there: what is exported is what it was. */
  readonly isLost?: boolean;
}

export interface ExportGroup {
  readonly question: string;
  readonly items: readonly ExportItem[];
}

/** A Markdown document: a heading a question, and under each its code with links to it. What comes from the workspace is escaped or fenced. */
export function markdownOf(groups: readonly ExportGroup[], t: Translate): string {
  return groups.map((group) => `${[`# ${textOf(group.question)}`, ...group.items.map((item, index) => itemOf(item, index + 1, t))].join('\n\n')}\n`).join('\n');
}

function itemOf(item: ExportItem, number: number, t: Translate): string {
  const { title, path, link, relevance, note, isLost } = item;
  const name = `${textOf(path)}:${lineRangeOf(item)}`;
  const place = isLost === true ? t('{0} (no longer there)', name) : `[${name}](${addressOf(link, item)})`;
  const facts = relevance === undefined ? place : `${place} · ${t('relevance {0}', percentOf(relevance))}`;
  return [`## ${number}. ${textOf(title)}`, facts, ...(note === undefined ? [] : [`> ${textOf(note)}`]), codeBlock(item.code, item.language)].join('\n\n');
}

/** What an escaped text has that means nothing where it stands: in a document the backslashes are read, too. */
const needless = /(?<!^\d+|\bwww)\\[.)]|\\\(|(?!^)\\[-+]|(?<=[\p{L}\p{N}])\\[:_](?=[\p{L}\p{N}])/giu;

/** Text of a workspace as it stands, never as markup. */
function textOf(text: string): string {
  return escapeMarkdown(text).replace(needless, (sign) => sign.slice(1));
}

/** Lines as code hosts and the editor understand them: `#L12-L40`. */
function addressOf(link: string, { startLine, endLine }: LineRange): string {
  return `${link}#L${startLine}${endLine > startLine ? `-L${endLine}` : ''}`;
}

/**
 * The way from a folder to a file as the target of a link, each name percent-encoded.
 * @param folder and @param file absolute, with forward slashes
 */
export function relativeLink(folder: string, file: string): string {
  const from = folder.split('/').filter((name) => name !== '');
  const to = file.split('/').filter((name) => name !== '');
  let common = 0;
  while (common < Math.min(from.length, to.length - 1) && from[common] === to[common]) common++;
  const names = [...from.slice(common).map(() => '..'), ...to.slice(common).map(encodedName)];
  return names.join('/');
}

/** Brackets would end a link's target; encodeURIComponent leaves them. */
function encodedName(name: string): string {
  return encodeURIComponent(name).replace(/[()!'*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
