import { parseValues, type Checkpoint, type Dataset, type ModelFile, type TrainContext, type TrainEvent } from 'flywheel/plugin';
import { hyperparameters, type Hyperparameters } from '../../../plugins/transformer/hyperparameters.ts';
import { executor } from '../../../plugins/transformer/tasks/language-model/executor.ts';
import { fit } from '../../../plugins/transformer/tasks/language-model/fit.ts';
import { createRandom } from '../../../src/tensor/random.ts';
import { tf, tools } from './layers-support.ts';

/** A text with a simple order: the model can foretell most of it. */
export const verse = (lines: number, first = 0) => Array.from({ length: lines }, (_, k) => `${(first + k) % 10}: the fox of ${['Rome', 'Troy', 'Ghent'][(first + k) % 3]} ran.\n`);

export interface TextSplits {
  readonly TRAIN: readonly string[];
  readonly VALIDATION: readonly string[];
  readonly TEST: readonly string[];
}

export const verses: TextSplits = { TRAIN: verse(60), VALIDATION: verse(12, 60), TEST: verse(12, 72) };

export function textDataset(splits: TextSplits, { continuous }: { continuous?: true } = { continuous: true }): Dataset<'TEXT'> {
  const all = [...splits.TRAIN, ...splits.VALIDATION, ...splits.TEST];
  const lengths = all.map((text) => [...text].length);
  return {
    kind: 'TEXT',
    classes: [],
    counts: { TRAIN: splits.TRAIN.length, VALIDATION: splits.VALIDATION.length, TEST: splits.TEST.length },
    text: { mean: lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, all.length), longest: Math.max(0, ...lengths) },
    ...(continuous ? { continuous } : {}),
    async *batches({ split, size, from = 0 }) {
      for (let start = from * size; start < splits[split].length; start += size) {
        const texts = splits[split].slice(start, start + size);
        yield { count: texts.length, texts, labels: new Int32Array(texts.length).fill(-1) };
      }
    },
  };
}

/** A checkpoint as a host stores it: numbers, not tensors. */
export interface SavedCheckpoint {
  readonly step: number;
  readonly position: number;
  readonly tensors: Readonly<Record<string, { shape: number[]; dtype: 'float32' | 'int32'; values: Float32Array | Int32Array }>>;
}

export interface Host {
  readonly data?: Dataset<'TEXT'>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly seed?: number;
  readonly from?: SavedCheckpoint;
  readonly due?: () => boolean;
  readonly signal?: AbortSignal;
}

const SMALL = { epochs: 2, batchSize: 4, layers: 2, heads: 2, modelSize: 16, feedForwardSize: 32, maxLength: 32, learningRate: 0.01 };

/** Runs the trainer as a host does; a checkpoint is copied before the trainer goes on. */
export async function* runTraining(host: Host = {}): AsyncGenerator<TrainEvent | { type: 'saved'; saved: SavedCheckpoint }, void, void> {
  const data = host.data ?? textDataset(verses);
  const parsed = parseValues(hyperparameters, { ...SMALL, ...host.settings });
  const fitted = parsed.ok ? fit(parsed.values, data) : parsed;
  if (!fitted.ok) throw new Error(fitted.issues.map(({ field, message }) => `${field} ${message}`).join('; '));
  const seed = host.seed ?? 1;
  const random = createRandom(tf, 'TENSORFLOW', seed);
  const context: TrainContext<Hyperparameters, 'TEXT'> = {
    hyperparameters: fitted.values,
    data,
    seed,
    precision: 'FLOAT32',
    random,
    ...tools,
    checkpoints: {
      async latest() {
        if (host.from === undefined) return undefined;
        random.moveTo(host.from.position);
        return unpack(host.from);
      },
      best: async () => undefined,
      due: host.due ?? (() => false),
    },
    signal: host.signal ?? new AbortController().signal,
    shouldStop: () => false,
  };
  for await (const event of executor.train(context)) {
    yield event.type === 'checkpoint' ? { type: 'saved', saved: pack(event, random.position()) } : event;
  }
}

export type Seen = readonly (TrainEvent | { type: 'saved'; saved: SavedCheckpoint })[];

export async function collect<T>(events: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const event of events) all.push(event);
  return all;
}

export function filesOf(events: Seen): readonly ModelFile[] {
  const last = events.at(-1);
  if (last?.type !== 'model') throw new Error('The run ended without a model.');
  return last.files;
}

export function loadModel(files: readonly ModelFile[], data: Dataset<'TEXT'> = textDataset(verses)) {
  const readFile = async (path: string) => {
    const file = files.find((one) => one.path === path);
    if (file === undefined) throw new Error(`There is no file ${path}.`);
    return file.bytes;
  };
  return executor.load({ readFile, dataset: data, tf, nn: tools.nn, compile: tools.compile });
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
