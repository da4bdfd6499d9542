import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** One request as the server saw it. */
export interface SeenRequest {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** A test, or whatever else can say when it is over. */
export interface Lifetime {
  readonly after: (end: () => void) => void;
}

/** What goes wrong with the requests whose address matches. */
export interface Fault {
  readonly on: RegExp;
  /** How often; always where absent. */
  times?: number;
  /** Answers instead of the server; `serve` is what it would have done. */
  readonly act: (request: IncomingMessage, response: ServerResponse, serve: () => void) => void;
}

export interface HubServer {
  readonly address: string;
  readonly repository: string;
  readonly commit: string;
  readonly files: Record<string, Buffer>;
  readonly faults: Fault[];
  /** Of the hub, and of the other host that large files lie on. */
  readonly requests: SeenRequest[];
  readonly storageRequests: SeenRequest[];
  /** What the hub says of a file, where it is not the truth. */
  readonly listed: Record<string, { path?: string; size?: number; oid?: string }>;
}

const commit = 'c0ffee0123456789c0ffee0123456789c0ffee01';

/** Files above this lie in large-file storage, as on the hub those above 10 MB do. */
const LARGE = 20_000;

/** A server that answers like the hub, with one repository in it. It ends with the test. */
export async function startHubServer(test: Lifetime, files: Record<string, Buffer>, repository = 'tester/tiny-reranker'): Promise<HubServer> {
  const faults: Fault[] = [];
  const requests: SeenRequest[] = [];
  const storageRequests: SeenRequest[] = [];
  const listed: HubServer['listed'] = {};
  const storage = await listen(test, (request, response) => {
    storageRequests.push({ url: request.url ?? '', headers: request.headers });
    const file = files[decodeURIComponent((request.url ?? '').slice('/lfs/'.length).split('?')[0] ?? '')];
    withFaults(faults, request, response, () => (file ? sendFile(request, response, file, sha256(file)) : refuse(response, 404)));
  });
  const address = await listen(test, (request, response) => {
    requests.push({ url: request.url ?? '', headers: request.headers });
    withFaults(faults, request, response, () => answer(request, response, { repository, files, listed, storage }));
  });
  return { address, repository, commit, files, faults, requests, storageRequests, listed };
}

/** The files of a folder by their relative paths. */
export async function filesOf(folder: string): Promise<Record<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Object.fromEntries(await Promise.all(names.map(async (name) => [path.relative(folder, name).replaceAll(path.sep, '/'), await readFile(name)] as const)));
}

/** Sends the head and the first bytes, then breaks the connection. */
export function cutAfter(bytes: number): Fault['act'] {
  return (_, response, serve) => {
    const { socket } = response;
    let sent = 0;
    const write = response.write.bind(response);
    const cut = (chunk: Buffer): boolean => {
      const part = chunk.subarray(0, Math.max(0, bytes - sent));
      sent += part.byteLength;
      write(part);
      // A moment later: an error of the stream takes along what the reader has not fetched yet.
      if (sent >= bytes) setTimeout(() => socket?.destroy(), 100);
      return true;
    };
    response.write = cut as typeof response.write;
    response.end = (() => response) as typeof response.end;
    serve();
  };
}

/** Answers with a status and these headers. */
export function status(code: number, headers: Record<string, string> = {}): Fault['act'] {
  return (_, response) => refuse(response, code, headers);
}

function withFaults(faults: readonly Fault[], request: IncomingMessage, response: ServerResponse, serve: () => void): void {
  const fault = faults.find(({ on, times = 1 }) => times > 0 && on.test(request.url ?? ''));
  if (fault === undefined) return serve();
  if (fault.times !== undefined) fault.times -= 1;
  fault.act(request, response, serve);
}

interface Content extends Pick<HubServer, 'repository' | 'files' | 'listed'> {
  readonly storage: string;
}

function answer(request: IncomingMessage, response: ServerResponse, { repository, files, listed, storage }: Content): void {
  const url = new URL(request.url ?? '', 'http://hub');
  const at = (prefix: string): string | undefined => (url.pathname.startsWith(prefix) ? decodeURIComponent(url.pathname.slice(prefix.length)) : undefined);
  if (at(`/api/models/${repository}/revision/`) !== undefined) {
    return sendJson(response, { _id: '1', id: repository, sha: commit, private: false, gated: false, downloads: 1, likes: 1, lastModified: '2024-01-01T00:00:00Z', cardData: { license: 'mit' } });
  }
  if (at(`/api/models/${repository}/tree/`) !== undefined) return sendTree(url, response, files, listed);
  const name = at(`/${repository}/resolve/${commit}/`);
  const file = name === undefined ? undefined : files[name];
  if (name === undefined || file === undefined) return refuse(response, 404, { 'x-error-code': 'EntryNotFound' });
  if (file.byteLength <= LARGE) return sendFile(request, response, file, gitSha1(file));
  response.writeHead(302, { location: `${storage}/lfs/${encodeURIComponent(name)}?signature=secret`, 'x-linked-etag': `"${sha256(file)}"`, 'x-linked-size': String(file.byteLength) }).end();
}

/** Two pages, so that the way to the next one is walked. */
function sendTree(url: URL, response: ServerResponse, files: Record<string, Buffer>, listed: HubServer['listed']): void {
  const entries = Object.entries(files).map(([name, file]) => {
    const said = listed[name] ?? {};
    const size = said.size ?? file.byteLength;
    const large = file.byteLength > LARGE && { lfs: { oid: said.oid ?? sha256(file), size, pointerSize: 130 } };
    return { type: 'file', path: said.path ?? name, size, oid: said.oid ?? gitSha1(file), ...large };
  });
  const isFirst = !url.searchParams.has('cursor');
  const next = new URL(url);
  next.searchParams.set('cursor', '1');
  const link = isFirst ? { link: `<http://${response.req.headers.host ?? ''}${next.pathname}${next.search}>; rel="next"` } : {};
  sendJson(response, isFirst ? [{ type: 'directory', path: 'onnx', size: 0, oid: '0' }, ...entries.slice(0, 2)] : entries.slice(2), link);
}

/** With ranges and their condition, as RFC 9110 has them. */
function sendFile(request: IncomingMessage, response: ServerResponse, file: Buffer, hash: string): void {
  const etag = `"${hash}"`;
  const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
  const condition = request.headers['if-range'];
  const start = from !== undefined && (condition === undefined || condition === etag) ? Number(from) : undefined;
  if (start !== undefined && start >= file.byteLength) return refuse(response, 416, { 'content-range': `bytes */${file.byteLength}` });
  const body = file.subarray(start ?? 0);
  const range = start === undefined ? {} : { 'content-range': `bytes ${start}-${file.byteLength - 1}/${file.byteLength}` };
  response.writeHead(start === undefined ? 200 : 206, { etag, 'content-length': body.byteLength, ...range });
  // In pieces: what arrives of a file that is cut is more than nothing.
  for (let at = 0; at < body.byteLength; at += 16_384) response.write(body.subarray(at, at + 16_384));
  response.end();
}

function sendJson(response: ServerResponse, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

function refuse(response: ServerResponse, code: number, headers: Record<string, string> = {}): void {
  response.writeHead(code, headers).end('refused');
}

async function listen(test: Lifetime, handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server: Server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export function sha256(file: Buffer): string {
  return createHash('sha256').update(file).digest('hex');
}

export function gitSha1(file: Buffer): string {
  return createHash('sha1').update(`blob ${file.byteLength}\0`).update(file).digest('hex');
}
