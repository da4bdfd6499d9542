/**
 * Light stemming: forms of one word meet (retry, retries, retrying; validate, validation, validator), and a stem without its last
 * letter is a prefix of all its forms, so that one ripgrep pattern finds them all. After Porter's steps (M. F. Porter, An algorithm
 * for suffix stripping, 1980), shortened to the endings that code uses.
 */

/** Fewest letters of a word that is stemmed, and of a stem. */
const MIN_STEM = 3;

/** Words of code whose forms the endings below would part or merge wrongly. */
const irregular: ReadonlyMap<string, string> = new Map(
  Object.entries({
    config: 'configuration configurations configure configures configured configuring configurable configs',
    regist: 'registry registries registration registrations',
    index: 'indices indexes',
    resolv: 'resolution resolutions',
    setting: 'setting settings',
    folder: 'folder folders',
    remov: 'removal removals',
    string: 'strings string',
    matri: 'matrix matrices',
    execut: 'executive',
    authoriz: 'authorize authorization authorized authorizing authorizer authorise authorised authorisation',
    organiz: 'organize organized organizing organization organizer organise organised organisation',
  }).flatMap(([root, forms]) => forms.split(' ').map((form) => [form, root] as const)),
);

/** Derivational endings, longest first, with the fewest letters that must stay. */
const endings: readonly (readonly [ending: string, left: number])[] = [
  ['ification', 4], ['ization', 4], ['isation', 3], ['ation', 4], ['ator', 4], ['ate', 4], ['izer', 4], ['iser', 4], ['ize', 4], ['ise', 4],
  ['ment', 4], ['ness', 4], ['able', 4], ['ible', 4], ['ity', 4], ['ive', 4], ['ion', 4], ['er', 4], ['or', 4], ['ly', 4],
];

const vowel = /[aeiouy]/;

/** @param word one part in lower case. Words of three letters or fewer, and words not of a to z, stay as they are. */
export function stem(word: string): string {
  if (word.length <= MIN_STEM || !/^[a-z]+$/.test(word)) return word;
  const inflected = inflection(word);
  return irregular.get(word) ?? irregular.get(inflected) ?? irregular.get(`${inflected}e`) ?? close(derivation(inflected));
}

/** Plural, past and progressive. */
function inflection(word: string): string {
  if (/[^aeiou]ie[sd]$/.test(word)) return word.length > 4 ? `${word.slice(0, -3)}y` : word.slice(0, -1);
  if (/(?:ss|us|is|as)$/.test(word)) return word;
  if (/(?:s|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  if (word.endsWith('s')) return inflection(word.slice(0, -1));
  for (const ending of ['ing', 'ed']) {
    if (!word.endsWith(ending) || word.endsWith('eed')) continue;
    const rest = word.slice(0, -ending.length);
    // `iterat(ing)`: the ending took the `e` of `iterate`.
    if (/.{3}[^aeiou]at$/.test(rest)) return `${rest}e`;
    if (rest.length >= MIN_STEM && vowel.test(rest)) return single(rest);
  }
  return word;
}

function derivation(word: string): string {
  if (word.endsWith('erer')) return derivation(word.slice(0, -2));
  if (/.{4}ively$/.test(word)) return derivation(word.slice(0, -2));
  for (const [ending, left] of endings) {
    const rest = word.slice(0, -ending.length);
    if (word.endsWith(ending) && rest.length >= left && vowel.test(rest)) return single(rest);
    // `validat(ed)`, `serializ(ing)`: the inflection took the ending's last letter.
    if (ending.endsWith('e') && word.endsWith(ending.slice(0, -1)) && word.length - ending.length + 1 >= left + 1 && ending.length === 3) {
      const shorter = word.slice(0, 1 - ending.length);
      if (vowel.test(shorter)) return single(shorter);
    }
  }
  return word;
}

/** One consonant of a doubled pair (`stopp`). */
function single(rest: string): string {
  return /([bdfgklmnprt])\1$/.test(rest) && rest.length > MIN_STEM ? rest.slice(0, -1) : rest;
}

/** No last `e` (`cache`, `cach(ing)`), `i` for a last `y`, and one of a doubled consonant (`call`, `cal(ling)`). */
function close(word: string): string {
  if (word.length > MIN_STEM && word.endsWith('e')) return single(word.slice(0, -1));
  return word.length > MIN_STEM && word.endsWith('y') ? `${word.slice(0, -1)}i` : single(word);
}

/** The letters that every form of the word begins with: what ripgrep looks for. */
export function commonPrefix(word: string): string {
  const reduced = stem(word);
  const forms = [word, ...[...irregular].filter(([, stemOf]) => stemOf === reduced).map(([form]) => form)];
  // The last letter changes between `retry` and `retries`, `try` and `tries`.
  const isChanging = /[iy]$/.test(reduced) && (reduced !== word || /[^aeiou]y$/.test(word));
  return forms.reduce((prefix, form) => prefix.slice(0, sharedLength(prefix, form)), isChanging ? reduced.slice(0, -1) : reduced);
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
