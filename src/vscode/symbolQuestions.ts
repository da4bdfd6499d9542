import { splitIdentifier } from '../engine/identifiers.ts';
import type { CutFile, Snippet } from '../engine/types.ts';
import type { Translate } from './translate.ts';

/** A longer name makes no question that is read with pleasure. */
const MAX_NAME_LENGTH = 32;
/** A name of more words is a sentence already, and a clumsy one. */
const MAX_WORDS = 4;
/** Shorter words are abbreviations, which only their author reads. */
const MIN_WORD_LENGTH = 3;

/** First words of names that say what is done: with them a name can be read as part of a sentence. */
const verbs = new Set(
  (
    'accept acquire append apply attach authenticate authorize begin bind broadcast build cache calculate cancel check choose clean clear clone close collect combine compare compile complete compress compute connect convert copy count create ' +
    'cut decode decrypt delete detect disconnect dispatch dispose divide download draw emit encode encrypt enqueue escape evaluate execute expand export extract fetch filter find flush format forward generate group hash highlight import ' +
    'index insert inspect install invoke join launch listen load lock log lookup map mark match measure merge migrate move normalize notify open order parse pause persist pick play poll prepare print publish purge push query rank read ' +
    'receive reconnect record recover reduce refresh register reject reload remember remove rename render repeat replace reply report request reset resize resolve restart restore retry reuse reverse rotate round route save scan schedule ' +
    'score search select send serialize shrink shutdown sign skip sort split start stop store stream submit subscribe sync tokenize trace track transform translate traverse trim truncate undo unlock unregister unsubscribe update upload validate verify visit wait walk warm wrap write'
  ).split(' '),
);

/** Nothing but letters, digits and underscores: a name that is shown is never more than a name. */
const plainName = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** A name of these files that a question can be made of. */
interface Subject {
  readonly name: string;
  readonly words: readonly string[];
  readonly container: string | undefined;
  readonly file: string;
}

/** One form of a question; undefined where the name does not suit it. */
type Form = (subject: Subject, t: Translate) => string | undefined;

const inPlainWords: Form = ({ words, container }, t) =>
  container === undefined && words.length > 1 && verbs.has(words[0] ?? '') ? t('where do we {0}', words.join(' ')) : undefined;

const ofAMethod: Form = ({ name, words, container }, t) =>
  container !== undefined && /^\p{Lu}\p{L}+$/u.test(container) && words.length === 1 && verbs.has(name) ? t('how does {0} {1}', container, name) : undefined;

const ofUses: Form = ({ name, words, container }, t) => (container === undefined && words.length > 1 ? t('where is {0} used', name) : undefined);

/** In the order in which the examples stand: few enough to fit below the button of an empty view. */
const forms: readonly Form[] = [inPlainWords, ofAMethod, ofUses, inPlainWords];

/**
 * Questions about real names of these files: different forms, and of different files as far as there are.
 * @param files those that represent the workspace best first
 * @returns at most one a form; empty where no name suits
 */
export function questionsAbout(files: readonly CutFile[], t: Translate): readonly string[] {
  const subjects = files.flatMap((file) => file.snippets.flatMap((snippet) => subjectOf(snippet, file.path)));
  const usedNames = new Set<string>();
  const usedFiles = new Set<string>();
  return forms.flatMap((form) => {
    const suited = subjects.filter((subject) => !usedNames.has(subject.name) && form(subject, t) !== undefined);
    const subject = suited.find(({ file }) => !usedFiles.has(file)) ?? suited[0];
    const question = subject && form(subject, t);
    if (!subject || question === undefined) return [];
    usedNames.add(subject.name);
    usedFiles.add(subject.file);
    return [question];
  });
}

function subjectOf({ symbol, container, kind }: Snippet, file: string): Subject[] {
  if (symbol === undefined || (kind !== 'function' && kind !== 'class')) return [];
  const names = container === undefined ? [symbol] : [symbol, container];
  if (!names.every((name) => plainName.test(name) && name.length <= MAX_NAME_LENGTH)) return [];
  const words = splitIdentifier(symbol);
  return words.length > MAX_WORDS || words.some(({ length }) => length < MIN_WORD_LENGTH) ? [] : [{ name: symbol, words, container, file }];
}
