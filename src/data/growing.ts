/** Fixed-size records of bytes, one after another, in memory that doubles as it fills. */
export class GrowingRecords {
  readonly recordBytes: number;
  #bytes: Uint8Array<ArrayBuffer>;
  #count = 0;

  constructor(recordBytes: number) {
    this.recordBytes = recordBytes;
    this.#bytes = new Uint8Array(recordBytes * 1024);
  }

  get count(): number {
    return this.#count;
  }

  push(record: Uint8Array): void {
    const end = (this.#count + 1) * this.recordBytes;
    if (end > this.#bytes.byteLength) {
      const larger = new Uint8Array(this.#bytes.byteLength * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(record, end - this.recordBytes);
    this.#count += 1;
  }

  /** All records; a view, valid until the next push. */
  view(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#count * this.recordBytes);
  }
}

/** 32-bit numbers in memory that doubles as it fills. */
export class GrowingNumbers {
  #values = new Uint32Array(1024);
  #count = 0;

  push(value: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Uint32Array(this.#values.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#count] = value;
    this.#count += 1;
  }

  /** All numbers; a view, valid until the next push. */
  view(): Uint32Array<ArrayBuffer> {
    return this.#values.subarray(0, this.#count);
  }
}
