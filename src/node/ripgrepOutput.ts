import type { TermMatcher } from '../engine/termMatcher.ts';
import type { TextSearchStats } from '../engine/types.ts';
import { ByteMemory, nextHash } from './byteMemory.ts';
import { pathOf } from './fileListing.ts';

const NEWLINE = 10;
const NUL = 0;
/** A path or a match longer than this is not taken in; it is not a name that anyone wrote. */
const MAX_RECORD_BYTES = 64 * 1024;

interface OutputLimits {
  readonly maxHits: number;
  readonly maxFiles: number;
}

/** What ripgrep prints among the matches where it meets a NUL: the file is binary after all, and what was found in it does not count. */
const binaryNotice = Buffer.from(': WARNING: stopped searching binary file after match');

function isBinaryNotice(bytes: Buffer, start: number, end: number): boolean {
  return end - start > binaryNotice.length && bytes.subarray(start, end).includes(binaryNotice);
}

/**
 * Reads what `rg --heading --null --only-matching --stats` prints: a path ended by NUL, its matches a line each, an empty line, and so on;
 * the statistics last. Bytes come in any portions; one record is held at a time.
 */
export class RipgrepOutput {
  readonly #matcher: TermMatcher;
  readonly #termsOf = new ByteMemory<readonly number[]>();
  readonly #limits: OutputLimits;
  readonly #onFile: (path: string, counts: Float64Array) => void;
  #rest: Buffer = Buffer.alloc(0);
  #path: string | undefined;
  #counts: Float64Array | undefined;
  #hits = 0;
  #files = 0;
  #statistics: string[] = [];
  #isSkipping = false;
  hasOutput = false;

  constructor(matcher: TermMatcher, limits: OutputLimits, onFile: (path: string, counts: Float64Array) => void) {
    this.#matcher = matcher;
    this.#limits = limits;
    this.#onFile = onFile;
  }

  /** True when there is more than anyone needs, and the pass may stop. */
  get isFull(): boolean {
    return this.#hits > this.#limits.maxHits || this.#files >= this.#limits.maxFiles;
  }

  push(chunk: Buffer): void {
    this.hasOutput = true;
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    let start = 0;
    while (start < bytes.length) {
      const end = this.#path === undefined ? this.#readPath(bytes, start) : this.#readMatch(bytes, start);
      if (end < 0) break;
      start = end;
    }
    this.#rest = start < bytes.length ? Buffer.from(bytes.subarray(start)) : Buffer.alloc(0);
    if (this.#rest.length > MAX_RECORD_BYTES && this.#path !== undefined) {
      this.#rest = Buffer.alloc(0);
      this.#isSkipping = true;
    }
  }

  /** Between files: a path up to NUL, with whatever newlines are in it. Without NUL it is the statistics, or not yet whole. */
  #readPath(bytes: Buffer, start: number): number {
    const end = bytes.indexOf(NUL, start);
    if (end < 0) return -1;
    this.#path = pathOf(bytes.toString('utf8', start, end));
    return end + 1;
  }

  #readMatch(bytes: Buffer, start: number): number {
    let hash = 0;
    let end = start;
    for (; end < bytes.length && bytes[end] !== NEWLINE; end++) hash = nextHash(hash, bytes[end] ?? 0);
    if (end === bytes.length) return -1;
    if (this.#isSkipping) this.#isSkipping = false;
    else if (end === start) this.#closeFile();
    else if (isBinaryNotice(bytes, start, end)) this.#counts = undefined;
    else if (end - start <= MAX_RECORD_BYTES) this.#count(this.#termsOf.get(bytes, start, end, hash) ?? this.#match(bytes, start, end, hash));
    return end + 1;
  }

  #match(bytes: Buffer, start: number, end: number, hash: number): readonly number[] {
    const terms = this.#matcher.termsOfMatch(bytes.toString('utf8', start, bytes[end - 1] === 13 ? end - 1 : end));
    this.#termsOf.add(bytes, start, end, hash, terms);
    return terms;
  }

  #count(terms: readonly number[]): void {
    for (const term of terms) {
      this.#counts ??= new Float64Array(this.#matcher.termCount);
      this.#counts[term] = (this.#counts[term] ?? 0) + 1;
      this.#hits++;
    }
  }

  #closeFile(): void {
    if (this.#path !== undefined && this.#counts) {
      this.#files++;
      this.#onFile(this.#path, this.#counts);
    }
    this.#path = undefined;
    this.#counts = undefined;
  }

  /** To be called once, after the last bytes. */
  end(): TextSearchStats {
    this.#closeFile();
    this.#statistics = this.#rest.toString('utf8').split('\n');
    return { filesSearched: this.#statistic('files searched'), bytesSearched: this.#statistic('bytes searched'), isTruncated: this.isFull };
  }

  #statistic(name: string): number {
    const line = this.#statistics.find((entry) => entry.endsWith(name));
    return line ? Number.parseInt(line, 10) : 0;
  }
}
