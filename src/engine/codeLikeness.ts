import { tokensOf } from './codeTerms.ts';
import { splitIdentifier } from './identifiers.ts';
import { stem } from './stem.ts';
import type { Portions } from './turns.ts';

/** Features of a piece of code with how often each occurs: stems of the parts of its identifiers, and pairs of neighbouring tokens. */
type Features = ReadonlyMap<string, number>;

/** Pieces taken in between two chances of a pause. */
const PORTION = 10;

/**
 * How alike each piece is to the given code: cosine of their features, weighed by (1 + ln tf) * idf (Salton and Buckley, Term-weighting
 * approaches in automatic text retrieval, 1988), with document frequencies of these very pieces. Pairs of neighbours tell code that does
 * the same steps from code that is about the same thing; keywords count in them, too.
 * @returns 0..1 for each piece, in their order
 */
export function* likenessTo(code: string, pieces: readonly string[]): Portions<number[]> {
  const features: Features[] = [];
  for (const piece of pieces) {
    features.push(featuresOf(piece));
    if (features.length % PORTION === 0) yield;
  }
  const idf = idfOf(features);
  const weighed = weigh(featuresOf(code), idf);
  const length = lengthOf(weighed);
  const likeness: number[] = [];
  for (const piece of features) {
    const other = weigh(piece, idf);
    const norm = length * lengthOf(other);
    likeness.push(norm > 0 ? Math.min(1, productOf(weighed, other) / norm) : 0);
    if (likeness.length % PORTION === 0) yield;
  }
  return likeness;
}

function featuresOf(code: string): Features {
  const features = new Map<string, number>();
  const add = (feature: string): void => void features.set(feature, (features.get(feature) ?? 0) + 1);
  let before = '';
  for (const token of tokensOf(code)) {
    const lower = token.toLowerCase();
    if (before !== '') add(`${before} ${lower}`);
    before = lower;
    for (const part of splitIdentifier(token)) add(stem(part));
  }
  return features;
}

/** Of a feature that no piece has, the highest. */
function idfOf(pieces: readonly Features[]): (feature: string) => number {
  const frequency = new Map<string, number>();
  for (const piece of pieces) for (const feature of piece.keys()) frequency.set(feature, (frequency.get(feature) ?? 0) + 1);
  return (feature) => {
    const df = frequency.get(feature) ?? 0;
    return Math.log(1 + (pieces.length - df + 0.5) / (df + 0.5));
  };
}

function weigh(features: Features, idf: (feature: string) => number): Map<string, number> {
  return new Map(Array.from(features, ([feature, count]) => [feature, (1 + Math.log(count)) * idf(feature)]));
}

function lengthOf(weighed: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const weight of weighed.values()) sum += weight * weight;
  return Math.sqrt(sum);
}

function productOf(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [feature, weight] of a) sum += weight * (b.get(feature) ?? 0);
  return sum;
}
