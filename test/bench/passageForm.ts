import type { Passage, RankedResult } from '../../src/engine/types.ts';

/** What the reranker could be told of a snippet besides its code. */
export interface PassageForm {
  /** The path first, on a line of its own: it stands in every window. */
  readonly path: boolean;
  /** Then its name with the name around it, as `SessionStore.retry`, on a line of its own. */
  readonly names: boolean;
  /** The comment above the code stays. */
  readonly leadingComment: boolean;
}

/** As the product has it: passageOf() of engine/passage.ts. */
export const productForm: PassageForm = { path: true, names: false, leadingComment: true };

/** A snippet in another form than the product's. */
export function passageIn(form: PassageForm, snippet: Pick<RankedResult, 'path' | 'text' | 'symbol' | 'container'>): Passage {
  const code = form.leadingComment ? snippet.text : withoutLeadingComment(snippet.text);
  const names = form.names ? [snippet.container, snippet.symbol].filter((name) => name !== undefined).join('.') : '';
  return { path: form.path ? snippet.path : '', text: names === '' ? code : `${names}\n${code}` };
}

/** Lines of nothing but comment, in most languages; `#` begins directives of C and attributes of Rust too. */
const lineComment = /^\s*(?:\/\/|#(?!\s*(?:include|import|define|undef|if|ifdef|ifndef|else|elif|endif|pragma|region)\b|!?\[)|--|;|%)/;
const blockStart = /^\s*(?:\/\*|\{-|<!--)/;
const blockEnd = /\*\/|-\}|-->/;

/** The text from its first line on that is neither blank nor comment; all of it where there is none. */
function withoutLeadingComment(text: string): string {
  const lines = text.split('\n');
  let isInside = false;
  for (const [at, line] of lines.entries()) {
    const isBlock: boolean = isInside || blockStart.test(line);
    isInside = isBlock && !blockEnd.test(line);
    const code = isBlock ? line.slice(line.search(blockEnd)).replace(blockEnd, '') : line;
    if (!isInside && /\S/.test(code) && !lineComment.test(code)) return lines.slice(at).join('\n');
  }
  return text;
}
