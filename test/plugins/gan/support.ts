import { parseValues, type Batch, type Checkpoint, type Compile, type Dataset, type TrainContext, type TrainEvent } from 'flywheel/plugin';
import { executor } from '../../../plugins/gan/executor.ts';
import { hyperparameters, type Hyperparameters } from '../../../plugins/gan/hyperparameters.ts';
import { openBackend } from '../../../src/tensor/backend.ts';
import { createRandom } from '../../../src/tensor/random.ts';
import { createTensorTools } from '../../../src/tensor/tools.ts';

export const { tf } = await openBackend('tensorflow');
export const tools = createTensorTools(tf, 'TENSORFLOW', console.warn);

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

export interface Host {
  readonly data?: Dataset<'IMAGE'>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly seed?: number;
  /** Where to go on from. */
  readonly from?: SavedCheckpoint;
  readonly best?: SavedCheckpoint;
  readonly due?: () => boolean;
  readonly signal?: AbortSignal;
  readonly shouldStop?: () => boolean;
  readonly compile?: Compile;
}

/** A checkpoint as a host stores it: numbers, not tensors. */
export interface SavedCheckpoint {
  readonly step: number;
  readonly position: number;
  readonly tensors: Readonly<Record<string, { shape: number[]; dtype: 'float32' | 'int32'; values: Float32Array | Int32Array }>>;
}

export type Seen = (TrainEvent | { type: 'saved'; saved: SavedCheckpoint })[];

/** Small and quick, whatever it learns. */
export const small = { epochs: 2, batchSize: 8, filters: 4, latentSize: 6 };

/** Runs the trainer as a host does; a checkpoint is copied before the trainer goes on, and asking for it moves the random numbers. */
export async function* runTraining(host: Host = {}): AsyncGenerator<Seen[number], void, void> {
  const parsed = parseValues(hyperparameters, { ...small, ...host.settings });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  const seed = host.seed ?? 1;
  const random = createRandom(tf, 'TENSORFLOW', seed);
  const context: TrainContext<Hyperparameters, 'IMAGE'> = {
    hyperparameters: parsed.values,
    data: host.data ?? barsDataset(),
    seed,
    precision: 'FLOAT32',
    random,
    ...tools,
    compile: host.compile ?? tools.compile,
    checkpoints: {
      async latest() {
        if (host.from === undefined) return undefined;
        random.moveTo(host.from.position);
        return unpack(host.from);
      },
      best: async () => (host.best === undefined ? undefined : unpack(host.best)),
      due: host.due ?? (() => false),
    },
    signal: host.signal ?? new AbortController().signal,
    shouldStop: host.shouldStop ?? (() => false),
  };
  for await (const event of executor.train(context)) {
    yield event.type === 'checkpoint' ? { type: 'saved', saved: pack(event, random.position()) } : event;
  }
}

function pack({ step, tensors }: Checkpoint, position: number): SavedCheckpoint {
  const packed = Object.entries(tensors).map(([name, tensor]) => {
    if (tensor.dtype !== 'float32' && tensor.dtype !== 'int32') throw new Error(`${name} has the type ${tensor.dtype}`);
    return [name, { shape: tensor.shape, dtype: tensor.dtype, values: tensor.dataSync<'float32' | 'int32'>().slice() }] as const;
  });
  return { step, position, tensors: Object.fromEntries(packed) };
}

function unpack({ step, tensors }: SavedCheckpoint): Checkpoint {
  const unpacked = Object.entries(tensors).map(([name, { shape, dtype, values }]) => [name, tf.tensor(values, shape, dtype)] as const);
  return { step, state: {}, tensors: Object.fromEntries(unpacked) };
}

export async function collect<T>(events: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const event of events) all.push(event);
  return all;
}

export const metrics = (events: Seen) => events.filter((event) => event.type === 'metrics');
export const series = (events: Seen, name: string) => metrics(events).flatMap(({ values }) => values[name] ?? []);

export function modelBytes(events: Seen): unknown {
  const last = events.at(-1);
  return last?.type === 'model' ? last.files.filter(({ path }) => path.endsWith('.bin')).map(({ bytes }) => Buffer.from(bytes).toString('base64')) : undefined;
}
