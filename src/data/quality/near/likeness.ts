import type { ImagePixels } from '../../version/open-version.ts';

/** Fields a side that larger images are averaged to: what compression and scaling change is finer. */
const SIDE = 32;

/** How alike two images are: the correlation of their values, each channel by itself, once averaged to at most 32 × 32 fields. */
export class Likeness {
  readonly #images: ImagePixels;
  readonly #rows: number;
  readonly #columns: number;

  constructor(images: ImagePixels) {
    this.#images = images;
    this.#rows = Math.min(SIDE, images.height);
    this.#columns = Math.min(SIDE, images.width);
  }

  /** Mean values of the fields. */
  fields(pixels: Uint8Array): Float32Array {
    const { height, width, channels } = this.#images;
    const [sums, counts] = [new Float32Array(this.#rows * this.#columns * channels), new Uint32Array(this.#rows * this.#columns)];
    for (let y = 0, at = 0; y < height; y += 1) {
      const row = Math.floor((y * this.#rows) / height) * this.#columns;
      for (let x = 0; x < width; x += 1, at += channels) {
        const field = row + Math.floor((x * this.#columns) / width);
        counts[field]! += 1;
        for (let channel = 0; channel < channels; channel += 1) sums[field * channels + channel]! += pixels[at + channel]!;
      }
    }
    return sums.map((sum, place) => sum / counts[Math.floor(place / channels)]!);
  }

  /** Pearson's, −1 to 1; 0 where one of them is blank. */
  of(one: Float32Array, other: Float32Array): number {
    let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
    for (let index = 0; index < one.length; index += 1) {
      const [x, y] = [one[index]!, other[index]!];
      a += x;
      b += y;
      aa += x * x;
      bb += y * y;
      ab += x * y;
    }
    const spread = Math.sqrt((aa - (a * a) / one.length) * (bb - (b * b) / one.length));
    return spread > 0 ? (ab - (a * b) / one.length) / spread : 0;
  }
}
