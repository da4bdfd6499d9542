import { shippedModelId, type Precision } from './modelCatalogue.ts';

/** A pair whose score is known. */
export interface ReferencePair {
  readonly query: string;
  readonly passage: string;
  readonly logit: number;
}

/** Pairs with scores that the model's makers published, or that were recorded here for the shipped model. */
export interface ModelReference {
  readonly pairs: readonly ReferencePair[];
  /** Where the numbers are from. */
  readonly source: string;
}

const panda = 'The giant panda (Ailuropoda melanoleuca), sometimes called a panda bear or simply panda, is a bear species endemic to China.';
const retry = 'src/client.ts\nexport async function fetchWithRetry(url, attempts = 3) {\n  for (let attempt = 1; ; attempt++) {\n    const response = await fetch(url);\n    if (response.ok || attempt === attempts) return response;\n    await delay(2 ** attempt * 100);\n  }\n}';
const config = 'config/load.py\ndef load_config(path):\n    with open(path) as file:\n        return yaml.safe_load(file)';

/** By the id of the catalogue. */
const references: Readonly<Record<string, ModelReference>> = {
  'BAAI/bge-reranker-v2-m3': {
    source: 'model card of BAAI/bge-reranker-v2-m3, half precision',
    pairs: [
      { query: 'query', passage: 'passage', logit: -5.65234375 },
      { query: 'what is panda?', passage: 'hi', logit: -8.1875 },
      { query: 'what is panda?', passage: panda, logit: 5.26171875 },
    ],
  },
  'Alibaba-NLP/gte-reranker-modernbert-base': {
    source: 'model card of Alibaba-NLP/gte-reranker-modernbert-base',
    pairs: [
      { query: 'what is the capital of China?', passage: 'Beijing', logit: 2.1387 },
      { query: 'how to implement quick sort in python?', passage: 'Introduction of quick sort', logit: 2.4609 },
      { query: 'how to implement quick sort in python?', passage: 'The weather is nice today', logit: -1.6729 },
    ],
  },
  'cross-encoder/ms-marco-MiniLM-L-6-v2': {
    source: 'organisation page of cross-encoder on the hub, single precision',
    pairs: [
      { query: 'How many people live in Berlin?', passage: 'Berlin had a population of 3,520,031 registered inhabitants in an area of 891.82 square kilometers.', logit: 8.607138 },
      { query: 'How many people live in Berlin?', passage: 'Berlin is well known for its museums.', logit: -4.3200774 },
    ],
  },
  [shippedModelId]: {
    source: 'a run of the shipped file on an x64 processor',
    pairs: [
      { query: 'where are failed requests retried', passage: retry, logit: -0.7627 },
      { query: 'where are failed requests retried', passage: config, logit: -3.706 },
      { query: 'read the configuration file from disk', passage: config, logit: -1.5758 },
      { query: 'read the configuration file from disk', passage: retry, logit: -5.8134 },
    ],
  },
};

/** Pairs without a published score, for models of which none is known: that it answers with numbers is all that they show. */
const unscoredPairs: readonly Omit<ReferencePair, 'logit'>[] = [
  { query: 'what is panda?', passage: 'hi' },
  { query: 'what is panda?', passage: panda },
];

/** How far a logit may lie from the published one. */
export const tolerances: Readonly<Record<Precision, number>> = {
  // Published numbers are themselves rounded to half precision: 0.004 at this size, and its sums wander further.
  fp32: 0.05,
  fp16: 0.1,
  // Eight and four bits change every weight; the order of the pairs must hold nevertheless.
  q8: 1,
  int8: 1,
  uint8: 1,
  q4: 1.5,
  q4f16: 1.5,
  bnb4: 1.5,
};

/** One pair, as it was scored here. */
export interface VerifiedPair {
  readonly query: string;
  readonly passage: string;
  readonly logit: number;
  /** Undefined where none is published. */
  readonly expected: number | undefined;
  readonly agrees: boolean;
}

/** What came of verifying a model. */
export interface Verification {
  readonly id: string;
  readonly device: string;
  readonly precision: string;
  /** Where the expected numbers are from; undefined where none are published. */
  readonly source: string | undefined;
  readonly tolerance: number;
  readonly pairs: readonly VerifiedPair[];
  /** Every pair lies within the tolerance, and they stand in the published order. */
  readonly agrees: boolean;
}

/** Pairs to score: the published ones, or two of our own. */
export function pairsToVerify(id: string): readonly Omit<ReferencePair, 'logit'>[] {
  return references[id]?.pairs ?? unscoredPairs;
}

/**
 * Compares what a model answered with what is published.
 * @param logits one per pair of `pairsToVerify(id)`, in its order
 */
export function verificationOf(model: { readonly id: string; readonly device: string; readonly precision: string }, logits: readonly number[]): Verification {
  const reference = references[model.id];
  const tolerance = tolerances[model.precision as Precision] ?? tolerances.fp32;
  const pairs = pairsToVerify(model.id).map(({ query, passage }, place): VerifiedPair => {
    const logit = logits[place] ?? NaN;
    const expected = reference?.pairs[place]?.logit;
    return { query, passage, logit, expected, agrees: Number.isFinite(logit) && (expected === undefined || Math.abs(logit - expected) <= tolerance) };
  });
  return { ...model, source: reference?.source, tolerance, pairs, agrees: pairs.every(({ agrees }) => agrees) && isInOrder(pairs) };
}

function isInOrder(pairs: readonly VerifiedPair[]): boolean {
  const byExpected = pairs.filter(({ expected }) => expected !== undefined).toSorted((a, b) => (a.expected ?? 0) - (b.expected ?? 0));
  return byExpected.every(({ logit }, place) => place === 0 || logit > (byExpected[place - 1]?.logit ?? NaN));
}
