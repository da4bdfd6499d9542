import { countSnippets, prepareText, type CutText } from '../engine/countSnippets.ts';
import { languageOf, type Language } from '../engine/languages.ts';
import { cutSnippets } from '../engine/snippets.ts';
import { TermMatcher } from '../engine/termMatcher.ts';
import { textOutline } from '../engine/textOutline.ts';
import type { CutFile, CutOptions, CutRequest, Query } from '../engine/types.ts';
import { readTextFile } from './diskFiles.ts';
import type { TreeSitter } from './treeSitter.ts';

/** Text of files cut lately that is kept, in characters: the next query mostly asks the same files. */
const MAX_KEPT_CHARACTERS = 24_000_000;
/** Characters of a line that are kept: what is longer is minified or data, and would fill a whole passage. */
const MAX_LINE = 1_000;
/** Files read at a time. */
const PARALLEL_READS = 8;

interface KeptText extends CutText {
  readonly stamp: string;
  readonly maxLines: number;
  readonly isGenerated: boolean;
}

/** Reads files, cuts them and counts the query's terms in the pieces; what was cut is kept while the file stays as it is. */
export class FileCutter {
  readonly #treeSitter: TreeSitter;
  readonly #kept = new Map<string, KeptText>();
  #keptCharacters = 0;

  constructor(treeSitter: TreeSitter) {
    this.#treeSitter = treeSitter;
  }

  /** @param onCut gets each file that could be cut, in any order */
  async cut(requests: readonly CutRequest[], query: Query, options: CutOptions, onCut: (file: CutFile) => void, signal: AbortSignal): Promise<void> {
    const matcher = new TermMatcher(query);
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let at = next++; at < requests.length && !signal.aborted; at = next++) {
        const request = requests[at];
        const file = request && (await this.#cutOne(request, matcher, options));
        if (file) onCut(file);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL_READS }, worker));
  }

  async #cutOne(request: CutRequest, matcher: TermMatcher, options: CutOptions): Promise<CutFile | undefined> {
    const language = languageOf(request.path);
    const cut = await this.#load(request, language, options);
    if (!cut) return undefined;
    const snippets = countSnippets(cut, matcher);
    return { folder: request.folder, path: request.path, language: language.id, lineCount: cut.lines.length, isGenerated: cut.isGenerated, snippets };
  }

  async #load(request: CutRequest, language: Language, options: CutOptions): Promise<KeptText | undefined> {
    if (request.overlay !== undefined) return this.#cutText(request.overlay, 'overlay', language, options.maxLines);
    const key = `${request.folder}\0${request.path}`;
    const known = this.#kept.get(key);
    const usable = known?.maxLines === options.maxLines ? known : undefined;
    const file = await readTextFile(request.folder, request.path, options.maxFileBytes, usable?.stamp);
    if (file === 'unchanged' && usable) {
      this.#kept.delete(key);
      this.#kept.set(key, usable);
      return usable;
    }
    if (file === undefined || file === 'unchanged') return undefined;
    const cut = await this.#cutText(file.text, file.stamp, language, options.maxLines);
    this.#keep(key, cut);
    return cut;
  }

  async #cutText(text: string, stamp: string, language: Language, maxLines: number): Promise<KeptText> {
    const lines = text.split(/\r\n|\n|\r/).map((line) => (line.length > MAX_LINE ? line.slice(0, MAX_LINE) : line));
    // Parsed as cut: the parser knows no line that ends with a carriage return alone, and nothing needs the rest of a minified line.
    const tidy = lines.join('\n');
    const blocks = (language.grammar ? await this.#treeSitter.outline(tidy, language.grammar) : undefined) ?? textOutline(lines, language.id);
    return { ...prepareText(lines, tidy, cutSnippets(lines, blocks, maxLines)), stamp, maxLines, isGenerated: isGenerated(lines) };
  }

  #keep(key: string, cut: KeptText): void {
    this.#keptCharacters += cut.text.length - (this.#kept.get(key)?.text.length ?? 0);
    this.#kept.delete(key);
    this.#kept.set(key, cut);
    for (const [oldest, kept] of this.#kept) {
      if (this.#keptCharacters <= MAX_KEPT_CHARACTERS) break;
      this.#kept.delete(oldest);
      this.#keptCharacters -= kept.text.length;
    }
  }
}

/** The customary marks of generated files, in the first lines. */
function isGenerated(lines: readonly string[]): boolean {
  return lines.slice(0, 8).some((line) => /@generated|auto-?generated|code generated .* do not edit|do not (?:edit|modify) (?:this file|by hand|manually)|this file (?:was|is) (?:automatically )?generated/i.test(line));
}
