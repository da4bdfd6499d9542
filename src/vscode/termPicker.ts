import { l10n, type QuickPickItem, window } from 'vscode';
import { expansionWordOf, hitsOf, offeredTerms } from '../engine/termHits.ts';
import type { TermChoice } from '../engine/termChoice.ts';
import type { SearchUpdate, Term } from '../engine/types.ts';
import { type Session, updateOf } from './session.ts';

interface TermItem extends QuickPickItem {
  readonly term: Term;
}

/** Lets the user switch the terms of the question on show on and off, with how often each was found; then shows the new answer. */
export async function chooseTerms(session: Session): Promise<void> {
  const update = updateOf(session.state);
  if (!update || session.state.kind === 'idle' || session.state.request.similarTo) return;
  const items = termItems(update);
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Terms of the Question'),
    placeHolder: l10n.t('What to look for: only terms that are new are searched'),
    canPickMany: true,
    matchOnDescription: true,
  });
  if (picked) await session.changeTerms(choiceOf(items, picked));
}

function termItems(update: SearchUpdate): TermItem[] {
  const terms = offeredTerms(update.query.raw);
  return terms.map((term) => ({
    term,
    label: term.text,
    description: [meaningOf(term, terms), hitsTextOf(term, update)].filter((part) => part !== '').join(' · '),
    picked: update.query.terms.some(({ text }) => text === term.text),
  }));
}

function meaningOf(term: Term, terms: readonly Term[]): string {
  const word = expansionWordOf(term, terms);
  return word === undefined ? '' : l10n.t('for “{0}”', word);
}

function hitsTextOf(term: Term, { pool }: SearchUpdate): string {
  const found = hitsOf(term, pool);
  if (!found) return l10n.t('not searched yet');
  if (found.files === 0) return l10n.t('not found');
  const hits = found.hits === 1 ? l10n.t('1 hit') : l10n.t('{0} hits', found.hits);
  const files = found.files === 1 ? l10n.t('1 file') : l10n.t('{0} files', found.files);
  return l10n.t('{0} in {1}', hits, files);
}

/** What differs from the terms that a search takes by itself. */
function choiceOf(items: readonly TermItem[], picked: readonly TermItem[]): TermChoice {
  const texts = (chosen: readonly TermItem[]): string[] => chosen.map(({ term }) => term.text);
  return {
    off: texts(items.filter((item) => !picked.includes(item))),
    on: texts(picked.filter(({ term }) => term.origin === 'expansion')),
  };
}
