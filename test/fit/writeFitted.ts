import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const file = path.join(import.meta.dirname, '../../src/engine/fitted.ts');

/** A constant of the generated file. */
export interface FittedConstant {
  readonly name: string;
  readonly type: string;
  /** What it is, and how well it did; lines of the comment above it. */
  readonly about: readonly string[];
  readonly value: object | string;
  /** Name of a constant above that this one takes the rest of its values from. */
  readonly base?: string;
}

/** Replaces constants of the generated file, with the comments above them; the others stay. Throws where one is not there. */
export async function writeFitted(constants: readonly FittedConstant[]): Promise<void> {
  const text = await readFile(file, 'utf8');
  await writeFile(file, constants.reduce(replaceConstant, text));
}

/** Constants are blocks between blank lines. */
export function replaceConstant(text: string, { name, type, about, value, base }: FittedConstant): string {
  const blocks = text.trimEnd().split('\n\n');
  const at = blocks.findIndex((block) => new RegExp(`^export const ${name}\\b`, 'm').test(block));
  if (at < 0) throw new Error(`the generated file has no ${name}`);
  const comment = about.length === 1 ? `/** ${about[0]} */` : ['/**', ...about.map((line) => ` * ${line}`), ' */'].join('\n');
  return `${blocks.with(at, `${comment}\nexport const ${name}${type === '' ? '' : `: ${type}`} = ${sourceOf(value, base)};`).join('\n\n')}\n`;
}

/** Objects of numbers stand in one line where they are short; numbers have four significant digits. */
function sourceOf(value: unknown, base?: string, indent = ''): string {
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return String(Number(value.toPrecision(4)));
  if (typeof value !== 'object' || value === null) return `'${String(value)}'`;
  const inner = `${indent}  `;
  const entries = [...(base === undefined ? [] : [`...${base}`]), ...Object.entries(value).map(([name, entry]) => `${name}: ${sourceOf(entry, undefined, inner)}`)];
  const line = `{ ${entries.join(', ')} }`;
  return line.length <= 120 && !Object.values(value).some((entry) => typeof entry === 'object') ? line : `{\n${entries.map((entry) => `${inner}${entry},\n`).join('')}${indent}}`;
}
