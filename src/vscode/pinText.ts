import { lineRangeOf } from './resultText.ts';
import { codeBlock, escapeMarkdown } from './resultTooltip.ts';
import { linesOf, type Pin, type PinState } from './pins.ts';
import type { Translate } from './translate.ts';

/** What stands beside a pin's title: what became of it, the user's note, its place. */
export function descriptionOf(pin: Pin, path: string, state: PinState | undefined, t: Translate): string {
  const slash = path.lastIndexOf('/');
  const place = `${path.slice(slash + 1)}:${lineRangeOf(linesOf(pin))}`;
  return [lossOf(state, t), pin.note, place, path.slice(0, Math.max(0, slash))].filter((part) => part !== undefined && part !== '').join(' · ');
}

/** What a screen reader says for a pin. */
export function spokenPin(pin: Pin, path: string, state: PinState | undefined, t: Translate): string {
  const place = t('{0}, line {1}', path, linesOf(pin).startLine);
  const note = pin.note === undefined ? undefined : t('note: {0}', pin.note);
  return [pin.title, lossOf(state, t), place, note].filter((part) => part !== undefined).join(', ');
}

/** Markdown of a pin's tooltip. Everything in it is escaped or fenced. */
export function pinTooltipOf(pin: Pin, path: string, state: PinState | undefined, t: Translate): string {
  const place = `**${escapeMarkdown(pin.title)}** — ${escapeMarkdown(path)}:${lineRangeOf(linesOf(pin))}`;
  const lost = state === 'gone' ? t('This code is no longer in the file. It began with:') : state === 'fileGone' ? t('The file is no longer there. The code began with:') : undefined;
  const note = pin.note === undefined ? undefined : `_${escapeMarkdown(pin.note)}_`;
  return [place, t('Pinned for “{0}”', escapeMarkdown(pin.question)), note, lost, codeBlock(pin.anchor.head, pin.language)].filter((part) => part !== undefined).join('\n\n');
}

function lossOf(state: PinState | undefined, t: Translate): string | undefined {
  if (state === 'gone') return t('gone');
  return state === 'fileGone' ? t('file gone') : undefined;
}
