import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';

const src = path.resolve(import.meta.dirname, '../../src');

/** Per room: which other rooms or files, and which packages, its files may import. `node:` stands for all built-in modules. */
const arrows: Readonly<Record<string, { readonly own: readonly string[]; readonly packages: readonly string[] }>> = {
  engine: { own: ['engine/'], packages: [] },
  model: { own: ['model/'], packages: ['node:'] },
  node: { own: ['node/', 'engine/', 'model/protocol.ts'], packages: ['node:', '@vscode/tree-sitter-wasm', '@huggingface/hub'] },
  vscode: { own: ['vscode/', 'engine/'], packages: ['vscode'] },
  cli: { own: ['cli/', 'engine/', 'node/'], packages: ['node:'] },
  'cli.ts': { own: ['cli/', 'engine/', 'node/'], packages: ['node:'] },
  'extension.ts': { own: ['wiring/', 'vscode/', 'engine/', 'node/'], packages: ['node:', 'vscode'] },
  wiring: { own: ['wiring/', 'vscode/', 'engine/', 'node/'], packages: ['node:', 'vscode'] },
};

/** Only these may import the package. */
const owners: Readonly<Record<string, readonly string[]>> = {
  '@huggingface/transformers': ['model/crossEncoder.ts'],
  '@huggingface/hub': ['node/hubRepository.ts'],
  '@vscode/tree-sitter-wasm': ['node/treeSitter.ts', 'node/syntaxOutline.ts'],
  '@modelcontextprotocol/sdk/server/index.js': ['cli/mcp/server.ts'],
  '@modelcontextprotocol/sdk/server/stdio.js': ['cli/mcp/server.ts'],
  '@modelcontextprotocol/sdk/types.js': ['cli/mcp/server.ts'],
};

interface Import {
  readonly from: string;
  readonly to: string;
}

test('every import follows an arrow of the architecture', async () => {
  const imports = await importsOfAll();
  assert.ok(imports.length > 50);
  assert.deepEqual(imports.filter((one) => !isAllowed(one)).map(({ from, to }) => `${from} -> ${to}`), []);
});

test('every file lies in a room', async () => {
  const files = await sources();
  assert.deepEqual(files.filter((file) => !Object.hasOwn(arrows, roomOf(file))), []);
});

test('no file of the project is imported in a circle', async () => {
  const graph = new Map<string, string[]>();
  for (const { from, to } of await importsOfAll()) if (to.endsWith('.ts')) graph.set(from, [...(graph.get(from) ?? []), to]);
  assert.deepEqual([...graph.keys()].map((file) => circleFrom(file, graph, [])).find((circle) => circle.length > 0) ?? [], []);
});

test('an arrow that is not drawn is found', () => {
  assert.ok(!isAllowed({ from: 'engine/search.ts', to: 'node:fs' }));
  assert.ok(!isAllowed({ from: 'engine/search.ts', to: 'node/ripgrep.ts' }));
  assert.ok(!isAllowed({ from: 'node/modelProcess.ts', to: 'model/crossEncoder.ts' }));
  assert.ok(!isAllowed({ from: 'node/ripgrep.ts', to: 'vscode' }));
  assert.ok(!isAllowed({ from: 'vscode/session.ts', to: 'node/modelProcess.ts' }));
  assert.ok(!isAllowed({ from: 'model/main.ts', to: '@huggingface/transformers' }));
});

test('imports are found in each of their forms', () => {
  const text = "import a from './a.ts';\nimport type {\n  B,\n} from '../b.ts';\nexport { c } from \"./c.ts\";\nconst d = await import('./d.ts');\nimport './e.ts';";
  assert.deepEqual(importsOf('room/file.ts', text).map(({ to }) => to), ['room/a.ts', 'b.ts', 'room/c.ts', 'room/d.ts', 'room/e.ts']);
});

function isAllowed({ from, to }: Import): boolean {
  const owned = owners[to];
  if (owned !== undefined) return owned.includes(from);
  const { own, packages } = arrows[roomOf(from)] ?? { own: [], packages: [] };
  const allowed = to.endsWith('.ts') ? own : packages;
  return allowed.some((name) => (/[/:]$/.test(name) ? to.startsWith(name) : to === name));
}

/** The folder below src, or the file itself where it is a root. */
function roomOf(file: string): string {
  return file.split('/')[0] ?? file;
}

async function sources(): Promise<string[]> {
  const names = await readdir(src, { recursive: true });
  return names.filter((name) => name.endsWith('.ts')).map((name) => name.replaceAll(path.sep, '/'));
}

async function importsOfAll(): Promise<Import[]> {
  const found = await Promise.all((await sources()).map(async (file) => importsOf(file, await readFile(path.join(src, file), 'utf8'))));
  return found.flat();
}

/** Project files as paths below src, packages by their name. */
function importsOf(file: string, text: string): Import[] {
  const specifiers = text.matchAll(/^(?:import\s+|(?:import|export)\s[\w\s{},*]*?\sfrom\s+)['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm);
  return Array.from(specifiers, ([, fixed, dynamic]) => fixed ?? dynamic ?? '').map((to) => ({
    from: file,
    to: to.startsWith('.') ? path.posix.join(path.posix.dirname(file), to) : to,
  }));
}

function circleFrom(file: string, graph: ReadonlyMap<string, readonly string[]>, trail: readonly string[]): readonly string[] {
  if (trail.includes(file)) return trail[0] === file ? [...trail, file] : [];
  for (const next of graph.get(file) ?? []) {
    const circle = circleFrom(next, graph, [...trail, file]);
    if (circle.length > 0) return circle;
  }
  return [];
}
