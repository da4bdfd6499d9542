import { readFileSync } from 'node:fs';
import path from 'node:path';
import treeSitter from '@vscode/tree-sitter-wasm';
import type { Block } from '../engine/snippets.ts';
import { outlineOf } from './syntaxOutline.ts';

/** Parsing stops after this time, in milliseconds; the file is then cut by the look of its text. Hostile nesting must not hold a search up. */
const PARSE_LIMIT_MS = 1_500;

/** Grammars of @vscode/tree-sitter-wasm, loaded when first asked for. For a worker thread: parsing is synchronous. */
export class TreeSitter {
  readonly #folder: string;
  readonly #parseLimitMs: number;
  readonly #grammars = new Map<string, Promise<treeSitter.Language | undefined>>();
  #runtime: Promise<void> | undefined;

  /** @param folder where tree-sitter.wasm and the grammars lie */
  constructor(folder: string, parseLimitMs: number = PARSE_LIMIT_MS) {
    this.#folder = folder;
    this.#parseLimitMs = parseLimitMs;
  }

  /** Loads the parser's own code, which the first outline would do otherwise. */
  async start(): Promise<void> {
    this.#runtime ??= treeSitter.Parser.init({ locateFile: (file: string) => path.join(this.#folder, file) });
    await this.#runtime;
  }

  /**
   * Definitions of a file with what they hold.
   * @param grammar name of a grammar, such as `typescript`
   * @returns undefined where the grammar or the file cannot be used
   */
  async outline(text: string, grammar: string): Promise<Block[] | undefined> {
    await this.start();
    const language = await this.#grammar(grammar);
    if (!language) return undefined;
    const parser = new treeSitter.Parser();
    const start = performance.now();
    try {
      parser.setLanguage(language);
      const tree = parser.parse(text, null, { progressCallback: () => performance.now() - start > this.#parseLimitMs });
      if (!tree) return undefined;
      try {
        return outlineOf(tree, grammar);
      } finally {
        tree.delete();
      }
    } catch {
      return undefined; // Out of memory or stack within the parser: the file is cut by the look of its text.
    } finally {
      parser.delete();
    }
  }

  #grammar(name: string): Promise<treeSitter.Language | undefined> {
    const known = this.#grammars.get(name);
    if (known) return known;
    const loading = this.#load(name);
    this.#grammars.set(name, loading);
    return loading;
  }

  async #load(name: string): Promise<treeSitter.Language | undefined> {
    try {
      // At one go: a file that a thread is reading in pieces when it is ended stays open.
      return await treeSitter.Language.load(readFileSync(path.join(this.#folder, `tree-sitter-${name}.wasm`)));
    } catch {
      return undefined; // No such grammar, or none that this parser can use.
    }
  }
}
