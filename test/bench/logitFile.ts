import { createHash } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Hexadecimal digits of a digest that are kept: 96 bits, so that no two pairs of a benchmark ever share a key. */
const KEY_DIGITS = 24;

/**
 * Logits on disk, so that a pair is scored once: a text file for each kind of scoring, a line `key logit` for each pair.
 * Several processes may append to one file at a time. Empty the folder when the model process puts pairs together in another way.
 */
export class LogitFile {
  readonly #file: string;
  readonly #logits: Map<string, number>;

  private constructor(file: string, logits: Map<string, number>) {
    this.#file = file;
    this.#logits = logits;
  }

  /** @param scoring everything that a logit depends on besides query and passage */
  static async open(folder: string, scoring: Readonly<Record<string, unknown>>): Promise<LogitFile> {
    await mkdir(folder, { recursive: true });
    const description = JSON.stringify(scoring);
    const file = path.join(folder, `logits-${keyOf(description).slice(0, 12)}.txt`);
    const known = await readFile(file, 'utf8').catch(() => undefined);
    // What follows a line that was cut off begins on a line of its own.
    if (known?.endsWith('\n') !== true) await appendFile(file, known === undefined ? `${description}\n` : '\n');
    return new LogitFile(file, new Map((known ?? '').split('\n').flatMap(entryOf)));
  }

  get(key: string): number | undefined {
    return this.#logits.get(key);
  }

  async add(entries: readonly (readonly [key: string, logit: number])[]): Promise<void> {
    for (const [key, logit] of entries) this.#logits.set(key, logit);
    await appendFile(this.#file, entries.map(([key, logit]) => `${key} ${logit.toFixed(5)}\n`).join(''));
  }
}

/** Digest of texts that are told apart wherever one ends. */
export function keyOf(...texts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, KEY_DIGITS);
}

/** Digest of a model's files: its documents aside, everything that can move a logit. */
export async function modelDigest(folder: string): Promise<string> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile() && !entry.name.endsWith('.md')).map((entry) => path.join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const name of names.sort()) hash.update(`${path.relative(folder, name).replaceAll('\\', '/')}\0`).update(await readFile(name));
  return hash.digest('hex').slice(0, KEY_DIGITS);
}

/** A line that was cut off when a process ended is no entry. */
function entryOf(line: string): [string, number][] {
  const [, key, logit] = /^([0-9a-f]{24}) (-?\d+\.\d{5})$/.exec(line) ?? [];
  return key === undefined ? [] : [[key, Number(logit)]];
}
