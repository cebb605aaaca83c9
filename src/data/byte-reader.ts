/** Takes exact numbers of bytes from a stream of chunks. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Fills the target; returns how many bytes there were, fewer only at the end. */
  async readInto(target: Uint8Array): Promise<number> {
    let filled = 0;
    while (filled < target.byteLength) {
      if (this.#rest.byteLength === 0 && !(await this.#advance())) break;
      const part = this.#rest.subarray(0, target.byteLength - filled);
      target.set(part, filled);
      this.#rest = this.#rest.subarray(part.byteLength);
      filled += part.byteLength;
    }
    return filled;
  }

  /** Stops the source. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }

  async #advance(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done === true) return false;
    this.#rest = next.value;
    return true;
  }
}
