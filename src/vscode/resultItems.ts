import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri, l10n } from 'vscode';
import { TermMatcher } from '../engine/termMatcher.ts';
import type { Query, RankedResult, SnippetKind, StageTimes } from '../engine/types.ts';
import { openCommandOf } from './codePlace.ts';
import { commandIds, rowContexts } from './contributions.ts';
import { matchRanges, type TextRange } from './matchRanges.ts';
import type { FileRow, MoreRow, ResultRow } from './resultRows.ts';
import { accessibleLabelOf, lineRangeOf, moveOf, placeInListOf, scoreTextOf, shownPathOf, titleOf, type Unscored } from './resultText.ts';
import { tooltipOf } from './resultTooltip.ts';
import { folderNameOf } from './searchScope.ts';

/** What the rows of one state share. */
export interface ItemContext {
  /** Where the query's words stand in a label. */
  readonly highlight: (label: string) => TextRange[];
  /** What rows without relevance show. */
  readonly unscored: Unscored;
  /** Rows of a flat list name their file. */
  readonly showsPath: boolean;
}

/** @returns what `ItemContext.highlight` asks for */
export function highlighterOf(query: Query): ItemContext['highlight'] {
  const matcher = new TermMatcher(query);
  const phrases = query.terms.filter(({ origin }) => origin === 'phrase').map(({ text }) => text);
  return (label) => matchRanges(label, matcher, phrases);
}

export const kindIcons: Readonly<Record<SnippetKind, readonly [icon: string, color: string]>> = {
  function: ['symbol-method', 'symbolIcon.methodForeground'],
  class: ['symbol-class', 'symbolIcon.classForeground'],
  type: ['symbol-interface', 'symbolIcon.interfaceForeground'],
  value: ['symbol-constant', 'symbolIcon.constantForeground'],
  section: ['symbol-string', 'symbolIcon.stringForeground'],
  block: ['code', 'icon.foreground'],
};

/** Of rows that still wait for their score: the shape says it, and the text beside it; the colour only helps. */
const waitingIcon = ['watch', 'disabledForeground'] as const;

function scoreWaits({ relevance }: RankedResult, { unscored }: ItemContext): boolean {
  return relevance === undefined && unscored === 'waits';
}

export function fileItemOf(row: FileRow): TreeItem {
  const item = new TreeItem(uriOf(row), TreeItemCollapsibleState.Expanded);
  item.id = row.id;
  item.iconPath = ThemeIcon.File;
  const path = shownPathOf(row.path, folderNameOf(row.folder));
  item.description = directoryOf(path);
  item.contextValue = rowContexts.file;
  const count = row.results.length;
  const label = count === 1 ? l10n.t('{0}, 1 result', path) : l10n.t('{0}, {1} results', path, count);
  item.tooltip = label;
  item.accessibilityInformation = { label };
  return item;
}

/** The tooltip is left out: `withTooltip` adds it to the few rows that are pointed at. */
export function resultItemOf(row: ResultRow, context: ItemContext): TreeItem {
  const { result, rank } = row;
  const label = titleOf(result);
  const item = new TreeItem({ label, highlights: context.highlight(label) });
  const path = pathOf(result);
  const place = context.showsPath ? placeInListOf(result, path) : lineRangeOf(result);
  const [icon, color] = scoreWaits(result, context) ? waitingIcon : kindIcons[result.kind];
  item.id = row.id;
  item.description = [scoreTextOf(result, context.unscored), place, moveOf(result, rank)].filter((part) => part !== '').join(' · ');
  item.iconPath = new ThemeIcon(icon, new ThemeColor(color));
  item.contextValue = rowContexts.result;
  item.command = openCommandOf({ uri: uriOf(result), lines: result });
  item.accessibilityInformation = { label: accessibleLabelOf(result, rank, path, context.unscored, l10n.t) };
  return item;
}

/** The row that stands for what was found and is not shown. */
export function moreItem({ id }: MoreRow): TreeItem {
  const item = new TreeItem(l10n.t('More Results'));
  item.id = id;
  item.iconPath = new ThemeIcon('ellipsis');
  item.contextValue = rowContexts.more;
  item.command = { command: commandIds.showMore, title: l10n.t('More Results') };
  return item;
}

/** Completes a result's item with what only its tooltip needs. Nothing in it is trusted: neither commands nor HTML. */
export function withTooltip(item: TreeItem, { result, rank }: ResultRow, stages: StageTimes | undefined): TreeItem {
  const tooltip = new MarkdownString(tooltipOf(result, pathOf(result), rank, stages, l10n.t));
  tooltip.isTrusted = false;
  tooltip.supportHtml = false;
  item.tooltip = tooltip;
  return item;
}

/** The file of a row or result, on this machine. */
export function uriOf({ folder, path }: { readonly folder: string; readonly path: string }): Uri {
  return Uri.joinPath(Uri.file(folder), path);
}

/** A result's path as people name it. */
export function pathOf({ folder, path }: RankedResult): string {
  return shownPathOf(path, folderNameOf(folder));
}

function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
