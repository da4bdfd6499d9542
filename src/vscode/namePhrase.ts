/** A function's name as a person would say it: `cutFile` is "cut a file", and "are files cut". Names that cannot be said so are passed over. */

export interface NamePhrase {
  /** After "we" or "it does": `cut a file`. */
  readonly active: string;
  /** After "where": `are files cut`. */
  readonly passive: string;
}

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}

/** First words of names that say what is done to something, and are seldom read as nouns. Those that say nothing (get, set, do) are left out. */
const verbs = setOf(
  'accept acquire add append apply attach authenticate authorize bind build calculate cancel check choose clear clone close collect combine compare compile compress compute convert copy create ' +
  'cut decode decrypt delete detect dispatch dispose draw emit encode encrypt enqueue escape evaluate execute expand export extract fetch filter find flush format forward generate handle hide import insert inspect ' +
  'install invoke launch load lock merge migrate move normalize notify open parse persist prepare print publish purge push read receive refresh register reject reload remember ' +
  'remove rename render replace reset resize resolve restart restore retry reuse rotate run save scan schedule select send serialize show skip sort split store submit subscribe tokenize transform ' +
  'translate traverse trim truncate undo unlock unregister unsubscribe update upload validate verify visit wrap write',
);

/** Verbs that make a sentence without saying what it is done to. */
const verbsAlone = setOf('connect disconnect launch listen reconnect recover reload render resize restart retry shrink shutdown start stop wait');

/** Participles that the rules of `participle` would misspell. */
const irregularParticiples: ReadonlyMap<string, string> = new Map([
  ['bind', 'bound'], ['build', 'built'], ['choose', 'chosen'], ['cut', 'cut'], ['draw', 'drawn'], ['find', 'found'], ['format', 'formatted'], ['hide', 'hidden'], ['read', 'read'], ['reset', 'reset'], ['run', 'run'],
  ['send', 'sent'], ['show', 'shown'], ['split', 'split'], ['submit', 'submitted'], ['undo', 'undone'], ['write', 'written'],
]);

/** Nouns that end names in code everywhere and have no ending that says noun. A word that is neither here nor ends so may be an adjective or an adverb: its name is passed over. */
const nouns = setOf(
  'account address alias app archive argument array asset attribute batch block body branch bucket buffer bundle button byte cache call candidate card cell channel char chart child chunk class click client clock color column command comment commit ' +
  'config context cookie cursor database date default device diff document domain edge element email endpoint entity enum env error event example expression extension extra feature field file flag folder form frame graph grid grammar group header heap ' +
  'host icon image index input instance interface invoice item job kernel key keyword label layer layout leaf level library limit line link list locale log loop macro mask match matrix menu method metric migration model module mutex name namespace ' +
  'network node note notice number object offset option order outline output page panel part pass password patch path pattern payload peer pixel plan plugin point policy pool port post prefix price process product profile program project promise prompt ' +
  'property protocol proxy queue range rank record redirect region reply repo report request resource response result role root route row rule sample schema scope score screen script segment sentence server service shape sheet signal slice slot snapshot snippet ' +
  'socket source span stack stage state status step stream string style subject suffix suite symbol tab table tag target task template tensor term test theme thread ticket token tool topic trace track tree trigger tuple type url user value variable ' +
  'vector version view weight widget window word workspace zone code content data information json markdown memory metadata middleware storage text time traffic',
);

/** Of them and of those with a telling ending: not counted, so without an article and a plural. */
const massNouns = setOf('authentication authorization code content data documentation information json markdown memory metadata middleware storage text time traffic validation');

/** Qualities are not counted, either. */
const quality = /(?:idity|bility|uality|ness)$/;

const nounEnding = /.{3}(?:er|or|ion|ment|ity|ness|ance|ence|age|ory|ary|ncy)$/;
/** With such an ending but no nouns: comparing words, or telling nothing. */
const noNouns = setOf('after either ever faster former further greater higher inner larger later latter longer lower neither never newer older other outer over prior rather shorter smaller temporary under upper whether binary primary secondary necessary arbitrary');
/** Not `status`, `class`, `alias`, `axis`. */
const plural = /.{2}[^aisu]s$/;

/** Words that join, point or ask; after them a name says no longer what its verb is done to. */
const joiningWords = setOf(
  'across after all also always and any are async before both but call can does each else every except exists for from get has have helper how into its just make maybe more most must not once only onto other per plus same self set should sync than ' +
  'that the them then this unless until use via was what when where which while who with without wrapper',
);
/** Abbreviations that hold a vowel; one without is known by that. */
const abbreviations = setOf('abs addr alloc arg args arr attr cond decl def del desc dict dir elem exec expr func gen idx impl info init iter obj opt param pos prev prop ref req res ret seq spec stmt temp tmp val var');

/** Things of which there is one. */
const definite = setOf('active best current default first initial last latest main next previous root');

/**
 * @param words of a name, in lower case (`splitIdentifier`)
 * @returns undefined for what is not a verb and one or two words that end in a noun: two verbs, a conjunction, an abbreviation, no noun
 */
export function phraseOf(words: readonly string[]): NamePhrase | undefined {
  const [verb = '', ...object] = words;
  const noun = object.at(-1);
  if (!verbs.has(verb) || noun === undefined || object.length > 2 || !isNoun(noun) || object.slice(0, -1).some(isNoModifier)) return undefined;
  const said = object.join(' ');
  const done = participle(verb);
  if (plural.test(noun)) return { active: `${verb} ${said}`, passive: `are ${said} ${done}` };
  if (massNouns.has(noun) || quality.test(noun)) return { active: `${verb} ${said}`, passive: `is ${said} ${done}` };
  if (definite.has(object[0] ?? '')) return { active: `${verb} the ${said}`, passive: `is the ${said} ${done}` };
  return { active: `${verb} ${articleOf(said)} ${said}`, passive: `are ${pluralOf(said)} ${done}` };
}

/** True for a verb that says enough alone: how does it wait. */
export function isVerbAlone(word: string): boolean {
  return verbsAlone.has(word);
}

function isNoun(word: string): boolean {
  if (isUnclear(word) || noNouns.has(word)) return false;
  return nouns.has(word) || (!verbs.has(word) && (nounEnding.test(word) || plural.test(word)));
}

/** A second verb, or a plural: `clear rows selection` is not how people speak. */
function isNoModifier(word: string): boolean {
  return isUnclear(word) || verbs.has(word) || plural.test(word);
}

function isUnclear(word: string): boolean {
  return joiningWords.has(word) || abbreviations.has(word.replace(/s$/, '')) || !/^[a-z]*[aeiouy][a-z]*$/.test(word);
}

/** By sound, as far as the spelling tells: an item, an hour, a user, a URL. */
function articleOf(said: string): 'a' | 'an' {
  return /^(?!one|once|eu)(?:[aeio]|u(?!ni|r[il]\b|s[aeu]|t[fi]|uid)|hour)/.test(said) ? 'an' : 'a';
}

function pluralOf(said: string): string {
  if (said.endsWith('child')) return `${said}ren`;
  if (said.endsWith('matrix')) return said.replace(/ix$/, 'ices');
  if (said.endsWith('leaf')) return said.replace(/f$/, 'ves');
  if (/[^aeiou]y$/.test(said)) return `${said.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/.test(said) ? `${said}es` : `${said}s`;
}

function participle(verb: string): string {
  const irregular = irregularParticiples.get(verb);
  if (irregular !== undefined) return irregular;
  if (verb.endsWith('e')) return `${verb}d`;
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ied`;
  return /^[^aeiou]+[aeiou][^aeiouwxy]$/.test(verb) ? `${verb}${verb.at(-1)}ed` : `${verb}ed`;
}
