import { splitIdentifier } from '../engine/identifiers.ts';
import { stem } from '../engine/stem.ts';
import type { CutFile, Snippet, SnippetKind } from '../engine/types.ts';
import { isVerbAlone, type NamePhrase, phraseOf } from './namePhrase.ts';

/** A longer question is cut off in a side bar of usual width. */
const MAX_QUESTION_LENGTH = 44;
/** A longer name makes no question that is read with pleasure. */
const MAX_NAME_LENGTH = 32;
/** A name of more words is a sentence already, and a clumsy one. */
const MAX_WORDS = 4;
/** Shorter words are abbreviations, which only their author reads. */
const MIN_WORD_LENGTH = 3;

/** Nothing but letters, digits and underscores: a name that is shown is never more than a name. */
const plainName = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** Kinds of snippets whose name says what they do or are. */
const named: ReadonlySet<SnippetKind> = new Set(['function', 'class', 'type']);

/** A name of these files that a question can be made of. */
interface Subject {
  readonly name: string;
  readonly container: string | undefined;
  /** Parts of the name. */
  readonly words: readonly string[];
  /** What a function does; undefined where its name does not say so in words. */
  readonly phrase: NamePhrase | undefined;
  readonly isFunction: boolean;
  readonly file: string;
}

/** One form of a question; undefined where the name does not suit it. In English in every language of the editor: the words of a question are looked for in code. */
type Form = (subject: Subject) => string | undefined;

const ofAFunction: Form = (subject) => (subject.container === undefined ? ofWhatIsDone(subject) : undefined);

const ofWhatIsDone: Form = ({ phrase }) => (phrase ? `where do we ${phrase.active}` : undefined);

const ofWhereItIsDone: Form = ({ phrase }) => (phrase ? `where ${phrase.passive}` : undefined);

const ofAMethod: Form = ({ container, phrase, words }) => (isClassName(container) && phrase && !saysTwice(container, words) ? `how does ${container} ${phrase.active}` : undefined);

const ofAMethodOfOneWord: Form = ({ name, container }) => (isClassName(container) && isVerbAlone(name.toLowerCase()) ? `how does ${container} ${name.toLowerCase()}` : undefined);

const ofUses: Form = ({ name, container, words, isFunction }) => (container === undefined && words.length > 1 ? `where is ${name} ${isFunction && !/^\p{Lu}/u.test(name) ? 'called' : 'used'}` : undefined);

const ofUsesOfAType: Form = (subject) => (!subject.isFunction && /^\p{Lu}.*\p{Ll}/u.test(subject.name) ? ofUses(subject) : undefined);

/** One example each, in the order in which they stand; of several forms the first that suits a name. Few enough to fit below the button of an empty view. */
const places: readonly (readonly Form[])[] = [[ofAFunction, ofWhatIsDone], [ofAMethod, ofAMethodOfOneWord], [ofUsesOfAType, ofUses], [ofWhereItIsDone]];

/**
 * Questions about real names of these files: different forms, no word of a name twice, and of different files as far as there are.
 * @param files those that represent the workspace best first
 * @returns at most one a place; empty where no name suits
 */
export function questionsAbout(files: readonly CutFile[]): readonly string[] {
  const subjects = files.flatMap((file) => file.snippets.flatMap((snippet) => subjectOf(snippet, file)));
  const usedWords = new Set<string>();
  const usedFiles = new Set<string>();
  return places.flatMap((forms) => {
    const left = subjects.filter((subject) => !wordsOf(subject).some((word) => usedWords.has(word)));
    const suited = forms.flatMap((form) => left.flatMap((subject) => {
      const question = form(subject);
      return question === undefined || question.length > MAX_QUESTION_LENGTH ? [] : [{ subject, question }];
    }));
    const chosen = suited.find(({ subject }) => !usedFiles.has(subject.file)) ?? suited[0];
    if (!chosen) return [];
    for (const word of wordsOf(chosen.subject)) usedWords.add(word);
    usedFiles.add(chosen.subject.file);
    return [chosen.question];
  });
}

function subjectOf({ symbol, container, kind }: Snippet, { path, language }: CutFile): Subject[] {
  if (symbol === undefined || !named.has(kind)) return [];
  const names = container === undefined ? [symbol] : [symbol, container];
  if (!names.every((name) => plainName.test(name) && name.length <= MAX_NAME_LENGTH)) return [];
  const words = splitIdentifier(symbol);
  if (words.length > MAX_WORDS || words.some(({ length }) => length < MIN_WORD_LENGTH)) return [];
  const isFunction = kind === 'function' && !isComponent(symbol, language);
  return [{ name: symbol, container, words, phrase: isFunction ? phraseOf(words) : undefined, isFunction, file: path }];
}

/** What a reader would see twice: forms of a word count as one. */
function wordsOf({ words, container = '' }: Subject): readonly string[] {
  return [...words, ...splitIdentifier(container)].map(stem);
}

/** `Visitor.visitNode` */
function saysTwice(container: string, words: readonly string[]): boolean {
  const own = new Set(splitIdentifier(container).map(stem));
  return words.some((word) => own.has(stem(word)));
}

function isClassName(container: string | undefined): container is string {
  return container !== undefined && /^\p{Lu}\p{L}+$/u.test(container);
}

/** A function that is a thing: `SortIcon`. In other languages functions may begin with a capital letter. */
function isComponent(symbol: string, language: string): boolean {
  return /^\p{Lu}/u.test(symbol) && /^(?:java|type)script|^(?:vue|svelte)$/.test(language);
}
