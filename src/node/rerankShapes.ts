/** The ways in which rerankers are asked over HTTP. */
export const endpointShapes = ['rerank', 'tei', 'score'] as const;
export type EndpointShape = (typeof endpointShapes)[number];

/** One way to ask: what is sent, and what is read from the answer. */
export interface WireShape {
  /** Where it is asked below a server's address, likeliest first. */
  readonly paths: readonly string[];
  /** Ends of addresses that are asked in this way as they are. */
  readonly endings: readonly string[];
  /** The server was asked for raw logits; else its numbers tell. */
  readonly isRaw: boolean;
  readonly bodyOf: (query: string, texts: readonly string[], model: string) => object;
  /** The list of scores in an answer, not checked yet. */
  readonly listOf: (answer: unknown) => unknown;
  /** Name of the score in an entry of the list. */
  readonly scoreName: string;
}

/**
 * - `rerank`: Jina's and Cohere's, spoken by vLLM (https://docs.vllm.ai/en/stable/examples/pooling/score/), the server of
 *   llama.cpp (https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md), Infinity and OpenVINO Model Server
 *   (https://docs.openvino.ai/2025/model-server/ovms_docs_rest_api_rerank.html). Scores are 0..1; those of llama.cpp are raw.
 * - `tei`: Text Embeddings Inference (https://huggingface.github.io/text-embeddings-inference), `POST /rerank`.
 * - `score`: the Score API of vLLM (https://docs.vllm.ai/en/v0.16.0/api/vllm/entrypoints/pooling/score/protocol/).
 */
export const wireShapes: Readonly<Record<EndpointShape, WireShape>> = {
  rerank: {
    paths: ['/v1/rerank', '/rerank'],
    endings: ['/v1/rerank', '/v2/rerank', '/v3/rerank', '/v1/reranking', '/reranking', '/rerank'],
    isRaw: false,
    bodyOf: (query, texts, model) => ({ ...(model !== '' && { model }), query, documents: texts, top_n: texts.length, return_documents: false }),
    listOf: (answer) => fieldOf(answer, 'results'),
    scoreName: 'relevance_score',
  },
  tei: {
    paths: ['/rerank'],
    endings: ['/rerank'],
    isRaw: true,
    bodyOf: (query, texts) => ({ query, texts, raw_scores: true, return_text: false, truncate: true }),
    listOf: (answer) => answer,
    scoreName: 'score',
  },
  score: {
    paths: ['/score'],
    endings: ['/score', '/v1/score'],
    isRaw: false,
    bodyOf: (query, texts, model) => ({ ...(model !== '' && { model }), text_1: query, text_2: texts }),
    listOf: (answer) => fieldOf(answer, 'data'),
    scoreName: 'score',
  },
};

/**
 * The scores of an answer in the order of the texts that were sent.
 * @returns undefined where it is not one finite number for each text: whatever else a server sends is not used
 */
export function scoresOf(shape: WireShape, answer: unknown, count: number): number[] | undefined {
  const list = shape.listOf(answer);
  if (!Array.isArray(list) || list.length !== count) return undefined;
  const scores = Array.from({ length: count }, () => NaN);
  for (const entry of list) {
    const index = fieldOf(entry, 'index');
    const score = fieldOf(entry, shape.scoreName);
    if (typeof index !== 'number' || !Number.isInteger(index) || typeof score !== 'number' || !Number.isFinite(score)) return undefined;
    // Each place is filled once: NaN is what an open one holds.
    if (!Number.isNaN(scores[index] ?? 0)) return undefined;
    scores[index] = score;
  }
  return scores;
}

/** Nearer to 0 and 1 a score tells no more: it is rounded there. */
const EDGE = 1e-7;

/** The logit of a score between 0 and 1. */
export function logitOf(score: number): number {
  const inside = Math.min(1 - EDGE, Math.max(EDGE, score));
  return Math.log(inside / (1 - inside));
}

/** True where numbers cannot be scores between 0 and 1, and so are logits. */
export function areRaw(scores: readonly number[]): boolean {
  return scores.some((score) => score < 0 || score > 1);
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
