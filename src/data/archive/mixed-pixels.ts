import { ByteReader } from '../byte-reader.ts';
import { GrowingRecords } from '../growing.ts';
import type { SampleCollector } from '../sample-collector.ts';

/**
 * Images are written gray or RGB as each of them is. Whether the version is gray is only known at the end; where both
 * were met, a second pass turns the gray ones into RGB, so the memory use stays flat.
 */
export class MixedPixels {
  readonly #channels = new GrowingRecords(1);
  readonly #met = new Set<1 | 3>();

  note(channels: 1 | 3): void {
    this.#channels.push(Uint8Array.of(channels));
    this.#met.add(channels);
  }

  /** Returns the channels that all samples now have. */
  async unify(collector: SampleCollector, { height, width }: { height: number; width: number }): Promise<1 | 3> {
    if (!this.#met.has(3)) return 1;
    if (this.#met.size === 1) return 3;
    const pixels = height * width;
    const channels = this.#channels.view();
    await collector.writer.replacePixels(async (images, append) => {
      const reader = new ByteReader(images);
      const gray = new Uint8Array(pixels);
      const colors = new Uint8Array(pixels * 3);
      for (const [position, count] of channels.entries()) {
        await reader.readInto(count === 1 ? gray : colors);
        if (count === 1) {
          for (let pixel = 0; pixel < pixels; pixel += 1) colors.fill(gray[pixel]!, pixel * 3, pixel * 3 + 3);
          collector.rehash(position, colors);
        }
        await append(colors);
      }
    });
    return 3;
  }
}
