import { hash } from 'node:crypto';

/**
 * A stream of random numbers that is the same on every machine for the same key: xoshiro128** (Blackman & Vigna 2018,
 * public domain reference in C), its state taken from SHA-256 of the key, so that neighbouring seeds share nothing.
 */
export class Random {
  readonly #state: Uint32Array;

  /** @param key  for example `shuffle 7 3` */
  constructor(key: string) {
    const bytes = hash('sha256', key, 'buffer');
    this.#state = Uint32Array.from({ length: 4 }, (_, index) => bytes.readUInt32LE(index * 4));
  }

  /** 0 to 2³² − 1. */
  uint32(): number {
    const s = this.#state;
    const result = Math.imul(rotate(Math.imul(s[1]!, 5), 7), 9) >>> 0;
    const shifted = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= shifted;
    s[3] = rotate(s[3]!, 11);
    return result;
  }

  /** 0 to below − 1, all equally likely; `below` is at most 2³². */
  below(below: number): number {
    const fair = 2 ** 32 - (2 ** 32 % below);
    for (;;) {
      const value = this.uint32();
      if (value < fair) return value % below;
    }
  }

  /** At least 0, less than 1, in steps of 2⁻³². */
  fraction(): number {
    return this.uint32() / 2 ** 32;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.fraction();
  }

  /** Mean 0, standard deviation 1 (Box & Muller 1958). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.fraction())) * Math.cos(2 * Math.PI * this.fraction());
  }

  /** Fisher–Yates, in place. */
  shuffle(values: Uint32Array): void {
    for (let last = values.length - 1; last > 0; last -= 1) {
      const other = this.below(last + 1);
      const value = values[last]!;
      values[last] = values[other]!;
      values[other] = value;
    }
  }
}

const rotate = (value: number, by: number) => (value << by) | (value >>> (32 - by));
