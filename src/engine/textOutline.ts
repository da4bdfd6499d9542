import { indentOf, isBlank, type Block } from './snippets.ts';
import type { SnippetKind } from './types.ts';

/**
 * Blocks of a file by the look of its text, for languages without a grammar: definitions by their keywords, their extent by indentation.
 */

const words = (list: string): string => list.split(' ').join('|');
const functionWords = words('fun func fn def defp defmacro defmacrop defdelegate function sub proc method macro init deinit subscript constructor defn defn- defmethod');
const classWords = words('class struct enum interface protocol trait object extension module defmodule defprotocol defimpl impl record union actor mixin instance namespace package service message contract resource data newtype type typealias');
const modifiers = '(?:(?:@\\w+(?:\\([^)]*\\))?|public|private|protected|internal|open|final|abstract|sealed|static|override|suspend|inline|noinline|crossinline|operator|infix|tailrec|external|expect|actual|data|enum|annotation|inner|value|companion|pub(?:\\([^)]*\\))?|export|local|async|unsafe|extern|const|mutating|nonmutating|lazy|implicit|case|fileprivate|class|convenience|required|comptime|virtual|pure|noncomputed|default)\\s+)*';

const functionLine = new RegExp(`^\\s*${modifiers}(?:${functionWords})\\b\\s*(?:<[^>]*>\\s*)?(?:[\\w.<>?, *]+\\.)?[\`"]?([\\w$.:?!'-]*)`);
const classLine = new RegExp(`^\\s*${modifiers}(?:${classWords})\\s+[\`"]?([\\w$.:'-]+)`);
/** Functions whose keyword is their name. */
const nameless = /\b(?:init|deinit|subscript|constructor)\b/;
/** `name = function (...)`, `const name = struct {`, `M.name = function` */
const assignedLine = /^\s*(?:pub\s+|local\s+|export\s+)?(?:const|var|let|val)?\s*([\w$.:]+)\s*(?::[^=]+)?=\s*(?:async\s+)?(?:function\b|struct\b|enum\b|union\b|packed struct\b|\([^)]*\)\s*(?:=>|->))/;
/** Haskell and its kin: a signature on a line of its own. */
const signatureLine = /^([a-z_][\w']*)(?:\s*,\s*[a-z_][\w']*)*\s*::/;

/** What each language's comments and attributes above a definition begin with. */
const lead = /^\s*(?:\/\/|\/\*|\*|#|--|;|%|@|\[|"""|-- \|)/;

interface Opening {
  readonly kind: SnippetKind;
  readonly name: string;
}

/** @returns top-level blocks in order with their children inside; empty where nothing looks like a definition */
export function textOutline(lines: readonly string[], language: string): Block[] {
  if (language === 'markdown' || language === 'restructuredtext' || language === 'asciidoc') return headingOutline(lines, language);
  return blocksBetween({ lines, isComment: commentLines(lines), hasMethods: methodLanguages.has(language) }, 1, lines.length, -1);
}

interface Source {
  readonly lines: readonly string[];
  /** By line index: inside a comment or documentation string of several lines. */
  readonly isComment: readonly boolean[];
  readonly hasMethods: boolean;
}

/** Lines inside slash-star comments and triple-quoted strings, whose examples are not definitions. */
function commentLines(lines: readonly string[]): boolean[] {
  let until: string | undefined;
  return lines.map((text) => {
    if (until !== undefined) {
      if (text.includes(until)) until = undefined;
      return true;
    }
    const opened = /^\s*(\/\*)|^\s*(?:@\w+\s+)?(?:~[sS])?(""")/.exec(text);
    if (!opened) return false;
    const closer = opened[1] ? '*/' : '"""';
    if (!text.slice(opened.index + opened[0].length).includes(closer)) until = closer;
    return true;
  });
}

function blocksBetween(source: Source, from: number, to: number, above: number): Block[] {
  const { lines, isComment } = source;
  const blocks: Block[] = [];
  let free = from;
  for (let line = from; line <= to; line++) {
    const text = lines[line - 1] ?? '';
    const opening = isBlank(text) || isComment[line - 1] || indentOf(text) <= above ? undefined : openingOf(text, source.hasMethods);
    if (!opening) continue;
    const endLine = Math.min(extent(lines, line, to, text), to);
    const startLine = withLead(source, line, free);
    const children = opening.kind === 'function' ? [] : blocksBetween(source, line + 1, endLine, indentOf(text));
    blocks.push({ startLine, endLine, kind: opening.kind, nameLine: line, children, ...(opening.name === '' ? {} : { name: opening.name }) });
    free = endLine + 1;
    line = endLine;
  }
  return blocks;
}

function openingOf(text: string, hasMethods: boolean): Opening | undefined {
  if (text.length > 400 || /^\s*(?:\/\/|\*|#|--|;)/.test(text)) return undefined;
  const asFunction = functionLine.exec(text) ?? assignedLine.exec(text) ?? signatureLine.exec(text);
  if (asFunction) return { kind: 'function', name: lastName(asFunction[1] ?? '') || (nameless.exec(text)?.[0] ?? '') };
  const method = hasMethods ? methodName(text) : undefined;
  if (method !== undefined) return { kind: 'function', name: method };
  const asClass = classLine.exec(text);
  return asClass && !/^\s*(?:package|import|type)\s[^={]*$/.test(text) ? { kind: 'class', name: lastName(asClass[1] ?? '') } : undefined;
}

/** Languages whose methods are told by no keyword, only by a name, parameters and a brace. */
const methodLanguages = new Set(['typescript', 'typescriptreact', 'javascript', 'javascriptreact', 'java', 'csharp', 'c', 'cpp']);
const notMethods = new Set(['if', 'for', 'while', 'switch', 'catch', 'with', 'return', 'function', 'foreach', 'using', 'lock', 'else', 'do', 'synchronized', 'sizeof']);
const methodModifiers = /^\s*(?:(?:public|private|protected|internal|static|async|override|abstract|virtual|readonly|final|get|set)\s+)+/;

/** `async load(path: string): Promise<void> {`, or its first line where the parameters stand on lines of their own. */
function methodName(text: string): string | undefined {
  const line = text.trimEnd();
  const opensBody = line.endsWith('{') && !line.endsWith('=> {') && line.includes(')');
  const opensParameters = line.endsWith('(') && methodModifiers.test(line);
  if (!opensBody && !opensParameters) return undefined;
  const head = line.slice(0, line.indexOf('('));
  const name = /([\w$~]+)\s*(?:<[^()]*>)?\s*$/.exec(head);
  if (!name?.[1] || notMethods.has(name[1]) || /[=.(!]|\b(?:return|await|new|throw|else)\b/.test(head.slice(0, name.index))) return undefined;
  return name[1];
}

function lastName(name: string): string {
  return name.replace(/[.:]+$/, '').split(/[.:]/).at(-1) ?? name;
}

/** Last line of what opens at `line`: all that is indented deeper, with closing brackets, `end`, and `else` or `catch` at its own depth. */
function extent(lines: readonly string[], line: number, to: number, text: string): number {
  const depth = indentOf(text);
  const isSignature = signatureLine.test(text);
  const name = isSignature ? (signatureLine.exec(text)?.[1] ?? '') : '';
  let end = line;
  for (let next = line + 1; next <= to; next++) {
    const following = lines[next - 1] ?? '';
    if (isBlank(following)) continue;
    if (indentOf(following) > depth) end = next;
    else if (indentOf(following) === depth && isSignature && following.trimStart().startsWith(name)) end = next;
    else if (indentOf(following) === depth && isContinued(following)) {
      end = next;
      if (isClosed(following)) break;
    } else break;
  }
  return end;
}

function isContinued(text: string): boolean {
  return /^\s*(?:[)\]}>]|end\b|else\b|elsif\b|elif\b|catch\b|rescue\b|ensure\b|finally\b|where\b|do\b|begin\b|\{)/.test(text);
}

/** `}` and `end` alone end a block; `) {` and `} else {` go on. */
function isClosed(text: string): boolean {
  return /^\s*(?:[\]})]+[;,)]*|end\b[;,)]*)\s*(?:\/\/.*|--.*|#.*)?$/.test(text);
}

function withLead(source: Source, line: number, free: number): number {
  let start = line;
  while (start - 1 >= free && (source.isComment[start - 2] || lead.test(source.lines[start - 2] ?? ''))) start--;
  return start;
}

function headingOutline(lines: readonly string[], language: string): Block[] {
  const heads: { line: number; name: string }[] = [];
  let isFenced = false;
  for (let line = 1; line <= lines.length; line++) {
    const text = lines[line - 1] ?? '';
    if (/^\s*(?:```|~~~)/.test(text)) isFenced = !isFenced;
    if (isFenced || isBlank(text)) continue;
    const hash = (language === 'asciidoc' ? /^=+\s+(.+)/ : /^#{1,6}\s+(.+)/).exec(text);
    const isUnderlined = /^(?:={3,}|-{3,}|~{3,}|\^{3,}|"{3,})\s*$/.test(lines[line] ?? '') && text.length > 2 && !/^[\s|#-]/.test(text);
    if (hash ?? isUnderlined) heads.push({ line, name: (hash?.[1] ?? text).replace(/[#`*]+/g, '').trim() });
  }
  return heads.map(({ line, name }, index) => ({ startLine: line, endLine: (heads[index + 1]?.line ?? lines.length + 1) - 1, kind: 'section', name, nameLine: line, children: [] }));
}
