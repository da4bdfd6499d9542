import { splitIdentifier } from '../engine/identifiers.ts';
import type { CutFile, Snippet, SnippetKind } from '../engine/types.ts';

/** A longer name makes no question that is read with pleasure. */
const MAX_NAME_LENGTH = 32;
/** A name of more words is a sentence already, and a clumsy one. */
const MAX_WORDS = 4;
/** Shorter words are abbreviations, which only their author reads. */
const MIN_WORD_LENGTH = 3;

/** First words of names that say what is done, and are not read as nouns: with them a name can be part of a sentence. */
const verbs = new Set(
  (
    'accept acquire append apply attach authenticate authorize begin bind broadcast build calculate cancel check choose clean clear clone close collect combine compare compile complete compress compute connect convert copy create ' +
    'cut decode decrypt delete detect disconnect dispatch dispose divide download draw emit encode encrypt enqueue escape evaluate execute expand export extract fetch filter find flush format forward generate import insert inspect ' +
    'install invoke join launch listen load lock merge migrate move normalize notify open parse pause persist pick play prepare print publish purge push read receive reconnect recover reduce refresh register reject reload remember ' +
    'remove rename render repeat replace reset resize resolve restart restore retry reuse rotate save scan select send serialize shrink shutdown skip sort split start stop store submit subscribe sync tokenize transform ' +
    'translate traverse trim truncate undo unlock unregister unsubscribe update upload validate verify visit wait walk warm wrap write'
  ).split(' '),
);

/** Nothing but letters, digits and underscores: a name that is shown is never more than a name. */
const plainName = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** Kinds of snippets whose name says what they do or are. */
const named: ReadonlySet<SnippetKind> = new Set(['function', 'class', 'type']);

/** A name of these files that a question can be made of. */
interface Subject {
  readonly name: string;
  readonly words: readonly string[];
  readonly container: string | undefined;
  readonly file: string;
}

/** One form of a question; undefined where the name does not suit it. In English in every language of the editor: the words of a question are looked for in code. */
type Form = (subject: Subject) => string | undefined;

const inPlainWords: Form = ({ words, container }) => (container === undefined && words.length > 1 && verbs.has(words[0] ?? '') ? `where do we ${words.join(' ')}` : undefined);

const ofAMethod: Form = ({ name, words, container }) =>
  container !== undefined && /^\p{Lu}\p{L}+$/u.test(container) && words.length === 1 && verbs.has(name) ? `how does ${container} ${name}` : undefined;

const ofUses: Form = ({ name, words, container }) => (container === undefined && words.length > 1 ? `where is ${name} used` : undefined);

const ofUsesOfAType: Form = (subject) => (/^\p{Lu}.*\p{Ll}/u.test(subject.name) ? ofUses(subject) : undefined);

/** One example each, in the order in which they stand; of several forms the first that suits a name. Few enough to fit below the button of an empty view. */
const places: readonly (readonly Form[])[] = [[inPlainWords], [ofAMethod], [ofUsesOfAType, ofUses], [inPlainWords]];

/**
 * Questions about real names of these files: different forms, and of different files as far as there are.
 * @param files those that represent the workspace best first
 * @returns at most one a place; empty where no name suits
 */
export function questionsAbout(files: readonly CutFile[]): readonly string[] {
  const subjects = files.flatMap((file) => file.snippets.flatMap((snippet) => subjectOf(snippet, file.path)));
  const usedNames = new Set<string>();
  const usedFiles = new Set<string>();
  return places.flatMap((forms) => {
    const suited = forms.flatMap((form) => subjects.flatMap((subject) => {
      const question = usedNames.has(subject.name) ? undefined : form(subject);
      return question === undefined ? [] : [{ subject, question }];
    }));
    const chosen = suited.find(({ subject }) => !usedFiles.has(subject.file)) ?? suited[0];
    if (!chosen) return [];
    usedNames.add(chosen.subject.name);
    usedFiles.add(chosen.subject.file);
    return [chosen.question];
  });
}

function subjectOf({ symbol, container, kind }: Snippet, file: string): Subject[] {
  if (symbol === undefined || !named.has(kind)) return [];
  const names = container === undefined ? [symbol] : [symbol, container];
  if (!names.every((name) => plainName.test(name) && name.length <= MAX_NAME_LENGTH)) return [];
  const words = splitIdentifier(symbol);
  return words.length > MAX_WORDS || words.some(({ length }) => length < MIN_WORD_LENGTH) ? [] : [{ name: symbol, words, container, file }];
}
