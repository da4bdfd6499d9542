import type { Query, Snippet } from './types.ts';
import { parseQuery } from './terms.ts';

/** What is written about a piece of code, and the lines of its file that it fills (1-based, inclusive). */
export interface Documentation {
  readonly startLine: number;
  readonly endLine: number;
  /** Without the signs of a comment; lines as they were. */
  readonly text: string;
}

/** How a language writes comments. */
interface CommentStyle {
  /** What a line that is nothing but comment begins with. */
  readonly line: RegExp | undefined;
  /** Begin and end of a comment of several lines. */
  readonly block: readonly [open: RegExp, close: string] | undefined;
}

const slash: CommentStyle = { line: /^\s*\/\/[/!]*/, block: [/^\s*\/\*[*!]*/, '*/'] };
const hash: CommentStyle = { line: /^\s*#+(?![![])/, block: [/^\s*(?:@(?:module|type)?doc\s+)?(?:~[sS])?"""/, '"""'] };
const styles: Readonly<Record<string, CommentStyle>> = {
  ...Object.fromEntries('python ruby shellscript elixir perl r julia nim coffeescript makefile'.split(' ').map((id) => [id, hash])),
  powershell: { line: /^\s*#+/, block: [/^\s*<#/, '#>'] },
  haskell: { line: /^\s*--+(?:\s*[|^])?/, block: [/^\s*\{-\s*\|?/, '-}'] },
  elm: { line: /^\s*--+/, block: [/^\s*\{-\s*\|?/, '-}'] },
  lua: { line: /^\s*--+(?!\[)/, block: [/^\s*--\[=*\[/, ']]'] },
  sql: { line: /^\s*--+/, block: [/^\s*\/\*+/, '*/'] },
  clojure: { line: /^\s*;+/, block: undefined },
  erlang: { line: /^\s*%+/, block: undefined },
  ocaml: { line: undefined, block: [/^\s*\(\*+/, '*)'] },
  fsharp: { line: /^\s*\/\/+/, block: [/^\s*\(\*+/, '*)'] },
  vb: { line: /^\s*'+/, block: undefined },
};

/** A decorator, attribute or annotation that may stand between a comment and what it is about. */
const attribute = /^\s*(?:@\w|#!?\[|\[[^\]]*\]\s*$|template\s*<)/;
/** Lines of a signature before its documentation string. */
const MAX_SIGNATURE = 15;
const docString = /^\s*[rRuUbB]{0,2}("""|''')/;

const marks = ['//', '/*', '#', '--', '"""', "'''", ';', '%', '(*', "'"];

/** Finds the snippets that may hold a comment, whatever they are about. */
export function commentQuery(): Query {
  return { ...parseQuery(''), terms: marks.map((text, index) => ({ index, text, stem: text, origin: 'phrase', weight: 1, group: index })) };
}

/**
 * The comment directly above a definition, or the documentation string below its signature.
 * @param language id, see languages.ts
 * @returns undefined where there is none
 */
export function documentationOf({ text, startLine, titleLine }: Pick<Snippet, 'text' | 'startLine' | 'titleLine'>, language: string): Documentation | undefined {
  const lines = text.split('\n');
  const found = above(lines, styles[language] ?? slash) ?? (language === 'python' ? below(lines, titleLine - startLine) : undefined);
  return found && { startLine: startLine + found.from, endLine: startLine + found.to, text: found.text };
}

/** Places in the lines of a snippet, both included. */
interface Found {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

function above(lines: readonly string[], style: CommentStyle): Found | undefined {
  let last: Found | undefined;
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    const comment = blockAt(lines, at, style) ?? lineCommentsAt(lines, at, style);
    // A blank line parts a comment from what follows: it is about the file, or about nothing any more.
    if (line.trim() === '') last = undefined;
    else if (comment) last = comment;
    else if (!attribute.test(line)) return last;
    at = comment ? comment.to + 1 : at + 1;
  }
  return undefined; // Nothing but comment.
}

function blockAt(lines: readonly string[], from: number, { block }: CommentStyle): Found | undefined {
  const opened = block?.[0].exec(lines[from] ?? '');
  if (!block || !opened) return undefined;
  const [, close] = block;
  const first = (lines[from] ?? '').slice(opened[0].length);
  for (let to = from; to < lines.length; to++) {
    const line = to === from ? first : (lines[to] ?? '');
    const end = line.indexOf(close);
    if (end < 0) continue;
    if (line.slice(end + close.length).trim() !== '') return undefined; // Code on the same line.
    const inner = [first, ...lines.slice(from + 1, to + 1)].slice(0, to - from + 1);
    inner[to - from] = line.slice(0, end);
    return { from, to, text: inner.map((text) => text.replace(/^\s*\*+(?!\*)/, '')).join('\n') };
  }
  return undefined;
}

function lineCommentsAt(lines: readonly string[], from: number, { line }: CommentStyle): Found | undefined {
  if (!line) return undefined;
  let to = from;
  while (to < lines.length && line.test(lines[to] ?? '')) to++;
  return to === from ? undefined : { from, to: to - 1, text: lines.slice(from, to).map((text) => text.replace(line, '')).join('\n') };
}

function below(lines: readonly string[], title: number): Found | undefined {
  const signature = lines.slice(title, title + MAX_SIGNATURE).findIndex((line) => /:\s*(?:#.*)?$/.test(line));
  if (signature < 0) return undefined;
  const from = title + signature + 1;
  const opened = docString.exec(lines[from] ?? '');
  const quotes = opened?.[1];
  return quotes === undefined ? undefined : blockAt(lines, from, { line: undefined, block: [docString, quotes] });
}
