import { openDatasetAhead } from '../../data/reading/open-dataset-ahead.ts';
import { logLine } from '../../domain/training-runs/log-line.ts';
import type { LogLevel } from '../../domain/training-run-event-payload.ts';
import { type AnyPlugin, type InitialModel, parseValues, type TrainContext, type TrainEvent } from '../../plugin/index.ts';
import { acceptTypeScript } from '../../plugins/accept-typescript.ts';
import { loadPlugins } from '../../plugins/load-plugins.ts';
import { datasetVersionKey, modelFileKey } from '../../store/keys.ts';
import { LocalBlobStore } from '../../store/local-blob-store.ts';
import { openBackend } from '../../tensor/backend.ts';
import { mixedPrecisionOf } from '../../tensor/mixed-precision/support.ts';
import { useMixedPrecision } from '../../tensor/mixed-precision/use-mixed-precision.ts';
import { createRandom } from '../../tensor/random.ts';
import { routeRandomFunctions } from '../../tensor/route-random.ts';
import { createTensorTools } from '../../tensor/tools.ts';
import type { TrainerEnd, TrainerTask } from '../protocol.ts';
import { CheckpointKeeper } from './checkpoint-keeper.ts';
import { drawMissing, lacksSamples } from './draw-missing.ts';
import { failureSentence, TrainingFailure } from './failure.ts';
import { guardedDataset } from './guarded-dataset.ts';
import type { Outbox } from './outbox.ts';
import { PluginWatch } from './plugin-watch.ts';
import { evaluateOnTest, publishFiles } from './publish-model.ts';
import { type TrainedModel, TrainingHost } from './training-host.ts';
import type { Watch } from './watch.ts';

type Initial = NonNullable<TrainerTask['run']['initial']>;

/** The test split is measured with random numbers of their own, the same whichever way training came to its end. */
const EVALUATION_SEED = 1;

/** One attempt, from opening everything to the evaluated model. Throws where the run has to fail. */
export async function runTraining(task: TrainerTask, outbox: Outbox, watch: Watch): Promise<TrainerEnd> {
  const { run } = task;
  const open = (generatedKey?: string) => openDatasetAhead(task.storeFolder, datasetVersionKey(run.datasetVersionId), run.dataset, { balance: run.balance, seed: run.seed, subset: run.subset, ...(generatedKey !== undefined && { generatedKey }) });
  // While TensorFlow is loaded, which takes longer; but what is to be drawn by a model has to be there first.
  const opening = lacksSamples(run) ? undefined : open();
  opening?.catch(() => undefined); // told when its turn comes
  const { tf, compute, why } = await openBackend();
  acceptTypeScript();
  const plugin = await findPlugin(task);
  const hyperparameters = parseHyperparameters(plugin, run.hyperparameters);
  if (!plugin.backends.includes(compute.backend)) {
    throw new TrainingFailure(`${plugin.name} trains on ${plugin.backends.join(' or ')}; this worker has ${compute.backend}.${why.map((sentence) => ` ${sentence}`).join('')}`);
  }
  const mixed = run.precision === 'MIXED' ? await mixedPrecisionOf(compute) : undefined;
  const store = new LocalBlobStore(task.storeFolder);
  const say = (line: string, level: LogLevel = 'INFO') => outbox.tell({ type: 'log', line: logLine(line), level, step: null, time: Date.now() });
  const tools = createTensorTools(tf, compute.backend, (sentence) => void say(sentence, 'WARNING'));
  if (!opening) await outbox.tell({ type: 'started', compute, time: Date.now() });
  await using stored = await (opening ?? open(await drawMissing({ run, store, tf, tools, watch, say, backend: compute.backend, pluginsFile: task.pluginsFile })));
  const { executor } = await plugin.executor().catch((error: unknown) => {
    throw new TrainingFailure(`What plugin ${JSON.stringify(plugin.key)} ${plugin.version} computes with could not be loaded: ${failureSentence(error)}`, { cause: error });
  });

  if (opening) await outbox.tell({ type: 'started', compute, time: Date.now() });
  const keeper = await CheckpointKeeper.open({
    run, store, tf,
    everySeconds: task.checkpointSeconds,
    onDamaged: (step) => outbox.tell({ type: 'damaged', step, time: Date.now() }),
  });
  if (keeper.resumed) {
    checkVersion(plugin, keeper.resumed.pluginVersion);
    await say(`Attempt ${run.attempt} goes on from the checkpoint of step ${keeper.resumed.step}.`);
  } else if (run.initial) await sayInitial(run.initial, say);
  const random = createRandom(tf, compute.backend, run.seed);
  const host = new TrainingHost({ run, store, keeper, random, outbox, watch, higherIsBetter: plugin.higherIsBetter });
  const data = guardedDataset(stored, watch, (batch, waitedMs) => host.meter.countBatch(batch.count, waitedMs));
  const context: TrainContext = {
    hyperparameters, data, seed: run.seed, precision: run.precision, random,
    ...tools,
    checkpoints: host.checkpoints,
    initial: run.initial ? initialModel(run.initial, store) : undefined,
    signal: watch.signal,
    shouldStop: () => host.shouldStop(),
  };

  const putBack = routeRandomFunctions(tf, random);
  // Until training is over: the model is measured in float32, as it will be served.
  const switchOff = mixed && useMixedPrecision(tf, mixed);
  const pluginWatch = new PluginWatch({ plugin, countTensors: () => tf.memory().numTensors, quietAfter: task.quietSeconds * 1000, warn: (sentence) => void say(sentence, 'WARNING') });
  const model = await drive(pluginWatch.over(executor.train(context)), host, watch).finally(() => {
    switchOff?.();
    putBack();
  });
  if (!model) return { type: 'stopped' };
  const files = await publishFiles(store, task.modelVersionId, model.files);
  const evaluated = await evaluateOnTest({
    executor, store, tools, data,
    dataset: run.dataset,
    modelVersionId: task.modelVersionId,
    random: createRandom(tf, compute.backend, run.seed + EVALUATION_SEED),
    signal: watch.signal,
    plugin: pluginWatch,
    warn: (sentence) => say(sentence, 'WARNING'),
  });
  return { type: 'finished', result: { modelVersionId: task.modelVersionId, files, parameterCount: model.parameterCount, ...evaluated } };
}

/** Takes the plugin's events until its model comes. Leaving the loop runs the generator's `finally` blocks. */
async function drive(events: AsyncGenerator<TrainEvent, void, void>, host: TrainingHost, watch: Watch): Promise<TrainedModel | undefined> {
  for await (const event of events) {
    watch.look();
    if (watch.signal.aborted) return undefined;
    const model = await host.take(event);
    if (model) return model;
    if (host.savedOnRequest) return undefined;
    await watch.breathe();
  }
  if (watch.signal.aborted) return undefined;
  throw new TrainingFailure('The plugin ended without yielding a model.');
}

function initialModel({ modelVersionId, dataset }: Initial, store: LocalBlobStore): InitialModel {
  return { dataset, readFile: (path) => store.readAll(modelFileKey(modelVersionId, path)) };
}

async function sayInitial({ name, isRelated }: Initial, say: (line: string, level?: LogLevel) => Promise<void>): Promise<void> {
  await say(`Goes on from ${name}.`);
  if (isRelated) return;
  await say(`That was trained on a dataset version which this one was not derived from. Samples of the validation and test split may have been in its training data, and make what is measured here look too good.`, 'WARNING');
}

async function findPlugin({ pluginsFile, run }: TrainerTask): Promise<AnyPlugin> {
  const unfit: string[] = [];
  const plugins = await loadPlugins(pluginsFile, ({ name, problems }) => unfit.push(...(name === run.algorithm ? problems : [])));
  const plugin = plugins.get(run.algorithm);
  // One that is unfit because it has the key of another does the other no harm.
  if (!plugin) throw new TrainingFailure(unfit[0] ?? `The algorithm ${run.algorithm} is not installed on this worker, which has ${[...plugins.keys()].join(', ')}.`);
  return plugin;
}

/** Once more: a stored input may be older than the plugin. */
function parseHyperparameters(plugin: AnyPlugin, input: Readonly<Record<string, unknown>>): TrainContext['hyperparameters'] {
  const parsed = parseValues(plugin.hyperparameters, input);
  if (parsed.ok) return parsed.values;
  throw new TrainingFailure(`Its hyper-parameters do not suit ${plugin.key} ${plugin.version}: ${parsed.issues.map(({ field, message }) => `${field} ${message}`).join('; ')}.`);
}

function checkVersion(plugin: AnyPlugin, version: string): void {
  if (plugin.version === version) return;
  throw new TrainingFailure(`The run was begun with ${plugin.key} ${version}; this worker has ${plugin.version}, which cannot go on from its checkpoints. Start the run again.`);
}
