/** Pieces that are remembered at most; the rest is worked out each time. */
const MAX_ENTRIES = 1 << 15;
/** Twice the entries and more, so that a free place is near. A power of two. */
const SLOTS = 1 << 17;
/** Bytes of all pieces together: 32 each. */
const MAX_BYTES = 1 << 20;
/** Bytes of a piece: what is longer rarely comes again. */
const MAX_LENGTH = 40;

/**
 * Remembers a value for each piece of bytes, found without making a string of them: ripgrep's output is the same few thousand identifiers
 * again and again. A hash table with open addresses; two pieces are the same only where all their bytes are.
 */
export class ByteMemory<Value> {
  /** Numbers of entries, from 1 on; 0 is free. */
  readonly #slots = new Uint16Array(SLOTS);
  readonly #bytes = new Uint8Array(MAX_BYTES);
  /** Where the bytes of each entry end; those of the next begin there. */
  readonly #ends = new Uint32Array(MAX_ENTRIES + 1);
  /** By number of entry. */
  readonly #values: (Value | undefined)[] = [undefined];

  /**
   * The value of `bytes` from `start` up to `end`.
   * @param hash of the same bytes, by `nextHash`
   * @returns undefined where it is not remembered
   */
  get(bytes: Uint8Array, start: number, end: number, hash: number): Value | undefined {
    return this.#values[this.#slots[this.#slotOf(bytes, start, end, hash)] ?? 0];
  }

  /** Remembers the value of bytes that are not remembered yet, where there is room for them. */
  add(bytes: Uint8Array, start: number, end: number, hash: number, value: Value): void {
    const entry = this.#values.length;
    const from = this.#ends[entry - 1] ?? 0;
    if (end - start > MAX_LENGTH || entry > MAX_ENTRIES || from + end - start > MAX_BYTES) return;
    const slot = this.#slotOf(bytes, start, end, hash);
    this.#bytes.set(bytes.subarray(start, end), from);
    this.#values.push(value);
    this.#ends[entry] = from + end - start;
    this.#slots[slot] = entry;
  }

  /** Where the bytes are, or else the free place for them. */
  #slotOf(bytes: Uint8Array, start: number, end: number, hash: number): number {
    let slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    for (let entry = this.#slots[slot] ?? 0; entry > 0; entry = this.#slots[slot] ?? 0) {
      if (this.#isEqual(entry, bytes, start, end)) return slot;
      slot = (slot + 1) & (SLOTS - 1);
    }
    return slot;
  }

  #isEqual(entry: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.#ends[entry - 1] ?? 0;
    if ((this.#ends[entry] ?? 0) - from !== end - start) return false;
    for (let at = start; at < end; at++) if (bytes[at] !== this.#bytes[from + at - start]) return false;
    return true;
  }
}

/** Hash of some bytes from that of all but the last; 0 is that of none. */
export function nextHash(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}
