import type { DocumentedCode } from './documentedCode.ts';

/** Rounds of expectation and maximisation; the likelihood hardly grows after these. */
const ROUNDS = 6;
/** Weight of the empty part that words come from which nothing in the code explains, in parts. */
const EMPTY_PARTS = 5;
/** Words and parts seen in fewer examples or sources are left out. */
const LEAST_EXAMPLES = 25;
const LEAST_SOURCES = 10;

/** One thing that is said, with how often. */
export interface Counted {
  readonly stem: string;
  readonly examples: number;
}

/** What is known of a word and a part that were seen together. */
export interface Translation {
  readonly word: Counted;
  readonly part: Counted;
  /** Chance that documentation says the word because the code says the part. */
  readonly probability: number;
  /** Share (0..1) of the word's occurrences that the part explains. */
  readonly share: number;
  /** How much more often the two are seen together than by chance. */
  readonly lift: number;
  /** Packages and languages where they are seen together. */
  readonly sources: number;
  readonly languages: number;
}

/**
 * IBM Model 1 with an empty part (Brown et al., The mathematics of statistical machine translation, 1993), from parts of code to words of
 * documentation, as in retrieval by translation (Berger and Lafferty, Information retrieval as statistical translation, 1999).
 * @param examples ordered by source
 * @returns pairs that were seen together, by word and part in the alphabet's order
 */
export function translationsIn(examples: readonly DocumentedCode[]): Translation[] {
  const words = countsOf(examples, (example) => example.words);
  const parts = countsOf(examples, (example) => example.parts);
  const wordNumbers = numbering(words);
  const partNumbers = numbering(parts);
  const numbered = examples.map((example) => ({ ...example, words: numbersOf(example.words, wordNumbers), parts: numbersOf(example.parts, partNumbers) })).filter((example) => example.words.length > 0 && example.parts.length > 0);
  const seen = seenTogether(numbered, words.length, parts.length);
  const { probabilities, partTotals } = fitModel(numbered, words.length, parts.length);
  const found: Translation[] = [];
  for (const [w, word] of words.entries()) {
    for (const [p, part] of parts.entries()) {
      const at = w * parts.length + p;
      const probability = probabilities[at] ?? 0;
      const together = seen.examples[at] ?? 0;
      if (together === 0 || probability === 0) continue;
      const lift = (together * numbered.length) / (word.examples * part.examples);
      found.push({ word, part, probability, share: (probability * (partTotals[p] ?? 0)) / word.examples, lift, sources: seen.sources[at] ?? 0, languages: bitsIn(seen.languages[at] ?? 0) });
    }
  }
  return found;
}

interface Numbered {
  readonly words: Int32Array;
  readonly parts: Int32Array;
  readonly source: string;
  readonly language: string;
}

function countsOf(examples: readonly DocumentedCode[], stemsOf: (example: DocumentedCode) => readonly string[]): Counted[] {
  const counts = new Map<string, { examples: number; sources: number; last: string }>();
  for (const example of examples) {
    for (const stem of stemsOf(example)) {
      const count = counts.get(stem) ?? { examples: 0, sources: 0, last: '' };
      count.examples++;
      if (count.last !== example.source) count.sources++;
      count.last = example.source;
      counts.set(stem, count);
    }
  }
  const kept = [...counts].filter(([, count]) => count.examples >= LEAST_EXAMPLES && count.sources >= LEAST_SOURCES);
  return kept.map(([stem, count]) => ({ stem, examples: count.examples })).sort((a, b) => (a.stem < b.stem ? -1 : 1));
}

type Numbering = ReadonlyMap<string, number>;

function numbering(counted: readonly Counted[]): Numbering {
  return new Map(counted.map(({ stem }, number) => [stem, number]));
}

function numbersOf(stems: readonly string[], numbers: Numbering): Int32Array {
  return Int32Array.from(stems.flatMap((stem) => numbers.get(stem) ?? []));
}

/** Per pair of a word and a part: in how many examples, sources and languages (a bit each) they are seen together. */
interface Together {
  readonly examples: Uint32Array;
  readonly sources: Uint16Array;
  readonly languages: Uint32Array;
}

function seenTogether(examples: readonly Numbered[], wordCount: number, partCount: number): Together {
  const seen: Together = { examples: new Uint32Array(wordCount * partCount), sources: new Uint16Array(wordCount * partCount), languages: new Uint32Array(wordCount * partCount) };
  const lastSource = new Uint16Array(wordCount * partCount);
  const sourceNumbers = numbering([...new Set(examples.map(({ source }) => source))].map((stem) => ({ stem, examples: 0 })));
  const languageNumbers = numbering([...new Set(examples.map(({ language }) => language))].map((stem) => ({ stem, examples: 0 })));
  for (const { words, parts, source, language } of examples) {
    const sourceNumber = (sourceNumbers.get(source) ?? 0) + 1;
    const languageBit = 2 ** ((languageNumbers.get(language) ?? 0) % 31);
    for (const word of words) {
      for (const part of parts) {
        const at = word * partCount + part;
        seen.examples[at] = (seen.examples[at] ?? 0) + 1;
        if (lastSource[at] !== sourceNumber) seen.sources[at] = (seen.sources[at] ?? 0) + 1;
        lastSource[at] = sourceNumber;
        seen.languages[at] = (seen.languages[at] ?? 0) | languageBit;
      }
    }
  }
  return seen;
}

interface FittedModel {
  /** Chance of a word given a part, by word and part. */
  readonly probabilities: Float32Array;
  /** Words that each part explains. */
  readonly partTotals: Float64Array;
}

function fitModel(examples: readonly Numbered[], wordCount: number, partCount: number): FittedModel {
  let probabilities = new Float32Array(wordCount * partCount).fill(1 / wordCount);
  let unexplained = new Float64Array(wordCount).fill(1 / wordCount);
  let partTotals = new Float64Array(partCount);
  for (let round = 0; round < ROUNDS; round++) {
    const counts = new Float32Array(wordCount * partCount);
    const emptyCounts = new Float64Array(wordCount);
    partTotals = new Float64Array(partCount);
    for (const { words, parts } of examples) {
      for (const word of words) {
        const row = word * partCount;
        const empty = EMPTY_PARTS * (unexplained[word] ?? 0);
        const all = parts.reduce((sum, part) => sum + (probabilities[row + part] ?? 0), empty);
        emptyCounts[word] = (emptyCounts[word] ?? 0) + empty / all;
        for (const part of parts) {
          const explained = (probabilities[row + part] ?? 0) / all;
          counts[row + part] = (counts[row + part] ?? 0) + explained;
          partTotals[part] = (partTotals[part] ?? 0) + explained;
        }
      }
    }
    const emptyTotal = emptyCounts.reduce((sum, count) => sum + count, 0);
    unexplained = emptyCounts.map((count) => count / emptyTotal);
    probabilities = counts.map((count, at) => (count > 0 ? count / (partTotals[at % partCount] ?? 1) : 0));
  }
  return { probabilities, partTotals };
}

function bitsIn(value: number): number {
  let bits = 0;
  for (let rest = value; rest !== 0; rest &= rest - 1) bits++;
  return bits;
}
