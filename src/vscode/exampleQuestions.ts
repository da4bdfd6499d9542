import { defaultRankOptions } from '../engine/fitted.ts';
import { roleFactor } from '../engine/fileRole.ts';
import { isAbort } from '../engine/errors.ts';
import { languageOf } from '../engine/languages.ts';
import { defaultSearchOptions } from '../engine/options.ts';
import { parseQuery } from '../engine/terms.ts';
import type { Candidate, CutFile, Query, SearchPorts, SearchScope } from '../engine/types.ts';
import { questionsAbout } from './symbolQuestions.ts';

/** Files in which something is defined are looked for until there are so many: the whole of a large workspace is not searched. */
const MAX_FOUND = 200;
/** Of them so many are read. */
const MAX_READ = 24;

/** In English in every language of the editor: the words of a question are looked for in code. */
const general: readonly string[] = ['where are failed requests retried', 'how is the configuration read', 'what happens when the input is not valid'];

/** Words that stand where something is defined, in one language or another. */
const definitionWords = 'class function def func fn struct interface impl';

/** Questions that teach by names of this very workspace. Nothing is read before the first call. */
export class ExampleQuestions {
  readonly #ports: Pick<SearchPorts, 'textSearch' | 'snippets' | 'log'>;
  readonly #scope: (signal: AbortSignal) => Promise<SearchScope>;
  #made: Promise<readonly string[]> | undefined;

  constructor(ports: Pick<SearchPorts, 'textSearch' | 'snippets' | 'log'>, scope: (signal: AbortSignal) => Promise<SearchScope>) {
    this.#ports = ports;
    this.#scope = scope;
  }

  /** The same ones until `forget`. Where no name can be found: questions that could be asked anywhere. Never rejects. */
  questions(): Promise<readonly string[]> {
    this.#made ??= this.#make();
    return this.#made;
  }

  /** The folders have changed. */
  forget(): void {
    this.#made = undefined;
  }

  async #make(): Promise<readonly string[]> {
    try {
      const questions = questionsAbout(await this.#tellingFiles());
      return questions.length > 0 ? questions : general;
    } catch (error) {
      this.#ports.log.debug(`no examples: ${String(error)}`);
      return general;
    }
  }

  /** Code of its own that defines the most, cut into its definitions. */
  async #tellingFiles(): Promise<CutFile[]> {
    const { maxFileBytes, snippetLines } = defaultSearchOptions;
    const definitions = parseQuery(definitionWords);
    const best = (await this.#someFiles(definitions)).sort((a, b) => sum(b.counts) - sum(a.counts) || a.path.localeCompare(b.path)).slice(0, MAX_READ);
    const requests = best.map(({ folder, path, overlay }) => ({ folder, path, ...(overlay === undefined ? {} : { overlay }) }));
    return this.#ports.snippets.cut(requests, definitions, { maxLines: snippetLines, maxFileBytes }, new AbortController().signal);
  }

  async #someFiles(definitions: Query): Promise<Candidate[]> {
    const found: Candidate[] = [];
    const enough = new AbortController();
    try {
      await this.#ports.textSearch.search(definitions, await this.#scope(enough.signal), (candidate) => {
        if (isCodeOfItsOwn(candidate.path, definitions)) found.push(candidate);
        if (found.length >= MAX_FOUND) enough.abort();
      }, enough.signal);
    } catch (error) {
      if (!isAbort(error)) throw error;
    }
    return found;
  }
}

/** Neither tests nor documents, nor what others or a machine wrote. */
function isCodeOfItsOwn(path: string, definitions: Query): boolean {
  return languageOf(path).role === 'code' && roleFactor(path, false, definitions, defaultRankOptions).factor === 1;
}

function sum(counts: Float64Array): number {
  return counts.reduce((total, count) => total + count, 0);
}
