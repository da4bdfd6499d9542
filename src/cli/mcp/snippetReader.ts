import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { AgentInputError, type AgentInput } from '../../engine/agentInput.ts';
import { numberedLines, printableName } from '../../engine/agentText.ts';
import type { readSnippetTool } from '../../engine/agentTools.ts';
import { isInside, readTextFile } from '../../node/diskFiles.ts';

/** Most lines of one answer, and as many as are given where no end is named. */
const MAX_LINES = 400;
const USUAL_LINES = 200;

export interface FileLines {
  /** As it was asked for. */
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  /** Lines of the whole file. */
  readonly lineCount: number;
  readonly code: string;
}

/**
 * Lines of a file inside the folders, wherever links lead.
 * @param folders absolute paths
 * @param maxFileBytes files above this size are refused
 * @returns the lines as data, and as text within `maxCharacters`
 * @throws AgentInputError where there is no such file inside, it is no text, or it has no such lines
 */
export async function readSnippet(input: AgentInput<typeof readSnippetTool.inputSchema>, folders: readonly string[], maxFileBytes: number): Promise<{ text: string; lines: FileLines }> {
  const { startLine, maxCharacters } = input;
  const endLine = Math.min(input.endLine ?? startLine + USUAL_LINES - 1, startLine + MAX_LINES - 1);
  if (endLine < startLine) throw new AgentInputError('The argument "endLine" must not be less than "startLine".');
  const { lines } = await linesOf(input.path, folders, maxFileBytes);
  if (startLine > lines.length) throw new AgentInputError(`${printableName(input.path)} has ${lines.length} lines only.`);
  const headOf = (last: number): string => `${printableName(input.path)}:${startLine}-${last} of ${lines.length} lines\n`;
  const { text, code, lastLine } = numberedLines(lines.slice(startLine - 1, endLine), startLine, Math.max(100, maxCharacters - headOf(endLine).length));
  return { text: `${headOf(lastLine)}${text}`, lines: { path: input.path, startLine, endLine: lastLine, lineCount: lines.length, code } };
}

/** The lines of a file, and where it lies: its folder as it was given, its path relative to that. Errors as of `readSnippet`. */
export async function linesOf(file: string, folders: readonly string[], maxFileBytes: number): Promise<{ readonly folder: string; readonly path: string; readonly lines: readonly string[] }> {
  const place = await placeOf(file, folders);
  const read = await readTextFile(place.realFolder, place.path, maxFileBytes);
  if (read === undefined || read === 'unchanged') throw new AgentInputError(`${printableName(file)} cannot be read: it is no text file, minified or larger than ${Math.round(maxFileBytes / 1024)} KB.`);
  const lines = read.text.split(/\r?\n/);
  if (lines.length > 1 && lines.at(-1) === '') lines.pop();
  return { folder: place.folder, path: place.path.replaceAll(path.sep, '/'), lines };
}

/** The real place of a file that lies inside one of the folders. What lies outside is not told apart from what does not exist. */
async function placeOf(file: string, folders: readonly string[]): Promise<{ readonly folder: string; readonly realFolder: string; readonly path: string }> {
  for (const folder of folders) {
    const [realFolder, realFile] = await Promise.all([realpath(folder), realpath(path.resolve(folder, file))]).catch(() => []);
    if (realFolder !== undefined && realFile !== undefined && isInside(realFolder, realFile)) return { folder, realFolder, path: path.relative(realFolder, realFile) };
  }
  throw new AgentInputError(`There is no file ${printableName(file)} in ${folders.map(printableName).join(', ')}: name it as a search result does.`);
}
