/** What a symbol is to someone who looks for code like it. */
export type SymbolRole =
  /** A function, method, class or the like: what people mean by "this code". */
  | 'code'
  /** A variable, property or the like, which may hold code. */
  | 'value'
  /** A file, module or the like: too large. */
  | 'holder';

/** A symbol of a document. Lines are 1-based and inclusive. */
export interface CodeSymbol {
  readonly name: string;
  readonly role: SymbolRole;
  readonly startLine: number;
  readonly endLine: number;
}

/**
 * The symbol that a line belongs to: the innermost function or class around it, else the outermost value of several lines.
 * @param symbols of a document, in any order
 */
export function symbolAround(symbols: readonly CodeSymbol[], line: number): CodeSymbol | undefined {
  const around = symbols.filter(({ startLine, endLine }) => startLine <= line && line <= endLine).sort((a, b) => lengthOf(a) - lengthOf(b));
  return around.find(({ role }) => role === 'code') ?? around.findLast((symbol) => symbol.role === 'value' && lengthOf(symbol) > 1);
}

function lengthOf({ startLine, endLine }: CodeSymbol): number {
  return endLine - startLine + 1;
}
