import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { modelCatalogue } from '../../../src/engine/modelCatalogue.ts';

const repository = path.resolve(import.meta.dirname, '../../..');

/** Languages that there is a translation for, by the name that the editor gives them. */
export const translatedLanguages = ['es', 'zh-cn'] as const;

/** A call of `l10n.t`, or of the function of that kind that was passed in, with its text; also where it begins on the next line. */
const translated = /(?<![\w.$])(?:l10n\.)?t\(\s*(?:'((?:[^'\\\n]|\\.)*)'|`([^`$\\]*)`)/g;

/** Every text that the code shows, in the order of the files, and what the catalogue says of models. */
export async function uiStrings(): Promise<string[]> {
  const src = path.join(repository, 'src');
  const files = (await readdir(src, { recursive: true })).filter((file) => file.endsWith('.ts'));
  const texts = await Promise.all(files.toSorted().map((file) => readFile(path.join(src, file), 'utf8')));
  return [...new Set([...texts.flatMap(stringsIn), ...modelCatalogue.flatMap(({ languages, goodFor }) => [languages, goodFor])])];
}

/** The texts of the calls in one file. */
export function stringsIn(code: string): string[] {
  return [...code.matchAll(translated)].map(([, quoted, plain = '']) => (quoted === undefined ? plain : quoted.replace(/\\(.)/g, '$1')));
}

/** A file of texts by key. @param file relative to the project */
export async function readTexts(file: string): Promise<Record<string, string>> {
  return JSON.parse(await readFile(path.join(repository, file), 'utf8')) as Record<string, string>;
}
