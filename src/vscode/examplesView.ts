import { type Disposable, EventEmitter, l10n, ThemeIcon, type TreeDataProvider, TreeItem, type TreeView, window } from 'vscode';
import { commandIds, examplesViewId } from './contributions.ts';
import type { ExampleQuestions } from './exampleQuestions.ts';

/** Questions to begin with, below the empty results. The editor asks for them when they are first seen, and not before. */
export class ExamplesView implements TreeDataProvider<string>, Disposable {
  readonly #examples: ExampleQuestions;
  readonly #changes = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changes.event;
  readonly #view: TreeView<string>;

  constructor(examples: ExampleQuestions) {
    this.#examples = examples;
    this.#view = window.createTreeView(examplesViewId, { treeDataProvider: this });
  }

  /** The folders have changed: other names. */
  refresh(): void {
    this.#examples.forget();
    this.#changes.fire(undefined);
  }

  async getChildren(question?: string): Promise<string[]> {
    return question === undefined ? [...(await this.#examples.questions())] : [];
  }

  getTreeItem(question: string): TreeItem {
    const item = new TreeItem(question);
    item.iconPath = new ThemeIcon('lightbulb');
    item.tooltip = l10n.t('Search for “{0}”', question);
    item.command = { command: commandIds.search, title: l10n.t('Search'), arguments: [question] };
    return item;
  }

  dispose(): void {
    this.#view.dispose();
    this.#changes.dispose();
  }
}
