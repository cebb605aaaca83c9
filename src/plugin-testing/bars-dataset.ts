import type { Batch, Dataset } from '../plugin/index.ts';

export interface BarsOptions {
  /** Pixels; 8 × 8 × 1 where absent. */
  readonly height?: number;
  readonly width?: number;
  readonly channels?: 1 | 3;
  /** Samples of each split; 48, 16 and 16 where absent. */
  readonly train?: number;
  readonly validation?: number;
  readonly test?: number;
  readonly classes?: number;
  /** What a sample of each class counts: batches of TRAIN then have `weights`, as of a run with CLASS_WEIGHTS. */
  readonly weights?: readonly number[];
}

/** A made-up dataset of images: bright rows at a place that the label decides, with a little noise. Learned in a few steps, any size, no files. */
export function barsDataset(options: BarsOptions = {}): Dataset<'IMAGE'> {
  const { height = 8, width = 8, channels = 1, train = 48, validation = 16, test = 16, classes = 4, weights } = options;
  const size = height * width * channels;
  const counts = { TRAIN: train, VALIDATION: validation, TEST: test };
  /** Samples of different splits differ. */
  const first = { TRAIN: 0, VALIDATION: 10_000, TEST: 20_000 };
  return {
    kind: 'IMAGE',
    image: { height, width, channels },
    classes: Array.from({ length: classes }, (_, index) => `bar ${index}`),
    counts,
    async *batches({ split, size: batchSize, shuffle, from = 0 }) {
      const order = Array.from({ length: counts[split] }, (_, index) => index);
      if (shuffle !== undefined) order.sort((a, b) => sortKey(a, shuffle) - sortKey(b, shuffle));
      for (let start = from * batchSize; start < order.length; start += batchSize) {
        const batch = batchOf(order.slice(start, start + batchSize).map((index) => index + first[split]));
        yield weights && split === 'TRAIN' ? { ...batch, weights: Float32Array.from(batch.labels, (label) => weights[label] ?? 1) } : batch;
      }
    },
  };

  function pixel(sample: number, place: number): number {
    const row = Math.floor(place / (width * channels));
    return row % classes === sample % classes ? 0.9 : ((sample * 31 + place * 17) % 10) / 50;
  }

  function batchOf(samples: readonly number[]): Batch<'IMAGE'> {
    const images = Float32Array.from({ length: samples.length * size }, (_, index) => pixel(samples[Math.floor(index / size)] ?? 0, index % size));
    return { count: samples.length, images, labels: Int32Array.from(samples, (sample) => sample % classes) };
  }
}

const sortKey = (sample: number, { seed, epoch }: { seed: number; epoch: number }) => (Math.sin((sample + 1) * (epoch + 1) * 12.9898 + seed) * 43_758.5453) % 1;
