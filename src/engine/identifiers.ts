/** Identifiers and their parts: `HTTPServer2_port` -> http, server, 2, port. */

const boundaries = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})|(?<=\p{Lo})(?=[\p{Lu}\p{Ll}])|(?<=[\p{Lu}\p{Ll}])(?=\p{Lo})|[^\p{L}\p{N}\p{M}]+/u;

/**
 * Parts of an identifier in lower case, in order: cut at underscores, dashes and other signs, at a change from small to capital letters,
 * before the last capital of an acronym, between letters and digits, and between scripts with capitals and those without (`调用fetch`).
 */
export function splitIdentifier(identifier: string): string[] {
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
