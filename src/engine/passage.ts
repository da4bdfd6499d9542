import type { Passage, RankedResult } from './types.ts';

/** What the reranker is told of a snippet besides its code. */
export interface PassageOptions {
  /** The path first, on a line of its own: it stands in every window. */
  readonly path: boolean;
  /** Then its name with the name around it, as `SessionStore.retry`, on a line of its own. */
  readonly names: boolean;
  /** The comment above the code stays. */
  readonly leadingComment: boolean;
}

/** Path, newline, code: what the shipped model was trained on. docs/ranking.md compares others. */
export const defaultPassageOptions: PassageOptions = { path: true, names: false, leadingComment: true };

/** What the reranker reads of a snippet. */
export function passageOf(snippet: Pick<RankedResult, 'path' | 'text' | 'symbol' | 'container'>, options: PassageOptions): Passage {
  const code = options.leadingComment ? snippet.text : withoutLeadingComment(snippet.text);
  const names = options.names ? [snippet.container, snippet.symbol].filter((name) => name !== undefined).join('.') : '';
  return { path: options.path ? snippet.path : '', text: names === '' ? code : `${names}\n${code}` };
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
