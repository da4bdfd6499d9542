import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { codeOriginAt, codeOriginOf } from '../engine/codeOrigin.ts';
import { SearchError } from '../engine/errors.ts';
import { searchSimilar } from '../engine/similar.ts';
import type { CodeOrigin } from '../engine/codeTerms.ts';
import type { SearchUpdate } from '../engine/types.ts';
import { type CliArguments, UsageError } from './arguments.ts';
import { type CliContext, exitCodes, optionsOf, scopeOf } from './commands.ts';
import { formatUpdate, jsonOf } from './format.ts';
import { gitFolders } from './gitFolders.ts';

/** `src/a.ts:12` or `src/a.ts:12-40`; the file's own name may hold colons. */
const place = /^(?<file>.+):(?<first>\d{1,9})(?:-(?<last>\d{1,9}))?$/s;

/** `similar`: code like the lines that are named, or like what stands around one line. @returns exit code */
export async function runSimilar(given: CliArguments, context: CliContext): Promise<number> {
  const [named, ...others] = given.positionals;
  if (named === undefined) throw new UsageError('similar needs a place: FILE:LINE or FILE:LINE-LINE');
  const folders = (others.length > 0 ? others : ['.']).map((folder) => path.resolve(context.currentFolder, folder));
  const options = optionsOf(given, 10);
  const origin = await originOf(named, folders, given, context);
  let last: SearchUpdate | undefined;
  for await (const update of searchSimilar(origin, scopeOf(given, await gitFolders(given, folders, context.signal)), options, context.ports, context.signal)) last = update;
  if (!last) throw new SearchError('textSearchFailed', 'the search ended without an answer');
  await context.print(given.json ? JSON.stringify(jsonOf(last, given.explain)) : formatUpdate(last, { isColored: context.isColored, explain: given.explain, currentFolder: context.currentFolder }));
  return last.results.length > 0 ? exitCodes.results : exitCodes.none;
}

/** @throws UsageError where the place or its file is wrong */
async function originOf(named: string, folders: readonly string[], given: CliArguments, { currentFolder, ports, signal }: CliContext): Promise<CodeOrigin> {
  const { file: name = '', first = '', last } = place.exec(named)?.groups ?? {};
  const startLine = Number(first);
  if (name === '' || startLine === 0 || Number(last ?? first) < startLine) throw new UsageError(`'${named.slice(0, 100)}' is no place: FILE:LINE or FILE:LINE-LINE`);
  const absolute = path.resolve(currentFolder, name);
  const options = optionsOf(given, 10);
  const lines = await linesOf(absolute, name, options.maxFileBytes);
  if (startLine > lines.length) throw new UsageError(`${name} has ${lines.length} lines`);
  const folder = folders.find((one) => isBelow(one, absolute)) ?? path.dirname(absolute);
  const file = { folder, path: path.relative(folder, absolute).replaceAll(path.sep, '/') };
  return last === undefined ? codeOriginAt(file, lines, startLine, options, ports.snippets, signal) : codeOriginOf(file, lines, startLine, Number(last));
}

async function linesOf(file: string, name: string, maxBytes: number): Promise<string[]> {
  const stats = await stat(file).catch(() => undefined);
  if (!stats?.isFile()) throw new UsageError(`${name} is no file`);
  if (stats.size > maxBytes) throw new UsageError(`${name} is larger than ${maxBytes / 1024} KB`);
  return (await readFile(file, 'utf8')).split(/\r\n|\n|\r/);
}

function isBelow(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
