import type { PairLimits } from '../model/protocol.ts';
import type { ModelSession } from './modelSession.ts';
import { throwIfAborted } from '../engine/errors.ts';
import type { Precision } from '../engine/modelCatalogue.ts';
import { ScoreRequest } from './scoreRequest.ts';

/** Pairs of different length and relevance, whose logits a device is checked by. */
const question = 'where are failed requests retried';
const passages = [
  'src/client.ts\nexport async function fetchWithRetry(url: string, attempts = 3): Promise<Response> {\n  for (let attempt = 1; ; attempt++) {\n    const response = await fetch(url);\n    if (response.ok || attempt === attempts) return response;\n    await delay(2 ** attempt * 100);\n  }\n}',
  'src/chart.ts\nfunction drawAxis(canvas: Canvas): void {}',
  'retry',
  `docs/guide.md\n${'The cache keeps what was read last, and forgets what nobody asked for since. '.repeat(8)}`,
] as const;

const limits: PairLimits = { maxLength: 192, maxQuery: 96, maxWindows: 1, overlap: 0 };

/** Pairs of the batch that a device is timed on: about a screenful of results. */
const TIMED_PAIRS = 16;

/** A first round slower than this is not repeated for a truer figure. Milliseconds. */
const SLOW_ROUND_MS = 2000;

/**
 * How far a logit may lie from that of the same file on the processor, beside RELATIVE. Single precision differs by the order
 * of sums (devices round products to 10 to 13 bits, too); half precision has 10 bits after each operator; where integers are
 * quantised at run time, a value on the edge between two steps moves a whole step. Wrong kernels are off by whole logits.
 */
const tolerances: Readonly<Record<Precision, number>> = { fp32: 0.02, fp16: 0.1, q8: 0.3, int8: 0.3, uint8: 0.3, q4: 0.1, q4f16: 0.2, bnb4: 0.1 };
const RELATIVE = 0.02;

/** Logits of the pairs that devices are checked by. @throws SearchError what the session ended with; AbortError */
export function checkLogits(session: ModelSession, signal: AbortSignal): Promise<number[]> {
  return logitsOf(session, passages, signal);
}

/** @returns what is wrong with these logits, in one sentence; undefined where they agree */
export function disagreement(precision: Precision, logits: readonly number[], reference: readonly number[]): string | undefined {
  const place = reference.findIndex((expected, index) => !(Math.abs((logits[index] ?? NaN) - expected) <= tolerances[precision] + RELATIVE * Math.abs(expected)));
  if (place < 0) return undefined;
  return `wrong scores: ${logits[place]?.toFixed(3)} where the processor has ${reference[place]?.toFixed(3)}`;
}

/** Pairs a second of a loaded session. @throws SearchError; AbortError */
export async function pairsPerSecond(session: ModelSession, clock: () => number, signal: AbortSignal): Promise<number> {
  const batch = Array.from({ length: TIMED_PAIRS }, (_, place) => `${passages[0]}\n// ${place}`);
  const round = async (): Promise<number> => {
    const start = clock();
    await logitsOf(session, batch, signal);
    return clock() - start;
  };
  const first = await round();
  const fastest = first > SLOW_ROUND_MS ? first : Math.min(first, await round(), await round());
  return (TIMED_PAIRS * 1000) / fastest;
}

async function logitsOf(session: ModelSession, texts: readonly string[], signal: AbortSignal): Promise<number[]> {
  const request = new ScoreRequest(question, texts);
  await session.score(request, limits, signal);
  throwIfAborted(signal);
  request.settle({});
  const logits = Array.from({ length: texts.length }, () => NaN);
  for await (const batch of request.batches()) for (const { index, logit } of batch) logits[index] = logit;
  return logits;
}
