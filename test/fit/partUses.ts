/** A neighbour counts from this many snippets on. */
const LEAST_SNIPPETS = 3;
/** Neighbours rarer than this count as if they were not, or one chance meeting would make two parts alike. */
const LEAST_NEIGHBOURS = 20;

/**
 * What stands beside each part in identifiers: `remove` and `delete` both stand before `File` and after `can`. Parts that are used alike
 * may stand for one another. Neighbours are weighed by positive pointwise mutual information and compared by cosine (Bullinaria and Levy,
 * Extracting semantic representations from word co-occurrence statistics, 2007).
 */
export class PartUses {
  /** Snippets by part and neighbour; a neighbour is a stem with the side it stands on. */
  readonly #snippets = new Map<string, Map<string, number>>();
  #vectors: ReadonlyMap<string, UseVector> | undefined;

  /** @param identifiers those of one snippet, each as the stems of its parts */
  add(identifiers: Iterable<readonly string[]>): void {
    const seen = new Set<string>();
    for (const parts of identifiers) {
      for (const [at, part] of parts.entries()) {
        this.#meet(part, '<', parts[at - 1], seen);
        this.#meet(part, '>', parts[at + 1], seen);
      }
    }
  }

  #meet(part: string, side: string, other: string | undefined, seen: Set<string>): void {
    const meeting = `${part}${side}${other}`;
    if (other === undefined || seen.has(meeting)) return;
    seen.add(meeting);
    const neighbours = this.#snippets.get(part) ?? new Map<string, number>();
    const neighbour = `${side}${other}`;
    this.#snippets.set(part, neighbours.set(neighbour, (neighbours.get(neighbour) ?? 0) + 1));
  }

  /** @returns 0 (nothing in common, or nothing known) to 1. To be asked when all is added. */
  similarity(one: string, other: string): number {
    this.#vectors ??= vectorsOf(this.#snippets);
    const [a, b] = [this.#vectors.get(one), this.#vectors.get(other)];
    if (!a || !b) return 0;
    const [small, large] = a.weights.size < b.weights.size ? [a, b] : [b, a];
    let product = 0;
    for (const [neighbour, weight] of small.weights) product += weight * (large.weights.get(neighbour) ?? 0);
    return product / (a.length * b.length);
  }
}

interface UseVector {
  readonly weights: ReadonlyMap<string, number>;
  readonly length: number;
}

function vectorsOf(snippets: ReadonlyMap<string, ReadonlyMap<string, number>>): Map<string, UseVector> {
  const kept = [...snippets].map(([part, neighbours]) => [part, [...neighbours].filter(([, count]) => count >= LEAST_SNIPPETS)] as const);
  const ofNeighbour = new Map<string, number>();
  for (const [, neighbours] of kept) for (const [neighbour, count] of neighbours) ofNeighbour.set(neighbour, (ofNeighbour.get(neighbour) ?? 0) + count);
  const all = [...ofNeighbour.values()].reduce((sum, count) => sum + count, 0);
  const vectors = new Map<string, UseVector>();
  for (const [part, neighbours] of kept) {
    const ofPart = neighbours.reduce((sum, [, count]) => sum + count, 0);
    const weights = neighbours.map(([neighbour, count]) => [neighbour, Math.log((count * all) / (ofPart * Math.max(LEAST_NEIGHBOURS, ofNeighbour.get(neighbour) ?? 0)))] as const).filter(([, weight]) => weight > 0);
    if (weights.length > 0) vectors.set(part, { weights: new Map(weights), length: Math.hypot(...weights.map(([, weight]) => weight)) });
  }
  return vectors;
}
