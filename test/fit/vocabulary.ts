/**
 * Learns which words of code stand for words of questions, and writes src/engine/vocabulary.ts.
 * usage: npm run fit:vocabulary -- --corpus DIR
 * DIR holds documented code: queries with the snippets that answer them (see documentedCode.ts). The same corpus gives the same file.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readCorpus } from './documentedCode.ts';
import { choosePairs } from './pairChoice.ts';
import { translationsIn } from './translationModel.ts';

const file = path.join(import.meta.dirname, '../../src/engine/vocabulary.ts');
const head = `/** Words of questions, each with the words of code that may stand for it and how surely, in percent. Made by \`npm run fit:vocabulary\`. */
export const vocabulary: Readonly<Record<string, string>> = {
`;

const { values } = parseArgs({ options: { corpus: { type: 'string' } } });
if (values.corpus === undefined) {
  process.stderr.write('fit:vocabulary needs --corpus DIR; see docs/ranking.md\n');
  process.exit(2);
}
const { examples, spelling, commonParts, uses } = await readCorpus(values.corpus);
const chosen = choosePairs(translationsIn(examples), commonParts, uses);
const lines = [...chosen].map(([word, pairs]) => `  ${spelling(word)}: '${pairs.map(({ part, percent }) => `${spelling(part)} ${percent}`).join(', ')}',`);
await writeFile(file, `${head}${lines.sort().join('\n')}\n};\n`);
process.stdout.write(`${examples.length} examples, ${chosen.size} words, ${lines.join('\n').length} characters\n`);
