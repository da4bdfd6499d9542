const NEWLINE = 10;

/** Reads a stream by lines and by numbers of bytes. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #buffered: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** The text up to the next newline, without it. @throws Error where the stream ends before */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#buffered.indexOf(NEWLINE);
      if (end >= 0) return this.#cut(end, 1).toString('utf8');
      await this.#fill(this.#buffered.length + 1);
    }
  }

  /** Exactly so many bytes. @throws Error where the stream ends before */
  async take(count: number): Promise<Buffer> {
    await this.#fill(count);
    return this.#cut(count, 0);
  }

  #cut(count: number, passedOver: number): Buffer {
    const cut = this.#buffered.subarray(0, count);
    this.#buffered = this.#buffered.subarray(count + passedOver);
    return cut;
  }

  async #fill(count: number): Promise<void> {
    const chunks = [this.#buffered];
    for (let length = this.#buffered.length; length < count; ) {
      const { value, done } = await this.#chunks.next();
      if (done) throw new Error('the stream ended too early');
      chunks.push(value);
      length += value.length;
    }
    if (chunks.length > 1) this.#buffered = Buffer.concat(chunks);
  }
}
