import type { TrainingResult } from '../../domain/training-runs/finish-training-run.ts';
import type { Dataset, DatasetDescription, Executor, LoadedModel, Metrics } from '../../plugin/index.ts';
import { judgedBy } from '../../evaluating/judged-by.ts';
import type { BlobStore } from '../../store/blob-store.ts';
import { modelFileKey } from '../../store/keys.ts';
import type { PositionedRandom } from '../../tensor/random.ts';
import type { TensorTools } from '../../tensor/tools.ts';
import { TrainingFailure } from './failure.ts';
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
}

/** Loads the published files, as serving will, and measures them on the test split. No metrics where it has no samples. */
export async function evaluateOnTest(options: EvaluationOptions): Promise<Pick<TrainingResult, 'metrics' | 'judgedBy'>> {
  const { data, random, signal } = options;
  const model = await loadPublished(options);
  try {
    const metrics = data.counts.TEST === 0 ? {} : await model.evaluate({ data, split: 'TEST', random, signal });
    return { metrics: named(metrics), judgedBy: judgedBy(model, data) };
  } finally {
    model.dispose();
  }
}

function loadPublished({ executor, store, modelVersionId, tools, dataset }: EvaluationOptions): Promise<LoadedModel> {
  return executor.load({ readFile: (path) => store.readAll(modelFileKey(modelVersionId, path)), dataset, ...tools });
}

function named(metrics: Metrics): TrainingResult['metrics'] {
  return Object.entries(metrics).map(([name, value]) => {
    if (!Number.isFinite(value)) throw new TrainingFailure(`The trained model's test/${name} is not finite: training diverged. Lower the learning rate.`);
    return { name: `test/${name}`, value };
  });
}
