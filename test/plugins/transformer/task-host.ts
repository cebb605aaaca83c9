import { parseValues, type Dataset, type DatasetKind, type Image, type LoadedModel, type SplitName } from 'flywheel/plugin';
import { hyperparameters } from '../../../plugins/transformer/hyperparameters.ts';
import type { Prompt } from '../../../plugins/transformer/prompt.ts';
import { prompt as promptSpecs } from '../../../plugins/transformer/prompt.ts';
import type { FitTask, TaskExecutor } from '../../../plugins/transformer/task.ts';
import { collect, type HostEvent, type HostOptions, randomOf, tf, tools, trainAsHost } from '../support/as-a-host.ts';

export { collect, randomOf, tf, tools, warnings } from '../support/as-a-host.ts';

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

  async *train({ settings = {}, ...host }: Omit<HostOptions, 'initial'> = {}): AsyncGenerator<HostEvent, void, void> {
    const parsed = parseValues(hyperparameters, settings);
    const fitted = parsed.ok ? this.#fit(parsed.values, this.#data) : parsed;
    if (!fitted.ok) throw new Error(fitted.issues.map(({ field, message }) => `${field} ${message}`).join('; '));
    yield* trainAsHost(this.#executor, { hyperparameters: fitted.values, data: this.#data }, host);
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

  test(model: LoadedModel<Prompt, K>, split: Exclude<SplitName, 'TRAIN'> = 'TEST') {
    return model.evaluate({ data: this.#data, split, random: randomOf(1), signal: new AbortController().signal });
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

/** False for the first calls, then true. */
export function afterCalls(calls: number): () => boolean {
  let asked = 0;
  return () => ++asked > calls;
}
