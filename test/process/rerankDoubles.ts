import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a server got it. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface RerankDouble {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  /** Answers the next requests, one each, in place of the server's own answer. */
  readonly interrupt: (...answers: ((response: ServerResponse) => void)[]) => void;
}

type Answer = { readonly status: number; readonly body: unknown };
type Respond = (request: SeenRequest) => Answer;

/** The logit that each server of this file has for a text: its length decides. */
export function logitOfText(text: string): number {
  return text.length / 50 - 3;
}

const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));
const notFound: Answer = { status: 404, body: { detail: 'Not Found' } };

/** Text Embeddings Inference: `/rerank` only, at most 32 texts, sorted by score, raw where asked for. */
export const teiServer: Respond = ({ path, body }) => {
  if (path !== '/rerank') return notFound;
  const { query, texts, raw_scores: isRaw } = body;
  if (typeof query !== 'string' || !Array.isArray(texts)) return { status: 422, body: 'Failed to deserialize the JSON body' };
  if (texts.length > 32) return { status: 422, body: { error: `batch size ${texts.length} > maximum allowed batch size 32`, error_type: 'Validation' } };
  const ranks = (texts as string[]).map((text, index) => ({ index, score: isRaw === true ? logitOfText(text) : sigmoid(logitOfText(text)) }));
  return { status: 200, body: ranks.toSorted((a, b) => b.score - a.score) };
};

/** Jina's and Cohere's way, as vLLM and Infinity speak it: scores between 0 and 1, best first; texts above its limit are refused. */
export function jinaServer({ paths = ['/rerank', '/v1/rerank', '/v2/rerank'], score = (logit: number) => sigmoid(logit), maxCharacters = Infinity } = {}): Respond {
  return ({ path, body }) => {
    if (!paths.includes(path)) return notFound;
    const { query, documents } = body;
    if (typeof query !== 'string' || !Array.isArray(documents)) return { status: 400, body: { error: { message: 'documents: field required', code: 400 } } };
    if ((documents as string[]).some((text) => text.length > maxCharacters)) return { status: 400, body: { error: { message: 'this model has a maximum context length', code: 400 } } };
    const results = (documents as string[]).map((text, index) => ({ index, relevance_score: score(logitOfText(text)) }));
    return { status: 200, body: { id: 'rerank-1', model: body['model'] ?? 'default', results: results.toSorted((a, b) => b.relevance_score - a.relevance_score) } };
  };
}

/** The server of llama.cpp: the same with logits. */
export const llamaServer: Respond = jinaServer({ score: (logit) => logit });

/** The Score API of vLLM alone. */
export const scoreServer: Respond = ({ path, body }) => {
  if (path !== '/score' && path !== '/v1/score') return notFound;
  const { text_1: query, text_2: texts } = body;
  if (typeof query !== 'string' || !Array.isArray(texts)) return { status: 400, body: {} };
  return { status: 200, body: { object: 'list', data: (texts as string[]).map((text, index) => ({ index, object: 'score', score: sigmoid(logitOfText(text)) })) } };
};

/** Starts a server that answers like this, ended with the test. */
export async function startServer(test: { readonly after: (end: () => void) => void }, respond: Respond): Promise<RerankDouble> {
  const seen: SeenRequest[] = [];
  const interruptions: ((response: ServerResponse) => void)[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const got = { path: request.url ?? '', headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) as SeenRequest['body'] };
    seen.push(got);
    const interruption = interruptions.shift();
    if (interruption !== undefined) return interruption(response);
    const { status, body } = respond(got);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  test.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, seen, interrupt: (...answers) => interruptions.push(...answers) };
}
