import { commands, type Disposable, type Event, l10n, type TreeItem, type TreeViewSelectionChangeEvent, window } from 'vscode';
import type { Query, SearchUpdate } from '../engine/types.ts';
import { ContextKeys } from './contextKeys.ts';
import { viewId } from './contributions.ts';
import type { LateTree, Rows } from './lateTree.ts';
import { fileItemOf, highlighterOf, type ItemContext, moreItem, resultItemOf, withTooltip } from './resultItems.ts';
import { noRows, type ResultRow, type Row, type RowTree, rowTreeOf, type ViewMode } from './resultRows.ts';
import { unscoredOf } from './resultText.ts';
import { hasMore, type SearchState, updateOf } from './session.ts';
import type { Settings, SettingsReader } from './settings.ts';
import { descriptionOf, summaryOf, titleOf } from './summary.ts';

/**
 * Rows settle at most this often while scores arrive: four times a second. The editor draws the first of several changes at once and holds the
 * others back until there was none for 200 ms (ExtHostTreeView): drawn more often, rows would stand still until the last score.
 */
const REFRESH_MS = 250;

/** The tree view: shows the latest state of the search. */
export class ResultsView implements Rows<Row>, Disposable {
  readonly #settings: SettingsReader;
  readonly #tree: LateTree<Row>;
  readonly #contextKeys = new ContextKeys();
  #state: SearchState = { kind: 'idle' };
  #rows: RowTree = noRows;
  #query: Query | undefined;
  #items: ItemContext = { highlight: () => [], unscored: 'nothing', showsPath: false };
  #refreshTimer: NodeJS.Timeout | undefined;
  #endProgress: (() => void) | undefined;
  #focusing: Promise<undefined> = Promise.resolve(undefined);

  constructor(tree: LateTree<Row>, settings: SettingsReader) {
    this.#tree = tree;
    this.#settings = settings;
    tree.show(this);
    this.render();
  }

  /** Results from top to bottom as they are shown. */
  get resultRows(): readonly ResultRow[] {
    return this.#rows.inViewOrder;
  }

  get selection(): readonly Row[] {
    return this.#tree.view.selection;
  }

  get onDidChangeSelection(): Event<TreeViewSelectionChangeEvent<Row>> {
    return this.#tree.view.onDidChangeSelection;
  }

  /** Fires after the rows were drawn anew. */
  get onDidChangeRows(): Event<unknown> {
    return this.#tree.onDidChangeTreeData;
  }

  /** Shows a state: at once when it begins or ends a search, else with the next refresh. */
  show(state: SearchState): void {
    const isProgress = state.kind === 'searching' && state.update !== undefined && updateOf(this.#state) !== undefined;
    this.#state = state;
    if (isProgress) this.#refreshTimer ??= setTimeout(() => this.render(), REFRESH_MS);
    else this.render();
  }

  /** Brings the view to the front. */
  async focus(): Promise<void> {
    this.#focusing = Promise.resolve(commands.executeCommand<undefined>(`${viewId}.focus`));
    await this.#focusing;
  }

  /** Resolves when the view is no longer on its way to the front: until then it would take the focus from an input box, and so close it. */
  async atRest(): Promise<void> {
    await Promise.allSettled([this.#focusing]);
  }

  /**
   * Scrolls to the best rows. For an answer that takes the place of another one at once: the editor leaves a list scrolled as it was. Not for
   * rows that a search is finding: to be revealed they are asked for once more, and drawn so much later.
   */
  async showTop(): Promise<void> {
    const { view } = this.#tree;
    const [first] = this.#rows.roots;
    // A refusal means that newer rows have come.
    if (first && view.visible) await Promise.allSettled([view.reveal(first, { select: false, focus: false })]);
  }

  /** Selects a row without taking the focus from the editor; leaves a hidden view hidden. */
  async select(row: ResultRow): Promise<void> {
    const { view } = this.#tree;
    if (view.visible) await view.reveal(row, { select: true, focus: false });
  }

  /** Draws the state anew, with the settings as they are now. */
  render(): void {
    clearTimeout(this.#refreshTimer);
    this.#refreshTimer = undefined;
    const { view } = this.#tree;
    const settings = this.#settings.read();
    const update = updateOf(this.#state);
    this.#rows = this.#state.kind !== 'idle' && update ? rowTreeOf(this.#state.request.query, update.results, settings.view, hasMore(this.#state)) : noRows;
    if (update) this.#items = this.#itemContextOf(update, settings.view);
    // Ahead of the message, which is a change, too: what is changed first is drawn first.
    this.#tree.refresh();
    view.title = this.#state.kind === 'idle' ? l10n.t('Results') : titleOf(this.#state.request.query, update?.model, l10n.t);
    view.description = descriptionOf(this.#state, l10n.t);
    view.message = summaryOf(this.#state, settings, l10n.t) ?? '';
    this.#setProgress(this.#state.kind === 'searching');
    this.#setContext(settings);
  }

  getChildren(row?: Row): Row[] {
    if (!row) return [...this.#rows.roots];
    return row.kind === 'file' ? [...row.results] : [];
  }

  getParent(row: Row): Row | undefined {
    return this.#rows.parents.get(row.id);
  }

  getTreeItem(row: Row): TreeItem {
    if (row.kind === 'more') return moreItem(row);
    return row.kind === 'file' ? fileItemOf(row) : resultItemOf(row, this.#items);
  }

  resolveTreeItem(item: TreeItem, row: Row): TreeItem {
    return row.kind === 'result' ? withTooltip(item, row, updateOf(this.#state)?.stages) : item;
  }

  dispose(): void {
    clearTimeout(this.#refreshTimer);
    this.#setProgress(false);
  }

  #itemContextOf({ query, results, scored, toScore }: SearchUpdate, mode: ViewMode): ItemContext {
    // A highlighter remembers the words it has met: it is kept as long as the query.
    const highlight = query === this.#query ? this.#items.highlight : highlighterOf(query);
    this.#query = query;
    const isWaiting = this.#state.kind === 'searching' && scored < toScore;
    return { highlight, unscored: unscoredOf(results, isWaiting), showsPath: mode === 'list' };
  }

  #setProgress(isSearching: boolean): void {
    if (isSearching === (this.#endProgress !== undefined)) return;
    this.#endProgress?.();
    this.#endProgress = undefined;
    if (!isSearching) return;
    const ended = new Promise<void>((resolve) => (this.#endProgress = resolve));
    void window.withProgress({ location: { viewId } }, () => ended);
  }

  #setContext({ view, order }: Settings): void {
    const { kind } = this.#state;
    const hasResults = this.#rows.roots.length > 0;
    this.#contextKeys.set({
      hasQuery: kind !== 'idle',
      hasResults,
      isSearching: kind === 'searching',
      foundNothing: kind === 'done' && !hasResults,
      view,
      order,
      hasMore: hasMore(this.#state),
    });
  }
}
