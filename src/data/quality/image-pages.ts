import type { ImagePixels } from '../version/open-version.ts';

/** Bytes that are read at once where the images lie side by side. */
const AHEAD = 2 ** 20;

/** Reads images by their place. Those that lie near to each other are read at once; at most 1 MiB, or one image, is held. */
export class ImagePages {
  readonly #images: ImagePixels;
  readonly #total: number;
  readonly #buffer: Uint8Array;

  constructor(images: ImagePixels) {
    this.#images = images;
    this.#total = images.blob.sizeBytes / images.recordBytes;
    this.#buffer = new Uint8Array(Math.max(1, Math.floor(AHEAD / images.recordBytes)) * images.recordBytes);
  }

  /** @param visit  gets bytes that hold the image from `from` on, and its index in `places`; in the order of `places` lying in the file */
  async each(places: readonly number[], visit: (pixels: Uint8Array, from: number, index: number) => void): Promise<void> {
    const { recordBytes, blob } = this.#images;
    const held = this.#buffer.byteLength / recordBytes;
    let first = -1;
    let count = 0;
    for (const index of places.map((_, place) => place).sort((a, b) => places[a]! - places[b]!)) {
      const place = places[index]!;
      if (first < 0 || place >= first + count) {
        first = place;
        count = Math.min(held, this.#total - place);
        await blob.readInto(this.#buffer.subarray(0, count * recordBytes), place * recordBytes);
      }
      visit(this.#buffer, (place - first) * recordBytes, index);
    }
  }
}
