import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { type CallToolResult, ListRootsRequestSchema, type Progress } from '@modelcontextprotocol/sdk/types.js';
import { root } from './startReranker.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const cli = path.join(root, 'dist', 'cli.js');
const files = {
  'src/client.ts': '/** Sends a request again. */\nexport async function retryRequest(send) {\n  for (let attempt = 0; attempt < 3; attempt++) {\n    await send();\n  }\n}\n',
  'src/draw.ts': 'export function drawCircle(canvas) {\n  canvas.arc(0, 0, 10);\n}\n',
};

interface Answer {
  readonly isAnswered?: boolean;
  readonly filesSearched: number;
  readonly notices: readonly string[];
  readonly results: readonly { readonly path: string; readonly startLine: number; readonly relevance?: number; readonly code: string }[];
}

interface ServerStart {
  readonly args: readonly string[];
  /** Where the server is started. */
  readonly folder?: string;
  /** Folders that the client offers as its roots; none: it offers no roots. */
  readonly roots?: readonly string[];
}

/** A client that talks to the built server, both gone after the test. */
async function connect(context: TestContext, { args, folder = root, roots }: ServerStart): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { capabilities: roots === undefined ? {} : { roots: { listChanged: true } } });
  if (roots !== undefined) client.setRequestHandler(ListRootsRequestSchema, () => ({ roots: roots.map((one) => ({ uri: pathToFileURL(one).href })) }));
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [cli, 'mcp', ...args], cwd: folder, stderr: 'pipe' }));
  context.after(() => client.close());
  return client;
}

async function ask(client: Client, name: string, given: Record<string, unknown>): Promise<{ text: string; isError: boolean; answer: Answer }> {
  const { content, structuredContent, isError } = (await client.callTool({ name, arguments: given })) as CallToolResult;
  const [first] = content;
  return { text: first?.type === 'text' ? first.text : '', isError: isError ?? false, answer: structuredContent as unknown as Answer };
}

test('a client is told the tools, that they only read, and when to use them', async (context) => {
  const client = await connect(context, { args: [] });
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map(({ name }) => name), ['search', 'find_similar', 'read_snippet']);
  for (const { annotations, inputSchema, outputSchema, description } of tools) {
    assert.deepEqual([annotations?.readOnlyHint, annotations?.openWorldHint, inputSchema.type, outputSchema?.type], [true, false, 'object', 'object']);
    assert.ok((description ?? '').length > 50);
  }
  assert.match(client.getInstructions() ?? '', /search/);
  assert.deepEqual(client.getServerVersion()?.name, 'semantic-search');
});

test('search answers with code, place and chance, as text and as data, and says how far it is', async (context) => {
  const client = await connect(context, { args: [await temporaryFolder(context, files)] });
  const steps: Progress[] = [];
  const result = (await client.callTool({ name: 'search', arguments: { query: 'where is a request sent again' } }, undefined, { onprogress: (step) => steps.push(step) })) as CallToolResult;
  const answer = result.structuredContent as unknown as Answer;
  const text = result.content[0]?.type === 'text' ? result.content[0].text : '';
  assert.match(text, /\nsrc\/client\.ts:1-6 {2}retryRequest {2}\d+%\n1\t\/\*\* Sends a request again\. \*\/\n2\texport async function retryRequest/);
  assert.deepEqual([answer.results[0]?.path, answer.results[0]?.startLine, answer.filesSearched], ['src/client.ts', 1, 2]);
  assert.ok((answer.results[0]?.relevance ?? 0) > 0);
  assert.ok(steps.length > 0);
  assert.deepEqual(steps.map(({ progress }) => progress), steps.map(({ progress }) => progress).toSorted((a, b) => a - b));
  assert.match(steps[0]?.message ?? '', /^Model has read 0 of \d+$/);
});

test('globs and bounds of a call hold', async (context) => {
  const client = await connect(context, { args: ['--order', 'text', await temporaryFolder(context, { ...files, 'docs/retry.md': `# Retry\n\n${'A request is sent again.\n'.repeat(200)}\n` })] });
  const { answer } = await ask(client, 'search', { query: 'request', include: ['docs/**'] });
  assert.ok(answer.results.length > 0 && answer.results.every(({ path: file }) => file === 'docs/retry.md'));
  const { text } = await ask(client, 'search', { query: 'request', maxCharacters: 1000 });
  assert.ok(text.length <= 1000);
  assert.equal((await ask(client, 'search', { query: 'request', exclude: ['docs'], maxResults: 1 })).answer.results.length, 1);
});

test('the roots of a client are searched where no folder is named, and their paths are whole', async (context) => {
  const [one, two] = [await temporaryFolder(context, { 'a.ts': 'export function retryOne() {}\n' }), await temporaryFolder(context, { 'b.ts': 'export function retryTwo() {}\n' })];
  const client = await connect(context, { args: ['--order', 'text'], roots: [one, two] });
  const { answer } = await ask(client, 'search', { query: 'retry' });
  assert.deepEqual(answer.results.map(({ path: file }) => file).toSorted(), [path.join(one, 'a.ts'), path.join(two, 'b.ts')].toSorted());
  assert.match((await ask(client, 'read_snippet', { path: path.join(two, 'b.ts') })).text, /retryTwo/);
});

test('without folder and roots the server searches where it was started, but never a whole disk', async (context) => {
  const client = await connect(context, { args: ['--order', 'text'], folder: await temporaryFolder(context, files) });
  assert.equal((await ask(client, 'search', { query: 'circle' })).answer.results[0]?.path, 'src/draw.ts');
  const lost = await connect(context, { args: ['--order', 'text'], folder: path.parse(root).root });
  const { isError, text } = await ask(lost, 'search', { query: 'circle' });
  assert.deepEqual([isError, text], [true, 'There is no folder to search. Name one in the arguments of the server (mcp FOLDER), or open one in the client.']);
});

test('find_similar finds the twin of a piece, by its lines, by one of them or by its code', async (context) => {
  const twin = 'export async function sendAgain(send) {\n  for (let attempt = 0; attempt < 5; attempt++) {\n    await send();\n  }\n}\n';
  const client = await connect(context, { args: [await temporaryFolder(context, { ...files, 'src/twin.ts': twin })] });
  for (const given of [{ path: 'src/client.ts', startLine: 2, endLine: 6 }, { path: 'src/client.ts', startLine: 4 }, { code: 'for (let attempt = 0; attempt < 9; attempt++) await send();' }]) {
    const { text, isError, answer } = await ask(client, 'find_similar', given);
    assert.ok(!isError && answer.results.some(({ path: file }) => file === 'src/twin.ts'), text);
    assert.ok('code' in given || answer.results.every(({ path: file, startLine }) => file !== 'src/client.ts' || startLine > 6), text);
    assert.match(text, /The percentage says how alike a result is\./);
  }
  for (const given of [{}, { path: 'src/client.ts' }, { path: 'src/client.ts', startLine: 1, code: 'x' }]) assert.equal((await ask(client, 'find_similar', given)).text, 'Give either "path" and "startLine", or "code".');
  assert.match((await ask(client, 'find_similar', { path: '../x', startLine: 1 })).text, /^There is no file/);
});

test('read_snippet gives numbered lines', async (context) => {
  const client = await connect(context, { args: [await temporaryFolder(context, files)] });
  const { text } = await ask(client, 'read_snippet', { path: 'src/draw.ts', startLine: 2, endLine: 9 });
  assert.equal(text, 'src/draw.ts:2-3 of 3 lines\n2\t  canvas.arc(0, 0, 10);\n3\t}');
});

test('nothing outside the folder can be read, not even through a link', async (context) => {
  const outside = await temporaryFolder(context, { 'secret.txt': 'secret\n' });
  const folder = await temporaryFolder(context, { ...files, 'data.bin': Buffer.from([1, 0, 2]) });
  await symlink(path.join(outside, 'secret.txt'), path.join(folder, 'link.txt'));
  await symlink(outside, path.join(folder, 'linked'));
  const client = await connect(context, { args: [folder] });
  for (const name of ['link.txt', 'linked/secret.txt', path.join(outside, 'secret.txt'), `../${path.basename(outside)}/secret.txt`, 'src/../../nowhere', 'absent.ts', '\u0000', '.']) {
    const { isError, text } = await ask(client, 'read_snippet', { path: name });
    assert.ok(isError && text.startsWith('There is no file'), `${name}: ${text}`);
    assert.ok(!text.includes('secret\n'));
  }
  assert.match((await ask(client, 'read_snippet', { path: 'data.bin' })).text, /^data\.bin cannot be read/);
  assert.match((await ask(client, 'read_snippet', { path: 'src' })).text, /^src cannot be read/);
});

test('wrong arguments and failures come back as sentences that a model can act on', async (context) => {
  const client = await connect(context, { args: ['--order', 'text', await temporaryFolder(context, files)] });
  const complaints = [
    await ask(client, 'search', {}),
    await ask(client, 'search', { query: 'retry', maxResults: 1000 }),
    await ask(client, 'search', { query: 'lang:python' }),
    await ask(client, 'search', { query: 'retry', include: ['[['] }),
    await ask(client, 'read_snippet', { path: 'src/draw.ts', startLine: 9 }),
    await ask(client, 'read_snippet', { path: 'src/draw.ts', startLine: 2, endLine: 1 }),
    await ask(client, 'format_disk', {}),
  ];
  assert.ok(complaints.every(({ isError }) => isError));
  const expected = [/"query" is missing/, /"maxResults" must be a whole number from 1 to 30/, /no word to look for/, /Check the globs/, /has 3 lines only/, /must not be less/, /no tool "format_disk"/];
  for (const [at, { text }] of complaints.entries()) assert.match(text, expected[at] ?? /never/);
});

test('a model that cannot be had leaves the text order, and the agent is told', async (context) => {
  const client = await connect(context, { args: ['--model', './no-model', await temporaryFolder(context, files)] });
  const { isError, answer } = await ask(client, 'search', { query: 'request' });
  assert.ok(!isError && answer.results[0]?.path === 'src/client.ts' && answer.results[0].relevance === undefined);
  assert.ok(answer.notices.some((notice) => notice.startsWith('In text order, without relevance: The model is not on disk.')));
});

test('a call that is cancelled ends, and the server goes on', async (context) => {
  const client = await connect(context, { args: [await temporaryFolder(context, files)] });
  const stop = new AbortController();
  const cancelled = client.callTool({ name: 'search', arguments: { query: 'where is a request sent again' } }, undefined, { signal: stop.signal, onprogress: () => stop.abort() });
  await assert.rejects(cancelled);
  const { answer } = await ask(client, 'search', { query: 'where is a request sent again' });
  assert.equal(answer.results[0]?.path, 'src/client.ts');
});

test('each client configuration in the documentation starts the server on the project', async (context) => {
  const folder = await temporaryFolder(context, files);
  const documentation = await readFile(path.join(root, 'docs', 'agents.md'), 'utf8');
  const blocks = Array.from(documentation.matchAll(/```json\n(.*?)```/gs), ([, text = '']) => JSON.parse(text) as Record<string, Record<string, { command: string; args: string[] }>>);
  assert.ok(blocks.length >= 4);
  for (const { command, args } of blocks.flatMap((block) => Object.values(block).flatMap((servers) => Object.values(servers)))) {
    assert.equal(command, 'node');
    const places: Readonly<Record<string, string>> = { '/path/to/semantic-search/dist/cli.js': cli, '/path/to/your/project': folder, '${workspaceFolder}': folder };
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(new StdioClientTransport({ command: process.execPath, args: args.map((one) => places[one] ?? one), cwd: folder, stderr: 'pipe' }));
    context.after(() => client.close());
    assert.match((await ask(client, 'read_snippet', { path: 'src/draw.ts' })).text, /drawCircle/);
  }
});

test('when the client goes the server ends, and standard output held nothing but the protocol', async (context) => {
  const child = spawn(process.execPath, [cli, 'mcp', await temporaryFolder(context, files)], { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  const ended = once(child, 'close');
  const send = (message: object): void => void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  send({ id: 1, method: 'initialize', params: { protocolVersion: '2024-11-05', capabilities: {}, clientInfo: { name: 'old', version: '1' } } });
  send({ method: 'notifications/initialized' });
  child.stdin.write('this is no JSON\n');
  send({ id: 2, method: 'tools/call', params: { name: 'search', arguments: { query: 'request sent again' } } });
  while (!output.includes('"id":2')) await once(child.stdout, 'data');
  child.stdin.end();
  assert.deepEqual(await ended, [0, null]);
  const messages = output.trim().split('\n').map((line) => JSON.parse(line) as { jsonrpc: string; id: number; result?: { protocolVersion?: string } });
  assert.deepEqual(messages.map(({ jsonrpc, id }) => [jsonrpc, id]), [['2.0', 1], ['2.0', 2]]);
  assert.equal(messages[0]?.result?.protocolVersion, '2024-11-05');
});
