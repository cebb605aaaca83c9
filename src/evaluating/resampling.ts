import { Random } from '../data/random.ts';

/** Neighbours in the stored order are resampled together where a split has more samples than this: intervals stay as good, and the work is bounded. */
const MOST_BLOCKS = 10_000;

/**
 * Bootstrap resamples of a split (Efron 1979): how often each block of samples counts. The k-th resample depends on the number
 * of samples alone, so that what two models reach in it is paired (Koehn 2004), however long after one another they are measured.
 */
export class Resampling {
  readonly #count: number;
  readonly #random: Random;
  readonly blocks: number;

  /** @param count  samples of the split, also those that are not scored */
  constructor(count: number) {
    this.#count = count;
    this.#random = new Random(`resamples ${count}`);
    this.blocks = Math.min(count, MOST_BLOCKS);
  }

  /** @param place  within the split */
  blockOf(place: number): number {
    return Math.floor((place * this.blocks) / this.#count);
  }

  /** The next resample: how often each block is drawn. */
  next(): Uint16Array {
    const weights = new Uint16Array(this.blocks);
    for (let draw = 0; draw < this.blocks; draw += 1) {
      const block = this.#random.below(this.blocks);
      weights[block] = (weights[block] ?? 0) + 1;
    }
    return weights;
  }

  /** The split as it is. */
  whole(): Uint16Array {
    return new Uint16Array(this.blocks).fill(1);
  }
}
