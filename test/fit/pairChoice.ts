import type { PartUses } from './partUses.ts';
import type { Translation } from './translationModel.ts';

/** A word of code that may stand for a word of a question. */
export interface ChosenPart {
  readonly part: string;
  /** How surely it stands for the word, in percent. */
  readonly percent: number;
}

/** Parts of one word at most. */
const MOST_PARTS = 6;
/** Least percent of a pair. Chosen on judged queries, as FULL_SIMILARITY. */
const LEAST_PERCENT = 11;
/** Parts as alike as this are used alike; more says no more. */
const FULL_SIMILARITY = 0.25;
/** What fewer packages or languages say is their habit. */
const LEAST_SOURCES = 4;
const LEAST_LANGUAGES = 2;
/** Below this the two are seen together by chance. */
const LEAST_LIFT = 1.5;
/** Least chance of a word given its own part that others are compared with, so that a rare word does not make all of them strong. */
const LEAST_OWN_PROBABILITY = 0.05;

/**
 * The strongest parts of each word. A pair is as strong as it is in all of three, by their geometric mean, the last counting twice: how
 * well the part tells the word, against the word's own spelling in code; how much of the word's use it explains; and whether both are used
 * alike in code. `dir` and `directory` are high in all, `camel` and `convert` in the first alone.
 * @param commonParts parts that stand for no word: keywords and what else is everywhere
 * @returns by stem of the word, strongest first
 */
export function choosePairs(translations: readonly Translation[], commonParts: ReadonlySet<string>, uses: PartUses): Map<string, ChosenPart[]> {
  const own = new Map(translations.filter(({ word, part }) => word.stem === part.stem).map(({ word, probability }) => [word.stem, probability]));
  const chosen = new Map<string, ChosenPart[]>();
  for (const { word, part, probability, share, lift, sources, languages } of translations) {
    if (word.stem === part.stem || commonParts.has(part.stem)) continue;
    if (sources < LEAST_SOURCES || languages < LEAST_LANGUAGES || lift < LEAST_LIFT) continue;
    const likeness = Math.min(1, probability / Math.max(LEAST_OWN_PROBABILITY, own.get(word.stem) ?? 0));
    const similarity = Math.min(1, uses.similarity(word.stem, part.stem) / FULL_SIMILARITY);
    const percent = Math.round(100 * Math.sqrt(Math.sqrt(likeness * share) * similarity));
    if (percent >= LEAST_PERCENT) chosen.set(word.stem, [...(chosen.get(word.stem) ?? []), { part: part.stem, percent }]);
  }
  for (const [word, parts] of chosen) chosen.set(word, parts.sort((a, b) => b.percent - a.percent || (a.part < b.part ? -1 : 1)).slice(0, MOST_PARTS));
  return chosen;
}
