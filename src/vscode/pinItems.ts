import { l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { openCommandOf } from './codePlace.ts';
import { rowContexts } from './contributions.ts';
import { linesOf, type Pin, type PinGroup, type PinState } from './pins.ts';
import { descriptionOf, pinTooltipOf, spokenPin } from './pinText.ts';
import { kindIcons, uriOf } from './resultItems.ts';
import { shownPathOf } from './resultText.ts';
import { folderNameOf } from './searchScope.ts';

/** A struck circle: what is gone is told by shape and words, the colour only helps. */
const lostIcon = ['circle-slash', 'disabledForeground'] as const;

export function pinGroupItemOf({ question, pins }: PinGroup): TreeItem {
  const item = new TreeItem(question, TreeItemCollapsibleState.Expanded);
  item.id = `group\n${question}`;
  item.iconPath = new ThemeIcon('comment');
  item.contextValue = rowContexts.pinGroup;
  const count = pins.length === 1 ? l10n.t('1 pin') : l10n.t('{0} pins', pins.length);
  item.description = String(pins.length);
  item.tooltip = question;
  item.accessibilityInformation = { label: `${question}, ${count}` };
  return item;
}

/** @param state undefined: not looked at yet, and taken to be where it was */
export function pinItemOf(pin: Pin, state: PinState | undefined): TreeItem {
  const path = shownPathOf(pin.path, folderNameOf(pin.folder));
  const isLost = state === 'gone' || state === 'fileGone';
  const item = new TreeItem(pin.title);
  const [icon, color] = isLost ? lostIcon : kindIcons[pin.kind];
  item.id = pin.id;
  item.description = descriptionOf(pin, path, state, l10n.t);
  item.iconPath = new ThemeIcon(icon, new ThemeColor(color));
  item.contextValue = rowContexts.pin;
  item.accessibilityInformation = { label: spokenPin(pin, path, state, l10n.t) };
  // There is nothing to open of a file that is gone; what it was stands in the tooltip.
  if (state !== 'fileGone') item.command = openCommandOf({ uri: uriOf(pin), lines: linesOf(pin) }, isLost);
  return item;
}

/** Completes an item with its tooltip. Nothing in it is trusted: neither commands nor HTML. */
export function withPinTooltip(item: TreeItem, pin: Pin, state: PinState | undefined): TreeItem {
  item.tooltip = new MarkdownString(pinTooltipOf(pin, shownPathOf(pin.path, folderNameOf(pin.folder)), state, l10n.t));
  return item;
}
