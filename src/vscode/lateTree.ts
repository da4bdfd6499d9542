import { type Disposable, EventEmitter, type TreeDataProvider, type TreeItem, type TreeView, type TreeViewOptions, window } from 'vscode';

/** What draws the rows of a tree view. */
export type Rows<Row> = Omit<TreeDataProvider<Row>, 'onDidChangeTreeData'>;

/** A tree view that the editor has from the start; what draws its rows may come later. Until then it is empty, and the editor shows its welcome text. */
export class LateTree<Row> implements TreeDataProvider<Row>, Disposable {
  readonly #changes = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changes.event;
  readonly view: TreeView<Row>;
  readonly #onSeen: (() => Promise<unknown>) | undefined;
  #rows: Rows<Row> | undefined;

  /** @param onSeen told when the view is first in sight: has given it its rows once it resolves. Absent where the view may stay empty */
  constructor(id: string, options: Omit<TreeViewOptions<Row>, 'treeDataProvider'>, onSeen?: () => Promise<unknown>) {
    this.#onSeen = onSeen;
    this.view = window.createTreeView(id, { ...options, treeDataProvider: this });
  }

  /** From now on these rows are shown. */
  show(rows: Rows<Row>): void {
    this.#rows = rows;
    this.refresh();
  }

  /** The rows have changed. */
  refresh(): void {
    this.#changes.fire(undefined);
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (this.#rows === undefined) await this.#onSeen?.();
    return (await this.#rows?.getChildren(row)) ?? [];
  }

  getParent(row: Row): ReturnType<NonNullable<Rows<Row>['getParent']>> {
    return this.#rows?.getParent?.(row);
  }

  getTreeItem(row: Row): TreeItem | Thenable<TreeItem> {
    if (this.#rows === undefined) throw new Error('There is no row yet.');
    return this.#rows.getTreeItem(row);
  }

  resolveTreeItem(item: TreeItem, row: Row, token: Parameters<NonNullable<Rows<Row>['resolveTreeItem']>>[2]): ReturnType<NonNullable<Rows<Row>['resolveTreeItem']>> {
    return this.#rows?.resolveTreeItem?.(item, row, token);
  }

  dispose(): void {
    this.view.dispose();
    this.#changes.dispose();
  }
}
