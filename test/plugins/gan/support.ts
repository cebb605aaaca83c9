import { parseValues, type Batch, type Dataset } from 'flywheel/plugin';
import { executor } from '../../../plugins/gan/executor.ts';
import { hyperparameters } from '../../../plugins/gan/hyperparameters.ts';
import { type HostEvent, type HostOptions, trainAsHost } from '../support/as-a-host.ts';

export { collect, tf, tools } from '../support/as-a-host.ts';

export interface Bars {
  readonly height?: number;
  readonly width?: number;
  readonly channels?: number;
  readonly train?: number;
  readonly validation?: number;
  readonly classes?: number;
}

/** A bright bar at a height that the label decides, at a place and a brightness that the sample decides; any size, no files. */
export function barsDataset({ height = 28, width = 28, channels = 1, train = 48, validation = 40, classes = 2 }: Bars = {}): Dataset<'IMAGE'> {
  const size = height * width * channels;
  const counts = { TRAIN: train, VALIDATION: validation, TEST: validation };
  const offset = { TRAIN: 0, VALIDATION: 10_000, TEST: 20_000 };
  const labelOf = (sample: number) => (classes === 0 ? -1 : sample % classes);
  const image = (sample: number) => {
    const middle = ((sample % Math.max(classes, 1)) + 0.5) * (height / Math.max(classes, 1)) + ((sample * 7) % 5) - 2;
    return Float32Array.from({ length: size }, (_, k) => {
      const [row, column] = [Math.floor(k / (width * channels)), Math.floor(k / channels) % width];
      return Math.abs(row - middle) < 3 && column > (sample * 13) % 10 ? 0.6 + ((sample * 31) % 40) / 100 : 0;
    });
  };
  return {
    kind: 'IMAGE',
    image: { height, width, channels },
    classes: Array.from({ length: classes }, (_, k) => `bar ${k}`),
    counts,
    async *batches({ split, size: batchSize, shuffle, from = 0 }) {
      const order = Array.from({ length: counts[split] }, (_, k) => k);
      if (shuffle !== undefined) order.sort((a, b) => key(a, shuffle) - key(b, shuffle));
      for (let start = from * batchSize; start < order.length; start += batchSize) yield batchOf(order.slice(start, start + batchSize).map((k) => k + offset[split]));
    },
  };

  function batchOf(samples: readonly number[]): Batch<'IMAGE'> {
    const images = new Float32Array(samples.length * size);
    samples.forEach((sample, k) => images.set(image(sample), k * size));
    return { count: samples.length, images, labels: Int32Array.from(samples, labelOf) };
  }
}

const key = (sample: number, { seed, epoch }: { seed: number; epoch: number }) => Math.sin((sample + 1) * (epoch + 1) * 12.9898 + seed) * 43_758.5453 % 1;

export type Seen = HostEvent[];

/** Small and quick, whatever it learns. */
export const small = { epochs: 2, batchSize: 8, filters: 4, latentSize: 6 };

/** Trains a small GAN as a host does. */
export function runTraining({ data = barsDataset(), settings, ...host }: Omit<HostOptions, 'initial'> & { readonly data?: Dataset<'IMAGE'> } = {}): AsyncGenerator<HostEvent, void, void> {
  const parsed = parseValues(hyperparameters, { ...small, ...settings });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return trainAsHost(executor, { hyperparameters: parsed.values, data }, host);
}

export const metrics = (events: Seen) => events.filter((event) => event.type === 'metrics');
export const series = (events: Seen, name: string) => metrics(events).flatMap(({ values }) => values[name] ?? []);

const bytesOf = (events: Seen, isMeant: (path: string) => boolean) => {
  const last = events.at(-1);
  return last?.type === 'model' ? last.files.filter(({ path }) => path.endsWith('.bin') && isMeant(path)).map(({ bytes }) => Buffer.from(bytes).toString('base64')) : undefined;
};
export const modelBytes = (events: Seen): unknown => bytesOf(events, () => true);
export const featureBytes = (events: Seen): unknown => bytesOf(events, (path) => path.startsWith('features/'));
