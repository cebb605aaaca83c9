import type { TrainingResult } from '../../domain/training-runs/finish-training-run.ts';
import type { Dataset, DatasetDescription, Executor, LoadedModel, Metrics } from '../../plugin/index.ts';
import { judgedBy } from '../../evaluating/judged-by.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import { modelFileKey } from '../../store/keys.ts';
import type { PositionedRandom } from '../../tensor/random.ts';
import type { TensorTools } from '../../tensor/tools.ts';
import { failureSentence, TrainingFailure } from './failure.ts';
import type { PluginWatch } from './plugin-watch.ts';
import type { TrainedModel } from './training-host.ts';

const PATH = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;

/** Stores the files under the model version's id, and lists them with their digests. */
export async function publishFiles(store: BlobStore, modelVersionId: string, files: TrainedModel['files']): Promise<TrainingResult['files']> {
  const published = new Map<string, TrainingResult['files'][number]>();
  for (const { path, bytes } of files) {
    if (!PATH.test(path)) throw new TrainingFailure(`The plugin named a model file ${JSON.stringify(path)}; a relative path of letters, digits, ".", "_", "-" and "/" would be right.`);
    if (published.has(path)) throw new TrainingFailure(`The plugin made two model files of the path ${path}.`);
    published.set(path, { path, ...(await store.write(modelFileKey(modelVersionId, path), bytes)) });
  }
  if (published.size === 0) throw new TrainingFailure('The plugin made a model without files.');
  return [...published.values()];
}

export interface EvaluationOptions {
  readonly executor: Executor;
  readonly store: BlobStore;
  readonly modelVersionId: string;
  readonly tools: TensorTools;
  readonly data: Dataset;
  /** Of the data. */
  readonly dataset: DatasetDescription;
  readonly random: PositionedRandom;
  readonly signal: AbortSignal;
  /** Names the plugin in what it throws. */
  readonly plugin: Pick<PluginWatch, 'failure'>;
  readonly warn: (sentence: string) => Promise<void>;
}

/** Loads the published files, as serving will, and measures them on the test split. No metrics where it has no samples, or the plugin cannot measure it. */
export async function evaluateOnTest(options: EvaluationOptions): Promise<Pick<TrainingResult, 'metrics' | 'judgedBy'>> {
  const model = await loadPublished(options);
  try {
    return { metrics: await testMetrics(model, options), judgedBy: judgedBy(model, options.data) };
  } finally {
    model.dispose();
  }
}

/** A model that does not load is of no use to anybody; the run fails. */
async function loadPublished({ executor, store, modelVersionId, tools, dataset, plugin }: EvaluationOptions): Promise<LoadedModel> {
  try {
    return await executor.load({ readFile: (path) => store.readAll(modelFileKey(modelVersionId, path)), dataset, ...tools });
  } catch (error) {
    throw plugin.failure(error, 'in load, of the files that it had just made');
  }
}

/** A split that the plugin cannot measure, as one without labels, takes no model away that hours went into; what has diverged does. */
async function testMetrics(model: LoadedModel, { data, random, signal, plugin, warn }: EvaluationOptions): Promise<TrainingResult['metrics']> {
  if (data.counts.TEST === 0) return [];
  try {
    return named(await model.evaluate({ data, split: 'TEST', random, signal }));
  } catch (error) {
    if (signal.aborted || error instanceof TrainingFailure) throw error;
    const told = failureSentence(plugin.failure(error, 'in evaluate'));
    await warn(`${told}${/[.!?…]$/.test(told) ? '' : '.'} So this version has no metrics of the test split. Train on a dataset version whose test split has what is missing (labels, say, or more samples), or evaluate this one on another split.`);
    return [];
  }
}

function named(metrics: Metrics): TrainingResult['metrics'] {
  return Object.entries(metrics).map(([name, value]) => {
    if (!Number.isFinite(value)) throw new TrainingFailure(`The trained model's test/${name} is not finite: training diverged. Lower the learning rate.`);
    return { name: `test/${name}`, value };
  });
}
