const EMPTY = -1;

/**
 * Pairs of tokens, numbered from 0 as they are added: open addressing over typed arrays. A Map of such keys holds at most
 * 16.7 million, and each key is an object.
 */
export class PairTable {
  #lefts: Int32Array;
  #rights: Int32Array;
  /** Numbers of pairs at the places that their hashes give, or the next free ones. */
  #places: Int32Array;
  #size = 0;

  constructor(capacity = 1024) {
    this.#lefts = new Int32Array(capacity);
    this.#rights = new Int32Array(capacity);
    this.#places = emptyPlaces(capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** The pair's number, or −1. */
  find(left: number, right: number): number {
    return this.#places[this.#placeOf(left, right)] ?? EMPTY;
  }

  /** The pair's number, a new one where it has none. */
  add(left: number, right: number): number {
    const place = this.#placeOf(left, right);
    const known = this.#places[place] ?? EMPTY;
    if (known !== EMPTY) return known;
    if (this.#size === this.#lefts.length) {
      this.#grow();
      return this.add(left, right);
    }
    this.#lefts[this.#size] = left;
    this.#rights[this.#size] = right;
    this.#places[place] = this.#size;
    return this.#size++;
  }

  /** The two tokens of a pair by its number. */
  at(number: number): readonly [left: number, right: number] {
    return [this.#lefts[number] ?? EMPTY, this.#rights[number] ?? EMPTY];
  }

  /** Left tokens, then right ones, in the order of the numbers: int32, little-endian. */
  toBytes(): Uint8Array {
    const bytes = new DataView(new ArrayBuffer(8 * this.#size));
    for (let number = 0; number < this.#size; number++) {
      bytes.setInt32(4 * number, this.#lefts[number] ?? 0, true);
      bytes.setInt32(4 * (this.#size + number), this.#rights[number] ?? 0, true);
    }
    return new Uint8Array(bytes.buffer);
  }

  static fromBytes(bytes: Uint8Array): PairTable {
    const size = bytes.byteLength / 8;
    if (!Number.isInteger(size)) throw new Error(`The file of pairs has ${bytes.byteLength} bytes, which is no multiple of 8.`);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const table = new PairTable(Math.max(1, size));
    for (let number = 0; number < size; number++) table.add(view.getInt32(4 * number, true), view.getInt32(4 * (size + number), true));
    if (table.size !== size) throw new Error('The file of pairs has a pair twice.');
    return table;
  }

  #placeOf(left: number, right: number): number {
    const mask = this.#places.length - 1;
    let hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0x2c1b3c6d);
    for (let place = (hash ^ (hash >>> 12)) & mask; ; place = (place + 1) & mask) {
      const number = this.#places[place] ?? EMPTY;
      if (number === EMPTY || (this.#lefts[number] === left && this.#rights[number] === right)) return place;
    }
  }

  #grow(): void {
    const capacity = 2 * this.#lefts.length;
    this.#lefts = grown(this.#lefts, capacity);
    this.#rights = grown(this.#rights, capacity);
    this.#places = emptyPlaces(capacity);
    for (let number = 0; number < this.#size; number++) this.#places[this.#placeOf(this.#lefts[number] ?? 0, this.#rights[number] ?? 0)] = number;
  }
}

/** At most half of the places are taken. */
function emptyPlaces(capacity: number): Int32Array {
  return new Int32Array(2 ** Math.ceil(Math.log2(2 * capacity))).fill(EMPTY);
}

function grown(old: Int32Array, capacity: number): Int32Array {
  const all = new Int32Array(capacity);
  all.set(old);
  return all;
}
