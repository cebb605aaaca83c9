import { type Dataset, type DatasetKind, type DescriptionOf, type ModelFile, parseValues, type Plugin, type Specs, type TrainContext, type TrainEvent } from '../plugin/index.ts';
import type { Backend } from '../plugin/define-plugin.ts';
import { createRandom } from '../tensor/random.ts';
import { routeRandomFunctions } from '../tensor/route-random.ts';
import { createTensorTools } from '../tensor/tools.ts';
import type { TensorFlowJs } from '../tensor/compute.ts';
import { keepCheckpoint, type TestCheckpoint, testCheckpoints } from './checkpoints.ts';
import { type StepReport, WatchedSteps } from './watched-steps.ts';

export interface TrainOptions<K extends DatasetKind> {
  readonly data: Dataset<K>;
  /** As a person would send them; the defaults fill in the rest. */
  readonly hyperparameters?: Readonly<Record<string, unknown>>;
  /** 1 where absent. */
  readonly seed?: number;
  /** A checkpoint each time that the plugin has asked so often whether one is due; never where absent. */
  readonly checkpointEvery?: number;
  /** Ends the run like a lost worker does, after so many checkpoints. */
  readonly loseAfterCheckpoints?: number;
  /** Where to go on from. */
  readonly from?: TestCheckpoint;
  /** The published files of a model to go on from, and the data that it was trained on: for plugins that say `warmStart`. */
  readonly initial?: { readonly files: readonly ModelFile[]; readonly data: DescriptionOf<K> };
}

/** What a run told. */
export interface TestRun {
  /** All but the checkpoints. */
  readonly events: readonly TrainEvent[];
  /** The values of one metric, in the order of their steps. */
  series(metric: string): readonly { readonly step: number; readonly value: number }[];
  readonly checkpoints: readonly TestCheckpoint[];
  /** The published files; empty where the run was lost. */
  readonly files: readonly ModelFile[];
  /** The steps that were compiled. */
  readonly steps: readonly StepReport[];
  /** Tensors that live after the run and did not live before: what the plugin forgot to dispose. */
  readonly tensorsLeft: number;
}

/** Runs a plugin's `train` as a trainer does. @throws what the plugin throws, and an Error where its settings are refused. */
export async function trainOnce<H extends Specs, P extends Specs, K extends DatasetKind>(
  { tf, backend, plugin }: { readonly tf: TensorFlowJs; readonly backend: Backend; readonly plugin: Plugin<H, P, K> },
  { data, hyperparameters, seed = 1, checkpointEvery, loseAfterCheckpoints = Infinity, from, initial }: TrainOptions<K>,
): Promise<TestRun> {
  const { executor } = await plugin.executor();
  const before = tf.memory().numTensors;
  const random = createRandom(tf, backend, seed);
  const tools = createTensorTools(tf, backend, () => undefined);
  const steps = new WatchedSteps();
  const context: TrainContext<H, K> = {
    hyperparameters: settingsOf(plugin, hyperparameters ?? {}, data),
    data, seed, precision: 'FLOAT32', random,
    ...tools,
    compile: steps.compile(tools.compile),
    checkpoints: testCheckpoints(tf, random, from, checkpointEvery),
    initial: initial && { dataset: initial.data, readFile: fileReader(initial.files) },
    signal: new AbortController().signal,
    shouldStop: () => false,
  };
  const events: TrainEvent[] = [];
  const checkpoints: TestCheckpoint[] = [];
  const putBack = routeRandomFunctions(tf, random);
  try {
    for await (const event of executor.train(context)) {
      steps.look();
      if (event.type === 'checkpoint') checkpoints.push(await keepCheckpoint(event, random));
      else events.push(event);
      if (event.type === 'model' || checkpoints.length >= loseAfterCheckpoints) break;
    }
  } finally {
    putBack();
  }
  return {
    events, checkpoints,
    series: (metric) => events.flatMap((event) => (event.type === 'metrics' && metric in event.values ? [{ step: event.step, value: event.values[metric] ?? NaN }] : [])),
    files: events.flatMap((event) => (event.type === 'model' ? event.files : [])),
    steps: steps.reports(),
    tensorsLeft: tf.memory().numTensors - before,
  };
}

function fileReader(files: readonly ModelFile[]): (path: string) => Promise<Uint8Array> {
  return async (path) => {
    const file = files.find((one) => one.path === path);
    if (!file) throw new Error(`The earlier model has no file ${path}.`);
    return file.bytes;
  };
}

function settingsOf<H extends Specs, P extends Specs, K extends DatasetKind>(plugin: Plugin<H, P, K>, input: Readonly<Record<string, unknown>>, data: Dataset<K>) {
  const parsed = parseValues(plugin.hyperparameters, input);
  const fitted = parsed.ok && plugin.fitHyperparameters ? plugin.fitHyperparameters(parsed.values, data) : parsed;
  if (fitted.ok) return fitted.values;
  throw new Error(`These hyper-parameters are refused: ${fitted.issues.map(({ field, message }) => `${field} ${message}`).join('; ')}.`);
}
