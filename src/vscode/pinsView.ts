import { Disposable, l10n, type TextDocument, type TreeItem } from 'vscode';
import { ContextKeys } from './contextKeys.ts';
import type { Target } from './landing.ts';
import type { LateTree, Rows } from './lateTree.ts';
import { pinGroupItemOf, pinItemOf, withPinTooltip } from './pinItems.ts';
import { linesOf, type Pin, type PinGroup, pinGroups } from './pins.ts';
import type { PinStore } from './pinStore.ts';
import { uriOf } from './resultItems.ts';

/** A row of the view: a question, or a pin below it. */
export type PinRow = { readonly kind: 'pinGroup'; readonly group: PinGroup } | { readonly kind: 'pin'; readonly pin: Pin };

/** Pins move while the user types: they are drawn at most ten times a second. */
const REFRESH_MS = 100;

/** The second view: pins by the question that they answered. It is there only while there are pins. */
export class PinsView implements Rows<PinRow>, Disposable {
  readonly #store: PinStore;
  readonly #tree: LateTree<PinRow>;
  readonly #contextKeys = new ContextKeys();
  readonly #owned: Disposable;
  #timer: NodeJS.Timeout | undefined;

  /** @param onVisible told when the view comes into sight */
  constructor(tree: LateTree<PinRow>, store: PinStore, onVisible: () => void) {
    this.#tree = tree;
    this.#store = store;
    this.#owned = Disposable.from(
      store.onDidChange(() => (this.#timer ??= setTimeout(() => this.#render(), REFRESH_MS))),
      tree.view.onDidChangeVisibility(({ visible }) => {
        if (visible) onVisible();
      }),
    );
    tree.show(this);
    this.#render();
    if (tree.view.visible) onVisible();
  }

  get selection(): readonly PinRow[] {
    return this.#tree.view.selection;
  }

  /** Lines in a document that rows of the view lead to. */
  targetsIn({ uri }: TextDocument): readonly Target[] {
    const key = uri.toString();
    return this.#store.pins.filter((pin) => uriOf(pin).toString() === key).map((pin) => ({ from: linesOf(pin), now: linesOf(pin) }));
  }

  getChildren(row?: PinRow): PinRow[] {
    if (!row) return pinGroups(this.#store.pins).map((group) => ({ kind: 'pinGroup', group }));
    return row.kind === 'pinGroup' ? row.group.pins.map((pin) => ({ kind: 'pin', pin })) : [];
  }

  getTreeItem(row: PinRow): TreeItem {
    return row.kind === 'pinGroup' ? pinGroupItemOf(row.group) : pinItemOf(row.pin, this.#store.stateOf(row.pin));
  }

  resolveTreeItem(item: TreeItem, row: PinRow): TreeItem {
    return row.kind === 'pin' ? withPinTooltip(item, row.pin, this.#store.stateOf(row.pin)) : item;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#owned.dispose();
  }

  #render(): void {
    this.#timer = undefined;
    const count = this.#store.pins.length;
    this.#contextKeys.set({ hasPins: count > 0 });
    this.#tree.view.description = count === 0 ? '' : count === 1 ? l10n.t('1 pin') : l10n.t('{0} pins', count);
    this.#tree.refresh();
  }
}
