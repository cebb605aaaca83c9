import type { Checkpoint, Compile, Dataset, DatasetKind, Executor, InitialModel, Specs, TrainContext, TrainEvent } from 'flywheel/plugin';
import { openBackend } from '../../../src/tensor/backend.ts';
import { createRandom } from '../../../src/tensor/random.ts';
import { createTensorTools } from '../../../src/tensor/tools.ts';

export const { tf } = await openBackend('tensorflow');
export const warnings: string[] = [];
export const tools = createTensorTools(tf, 'TENSORFLOW', (sentence) => warnings.push(sentence));
export const randomOf = (seed: number, position?: number) => createRandom(tf, 'TENSORFLOW', seed, position);

/** A checkpoint as a host stores it: numbers, not tensors. */
export interface SavedCheckpoint {
  readonly step: number;
  readonly position: number;
  readonly tensors: Readonly<Record<string, { shape: number[]; dtype: 'float32' | 'int32'; values: Float32Array | Int32Array }>>;
}

export interface HostOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly seed?: number;
  /** Where to go on from. */
  readonly from?: SavedCheckpoint;
  readonly best?: SavedCheckpoint;
  /** Asked after every step. */
  readonly due?: () => boolean;
  /** Whose weights to begin with. */
  readonly initial?: InitialModel;
  readonly signal?: AbortSignal;
  readonly shouldStop?: () => boolean;
  readonly compile?: Compile;
}

export type HostEvent = Exclude<TrainEvent, { type: 'checkpoint' }> | { readonly type: 'saved'; readonly saved: SavedCheckpoint };

/** Runs a trainer as a host does: a checkpoint is copied before the trainer goes on, and asking for one moves the random numbers. */
export async function* trainAsHost<H extends Specs, P extends Specs, K extends DatasetKind>(
  executor: Pick<Executor<H, P, K>, 'train'>,
  { hyperparameters, data }: Pick<TrainContext<H, K>, 'hyperparameters'> & { readonly data: Dataset<K> },
  { seed = 1, ...host }: Omit<HostOptions, 'settings' | 'initial'> & { readonly initial?: InitialModel<K> } = {},
): AsyncGenerator<HostEvent, void, void> {
  const random = randomOf(seed);
  const events = executor.train({
    hyperparameters, data, seed, random,
    precision: 'FLOAT32',
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
    initial: host.initial,
    signal: host.signal ?? new AbortController().signal,
    shouldStop: host.shouldStop ?? (() => false),
  });
  for await (const event of events) yield event.type === 'checkpoint' ? { type: 'saved', saved: pack(event, random.position()) } : event;
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
  return Array.fromAsync(events);
}
