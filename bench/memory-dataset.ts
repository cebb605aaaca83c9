import type { Batch, Dataset, ImageDescription, SplitName } from 'flywheel/plugin';

/** The images of one split, a byte for each channel of a pixel. */
export interface ImageSplit {
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/** A dataset version whose images are all in memory, for measuring a plugin without the platform around it. */
export function memoryDataset(image: ImageDescription['image'], classes: readonly string[], splits: Readonly<Record<SplitName, ImageSplit>>): Dataset<'IMAGE'> {
  const size = image.height * image.width * image.channels;
  const count = (split: SplitName) => splits[split].labels.length;
  return {
    kind: 'IMAGE',
    image,
    classes,
    counts: { TRAIN: count('TRAIN'), VALIDATION: count('VALIDATION'), TEST: count('TEST') },
    async *batches({ split, size: batchSize, shuffle, from = 0 }) {
      const order = shuffle === undefined ? Uint32Array.from({ length: count(split) }, (_, k) => k) : shuffled(count(split), shuffle.seed * 65_537 + shuffle.epoch);
      for (let start = from * batchSize; start < order.length; start += batchSize) {
        yield gather(splits[split], size, order.subarray(start, start + batchSize));
      }
    },
  };
}

function gather({ pixels, labels }: ImageSplit, size: number, samples: Uint32Array): Batch<'IMAGE'> {
  const images = new Float32Array(samples.length * size);
  samples.forEach((sample, k) => {
    for (let i = 0; i < size; i++) images[k * size + i] = (pixels[sample * size + i] ?? 0) / 255;
  });
  return { count: samples.length, images, labels: Int32Array.from(samples, (sample) => labels[sample] ?? -1) };
}

/** 0 to count − 1 in an order that the seed decides (Fisher & Yates; random numbers by Mulberry32). */
export function shuffled(count: number, seed: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, k) => k);
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  for (let k = count - 1; k > 0; k--) {
    const other = Math.floor(next() * (k + 1));
    [order[k], order[other]] = [order[other] ?? 0, order[k] ?? 0];
  }
  return order;
}
