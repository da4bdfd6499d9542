/** Identifiers and their parts: `HTTPServer2_port` -> http, server, 2, port. */

const boundaries = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})|(?<=\p{Lo})(?=[\p{Lu}\p{Ll}])|(?<=[\p{Lu}\p{Ll}])(?=\p{Lo})|[^\p{L}\p{N}\p{M}]+/u;

/**
 * Parts of an identifier in lower case, in order: cut at underscores, dashes and other signs, at a change from small to capital letters,
 * before the last capital of an acronym, between letters and digits, and between scripts with capitals and those without (`调用fetch`).
 */
export function splitIdentifier(identifier: string): string[] {
  return splitAscii(identifier) ?? splitUnicode(identifier);
}

/** The same for ASCII alone, many times as fast: nearly every identifier is. @returns undefined for others */
function splitAscii(identifier: string): string[] | undefined {
  const parts: string[] = [];
  let start = 0;
  let before: number = Kind.other;
  for (let at = 0; at < identifier.length; at++) {
    const code = identifier.charCodeAt(at);
    if (code > 127) return undefined;
    const kind = kindOf(code);
    const isLastCapital = before === Kind.capital && kind === Kind.small && at - start > 1;
    if (kind !== before && !(before === Kind.capital && kind === Kind.small)) {
      if (before !== Kind.other) parts.push(identifier.slice(start, at).toLowerCase());
      start = at;
    } else if (isLastCapital) {
      parts.push(identifier.slice(start, at - 1).toLowerCase());
      start = at - 1;
    }
    before = kind;
  }
  if (before !== Kind.other) parts.push(identifier.slice(start).toLowerCase());
  return parts;
}

const Kind = { other: 0, small: 1, capital: 2, digit: 3 } as const;

function kindOf(code: number): number {
  if (code >= 97 && code <= 122) return Kind.small;
  if (code >= 65 && code <= 90) return Kind.capital;
  return code >= 48 && code <= 57 ? Kind.digit : Kind.other;
}

function splitUnicode(identifier: string): string[] {
  return identifier.split(boundaries).filter((part) => part !== undefined && part !== '').map((part) => part.toLowerCase());
}

/** True where the spelling itself says identifier: a capital inside, an underscore, or a digit beside letters. */
export function looksLikeIdentifier(word: string): boolean {
  return /\p{Ll}\p{Lu}|\p{Lu}\p{Lu}\p{Ll}|[\p{L}\p{N}]_+[\p{L}\p{N}]|^_+\p{L}|\p{L}\p{N}/u.test(word);
}

/** True for a character code that continues a word; everything beyond ASCII does, and is sorted out by `splitIdentifier`. */
export function isWordCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code > 127;
}
