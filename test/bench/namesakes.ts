import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { isDocsFile } from '../../src/engine/fileRole.ts';
import { splitIdentifier } from '../../src/engine/identifiers.ts';
import { languageOf } from '../../src/engine/languages.ts';
import type { FileLines } from '../../src/engine/measures.ts';
import type { Block } from '../../src/engine/snippets.ts';
import { seededRandom } from '../../src/engine/statistics.ts';
import { textOutline } from '../../src/engine/textOutline.ts';
import type { CodeOrigin } from '../../src/engine/codeTerms.ts';
import type { TreeSitter } from '../../src/node/treeSitter.ts';

/** Functions of one name in several files: overrides, variants for platforms, parallel implementations. What one of them is like, the others are. */
export interface Namesakes {
  readonly repository: string;
  readonly name: string;
  /** One of them, drawn by chance. */
  readonly origin: CodeOrigin;
  /** All others. */
  readonly others: readonly FileLines[];
}

/** Lines of a function that says enough, and that is one snippet. */
const LEAST_LINES = 6;
const MOST_LINES = 60;
/** More functions of one name than this have a name and nothing else in common. */
const MOST_NAMESAKES = 6;
const LEAST_NAME = 6;
const MAX_BYTES = 300_000;
const SEED = 17;
/** Code of others, and languages without functions. */
const leftOut = /(?:^|\/)(?:\.git|node_modules|vendor|third_party|dist|build|docs_src|snippets)\/|\.d\.ts$/;
const markup = new Set(['html', 'css', 'scss', 'sql', 'vue', 'svelte', 'makefile', 'dockerfile', 'cmake']);

/** @param count groups of one repository at most, always the same @param trees absolute */
export async function namesakesOf(repository: string, trees: string, count: number, treeSitter: TreeSitter): Promise<Namesakes[]> {
  const folder = path.join(trees, repository);
  const byName = new Map<string, CodeOrigin[]>();
  for (const file of (await readdir(folder, { recursive: true })).map((name) => name.replaceAll(path.sep, '/')).sort()) {
    for (const { name, origin } of await functionsIn(folder, file, treeSitter)) byName.set(name, [...(byName.get(name) ?? []), origin]);
  }
  const random = seededRandom(SEED);
  const groups = [...byName].filter(([name, group]) => isTelling(name) && group.length <= MOST_NAMESAKES && new Set(group.map(({ path: file }) => file)).size > 1);
  const drawn = groups.sort(([a], [b]) => (a < b ? -1 : 1)).map((group) => ({ group, at: random() })).sort((a, b) => a.at - b.at).slice(0, count);
  return drawn.flatMap(({ group: [name, group] }) => {
    const origin = group[Math.floor(random() * group.length)];
    return origin ? [{ repository, name, origin, others: group.filter((other) => other !== origin) }] : [];
  });
}

/** Two words or more: `close` and `toString` are alike in name alone. */
function isTelling(name: string): boolean {
  return name.length >= LEAST_NAME && splitIdentifier(name).length > 1;
}

async function functionsIn(folder: string, file: string, treeSitter: TreeSitter): Promise<{ name: string; origin: CodeOrigin }[]> {
  const language = languageOf(file);
  if (language.role !== 'code' || isDocsFile(file) || markup.has(language.id) || leftOut.test(file)) return [];
  const stats = await stat(path.join(folder, file));
  if (!stats.isFile() || stats.size > MAX_BYTES) return [];
  const lines = (await readFile(path.join(folder, file), 'utf8')).split(/\r\n|\n|\r/);
  const parsed = language.grammar === undefined ? undefined : await treeSitter.outline(lines.join('\n'), language.grammar);
  return allBlocks(parsed ?? textOutline(lines, language.id)).flatMap(({ kind, name, startLine, endLine }) => {
    const length = endLine - startLine + 1;
    if (kind !== 'function' || name === undefined || length < LEAST_LINES || length > MOST_LINES) return [];
    return [{ name, origin: { folder, path: file, language: language.id, startLine, endLine, text: lines.slice(startLine - 1, endLine).join('\n') } }];
  });
}

function allBlocks(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block) => [block, ...allBlocks(block.children)]);
}
