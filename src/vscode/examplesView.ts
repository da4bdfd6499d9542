import { l10n, ThemeIcon, TreeItem } from 'vscode';
import { commandIds } from './contributions.ts';
import type { ExampleQuestions } from './exampleQuestions.ts';
import type { LateTree, Rows } from './lateTree.ts';

/** Questions to begin with, below the empty results. The editor asks for them when they are first seen, and not before. */
export class ExamplesView implements Rows<string> {
  readonly #examples: ExampleQuestions;
  readonly #tree: LateTree<string>;

  constructor(tree: LateTree<string>, examples: ExampleQuestions) {
    this.#tree = tree;
    this.#examples = examples;
    tree.show(this);
  }

  /** The folders have changed: other names. */
  refresh(): void {
    this.#examples.forget();
    this.#tree.refresh();
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
}
