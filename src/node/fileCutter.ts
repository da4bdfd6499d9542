import { setImmediate } from 'node:timers/promises';
import { countSnippets, prepareText, type CutText } from '../engine/countSnippets.ts';
import { languageOf, type Language } from '../engine/languages.ts';
import { cutSnippets } from '../engine/snippets.ts';
import { TermMatcher } from '../engine/termMatcher.ts';
import { textOutline } from '../engine/textOutline.ts';
import type { CutFile, CutOptions, CutRequest, Query } from '../engine/types.ts';
import { readTextFileSync } from './diskFiles.ts';
import type { TreeSitter } from './treeSitter.ts';

/** Characters of a line that are kept: what is longer is minified or data, and would fill a whole passage. */
const MAX_LINE = 1_000;

/**
 * Characters that one call parses: the files in front, which are ranked best. What lies behind is cut by the look of its text, for parsing
 * costs ten times as much, and a first search over large files must not take seconds. It goes by the order of the files alone, not by what
 * is kept, so that the same question gives the same snippets again.
 */
const MAX_PARSED_CHARACTERS = 400_000;

/** A file's text, with what was cut of it by the parser (`true`) and by its look (`false`). */
interface KeptFile {
  readonly stamp: string;
  readonly maxLines: number;
  readonly lines: readonly string[];
  readonly text: string;
  readonly isGenerated: boolean;
  readonly cuts: Map<boolean, CutText>;
}

/** Reads files, cuts them and counts the query's terms in the pieces; what was cut is kept while the file stays as it is. */
export class FileCutter {
  readonly #treeSitter: TreeSitter;
  readonly #maxKeptCharacters: number;
  readonly #kept = new Map<string, KeptFile>();
  #keptCharacters = 0;

  /** @param maxKeptCharacters text of files cut lately that is kept: the next query mostly asks the same files */
  constructor(treeSitter: TreeSitter, maxKeptCharacters: number) {
    this.#treeSitter = treeSitter;
    this.#maxKeptCharacters = maxKeptCharacters;
  }

  /**
   * @param requests the best first
   * @param onCut gets each file that could be cut, in this order
   */
  async cut(requests: readonly CutRequest[], query: Query, options: CutOptions, onCut: (file: CutFile) => void, signal: AbortSignal): Promise<void> {
    const matcher = new TermMatcher(query);
    let characters = 0;
    for (const request of requests) {
      if (signal.aborted) return;
      const file = this.#read(request, options);
      if (!file) continue;
      const { folder, path } = request;
      const language = languageOf(path);
      characters += language.grammar === undefined ? 0 : file.text.length;
      const cut = await this.#cutFile(file, language, characters <= MAX_PARSED_CHARACTERS);
      onCut({ folder, path, language: language.id, lineCount: file.lines.length, isGenerated: file.isGenerated, snippets: countSnippets(cut, matcher) });
      // A message that stops this call can come in.
      await setImmediate();
    }
  }

  #read(request: CutRequest, { maxLines, maxFileBytes }: CutOptions): KeptFile | undefined {
    if (request.overlay !== undefined) return fileOf(request.overlay, UNSAVED, maxLines);
    const key = `${request.folder}\0${request.path}`;
    const kept = this.#kept.get(key);
    const usable = kept?.maxLines === maxLines ? kept : undefined;
    const read = readTextFileSync(request.folder, request.path, maxFileBytes, usable?.stamp);
    const file = read === 'unchanged' ? usable : read && fileOf(read.text, read.stamp, maxLines);
    if (file) this.#keep(key, file);
    return file;
  }

  async #cutFile(file: KeptFile, language: Language, isParsed: boolean): Promise<CutText> {
    const known = file.cuts.get(isParsed);
    if (known) return known;
    const parsed = isParsed && language.grammar ? await this.#treeSitter.outline(file.text, language.grammar) : undefined;
    const cut = prepareText(file.lines, file.text, cutSnippets(file.lines, parsed ?? textOutline(file.lines, language.id), file.maxLines));
    file.cuts.set(isParsed, cut);
    return cut;
  }

  #keep(key: string, file: KeptFile): void {
    this.#keptCharacters += file.text.length - (this.#kept.get(key)?.text.length ?? 0);
    this.#kept.delete(key);
    this.#kept.set(key, file);
    for (const [oldest, kept] of this.#kept) {
      if (this.#keptCharacters <= this.#maxKeptCharacters) break;
      this.#kept.delete(oldest);
      this.#keptCharacters -= kept.text.length;
    }
  }
}

/** Line ends and over-long lines are made tidy first: the parser knows no line that ends with a carriage return alone. */
function fileOf(text: string, stamp: string, maxLines: number): KeptFile {
  const lines = text.split(/\r\n|\n|\r/).map((line) => (line.length > MAX_LINE ? line.slice(0, MAX_LINE) : line));
  return { stamp, maxLines, lines, text: lines.join('\n'), isGenerated: isGenerated(lines), cuts: new Map() };
}

/** Stamp of text that is not on disk, which is never kept. */
const UNSAVED = 'unsaved';

/** The customary marks of generated files, in the first lines. */
function isGenerated(lines: readonly string[]): boolean {
  return lines.slice(0, 8).some((line) => /@generated|auto-?generated|code generated .* do not edit|do not (?:edit|modify) (?:this file|by hand|manually)|this file (?:was|is) (?:automatically )?generated/i.test(line));
}
