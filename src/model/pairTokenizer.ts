import { pairsOf, roomFor } from './pairs.ts';
import type { Pair, PairTemplate, PassageTokens } from './pairs.ts';
import type { PairLimits } from './protocol.ts';

/** Characters that are encoded for each token that is read: four times what code takes on average. More are taken where they do not do. */
const CHARACTERS_PER_TOKEN = 16;

/** Tokens before a cut that may be others than in the whole text: those of one word, which WordPiece takes to have up to 100 characters. */
const UNSURE_TOKENS = 100;

/** Text to ids, without special tokens. */
export type Encode = (text: string) => number[];

/** Makes pairs of texts. Of a passage it looks at no more than a model can read: a file of one line may be a megabyte. */
export class PairTokenizer {
  readonly #encode: Encode;
  readonly #template: PairTemplate;

  constructor(encode: Encode, template: PairTemplate) {
    this.#encode = encode;
    this.#template = template;
  }

  get template(): PairTemplate {
    return this.#template;
  }

  /** @returns a function that makes the pairs of a passage: the query is encoded once */
  forQuery(query: string, limits: PairLimits): (passage: string) => Pair[] {
    const asked = this.#read(query, limits.maxQuery);
    const room = roomFor(this.#template, asked, limits);
    return (passage) => pairsOf(this.#template, asked, this.#tokens(passage, room, limits), limits);
  }

  /** The first line is told apart only where its tokens begin the passage's own, and only where windows need it. */
  #tokens(passage: string, room: number, limits: PairLimits): PassageTokens {
    const most = limits.maxLength * limits.maxWindows + 1;
    const body = this.#read(passage, most);
    const lineEnd = passage.indexOf('\n');
    if (limits.maxWindows <= 1 || body.length <= room || lineEnd < 0) return { header: [], body };
    const header = this.#read(passage.slice(0, lineEnd), most);
    const isPrefix = header.every((id, place) => body[place] === id);
    return isPrefix ? { header, body: body.slice(header.length) } : { header: [], body };
  }

  /** The ids of a text: at least the first `most`, where there are so many. */
  #read(text: string, most: number): number[] {
    for (let end = most * CHARACTERS_PER_TOKEN; end < text.length; end *= 2) {
      const ids = this.#encode(text.slice(0, end)).slice(0, -UNSURE_TOKENS);
      if (ids.length >= most) return ids;
    }
    return this.#encode(text);
  }
}
