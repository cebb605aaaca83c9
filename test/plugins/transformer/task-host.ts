import { parseValues, type Checkpoint, type Compile, type Dataset, type DatasetKind, type Image, type LoadedModel, type TrainEvent } from 'flywheel/plugin';
import { hyperparameters } from '../../../plugins/transformer/hyperparameters.ts';
import type { Prompt } from '../../../plugins/transformer/prompt.ts';
import { prompt as promptSpecs } from '../../../plugins/transformer/prompt.ts';
import type { FitTask, TaskExecutor } from '../../../plugins/transformer/task.ts';
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
  readonly signal?: AbortSignal;
  readonly shouldStop?: () => boolean;
  readonly compile?: Compile;
}

export type HostEvent = Exclude<TrainEvent, { type: 'checkpoint' }> | { readonly type: 'saved'; readonly saved: SavedCheckpoint };

/** A task with the data that it is trained on, run as a host does; a checkpoint is copied before the trainer goes on. */
export class TaskHost<K extends DatasetKind> {
  readonly #executor: TaskExecutor<K>;
  readonly #fit: FitTask<K>;
  readonly #data: Dataset<K>;

  constructor(executor: TaskExecutor<K>, fit: FitTask<K>, data: Dataset<K>) {
    this.#executor = executor;
    this.#fit = fit;
    this.#data = data;
  }

  async *train({ settings = {}, seed = 1, ...host }: HostOptions = {}): AsyncGenerator<HostEvent, void, void> {
    const parsed = parseValues(hyperparameters, settings);
    const fitted = parsed.ok ? this.#fit(parsed.values, this.#data) : parsed;
    if (!fitted.ok) throw new Error(fitted.issues.map(({ field, message }) => `${field} ${message}`).join('; '));
    const random = randomOf(seed);
    const events = this.#executor.train({
      hyperparameters: fitted.values,
      data: this.#data,
      seed,
      precision: 'FLOAT32',
      random,
      ...tools,
      compile: host.compile ?? tools.compile,
      checkpoints: {
        latest: async () => {
          if (host.from === undefined) return undefined;
          random.moveTo(host.from.position);
          return unpack(host.from);
        },
        best: async () => (host.best === undefined ? undefined : unpack(host.best)),
        due: host.due ?? (() => false),
      },
      signal: host.signal ?? new AbortController().signal,
      shouldStop: host.shouldStop ?? (() => false),
    });
    for await (const event of events) yield event.type === 'checkpoint' ? { type: 'saved', saved: pack(event, random.position()) } : event;
  }

  /** The model that a training ended with. */
  async load(events: readonly HostEvent[]): Promise<LoadedModel<Prompt, K>> {
    const files = filesOf(events);
    return this.#executor.load({
      readFile: async (path) => {
        const file = files.find((one) => one.path === path);
        if (file === undefined) throw new Error(`There is no file ${path}.`);
        return file.bytes;
      },
      dataset: this.#data,
      tf,
      nn: tools.nn,
      compile: tools.compile,
    });
  }

  test(model: LoadedModel<Prompt, K>) {
    return model.evaluate({ data: this.#data, split: 'TEST', random: randomOf(1), signal: new AbortController().signal });
  }
}

/** What a model answers. */
export async function generate<K extends DatasetKind>(model: LoadedModel<Prompt, K>, input: Readonly<Record<string, unknown>>, readImage = async (): Promise<Image> => { throw new Error('no picture'); }) {
  const parsed = parseValues(promptSpecs, input);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return collect(model.generate({ prompt: parsed.values, readImage, random: randomOf(1), signal: new AbortController().signal }));
}

export function filesOf(events: readonly HostEvent[]) {
  const last = events.at(-1);
  if (last?.type !== 'model') throw new Error('The training ended without a model.');
  return last.files;
}

export const weightsOf = (events: readonly HostEvent[]): string => Buffer.from(filesOf(events).find(({ path }) => path === 'weights.bin')?.bytes ?? []).toString('base64');
export const metricsOf = (events: readonly HostEvent[]) => events.filter((event) => event.type === 'metrics');
export const seriesOf = (events: readonly HostEvent[], name: string): number[] => metricsOf(events).flatMap(({ values }) => values[name] ?? []);
export const logsOf = (events: readonly HostEvent[]) => events.flatMap((event) => (event.type === 'log' ? [`${event.level ?? 'INFO'} ${event.line}`] : []));
export const savedOf = (events: readonly HostEvent[]) => events.flatMap((event) => (event.type === 'saved' ? [event.saved] : []));

export async function collect<T>(events: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** False for the first calls, then true. */
export function afterCalls(calls: number): () => boolean {
  let asked = 0;
  return () => ++asked > calls;
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
