import { mixed } from './shingles.ts';

/**
 * Keys by which likely near-duplicates are found: MinHash by one permutation with optimal densification (Shrivastava 2017), in bands.
 * Two texts of Jaccard similarity s agree in a given key with probability s^rows, so in one of `bands` with 1 − (1 − s^rows)^bands.
 */
export class MinHash {
  readonly bands: number;
  readonly #rows: number;
  readonly #bins: Uint32Array;
  readonly #filled: Uint8Array;

  constructor(bands: number, rows: number) {
    this.bands = bands;
    this.#rows = rows;
    this.#bins = new Uint32Array(bands * rows);
    this.#filled = new Uint8Array(bands * rows);
  }

  /** Writes a key (32 bits, signed) per band. @param shingles  at least one */
  keys(shingles: Uint32Array, keys: Int32Array): void {
    const [bins, filled] = [this.#bins, this.#filled];
    filled.fill(0);
    for (const shingle of shingles) {
      const bin = shingle % bins.length;
      const value = mixed(shingle ^ 0x9e3779b9);
      if (filled[bin] === 1 && bins[bin]! <= value) continue;
      bins[bin] = value;
      filled[bin] = 1;
    }
    for (let band = 0; band < this.bands; band += 1) {
      let key = band;
      for (let row = 0; row < this.#rows; row += 1) key = mixed(Math.imul(key, 31) ^ this.#valueOf(band * this.#rows + row));
      keys[band] = key | 0;
    }
  }

  /** An empty bin borrows from another, chosen by a hash of its own. */
  #valueOf(bin: number): number {
    let from = bin;
    for (let attempt = 1; this.#filled[from] === 0; attempt += 1) from = mixed(Math.imul(bin + 1, 0x9e3779b1) + attempt) % this.#bins.length;
    return this.#bins[from]!;
  }
}
