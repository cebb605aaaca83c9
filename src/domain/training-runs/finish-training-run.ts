import { type EntityManager, LockMode, wrap } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import { DatasetVersion } from '../entities/dataset-version.ts';
import { Model } from '../entities/model.ts';
import { ModelVersion } from '../entities/model-version.ts';
import type { JudgingMetric } from '../evaluation-result.ts';
import type { StoredProgress, TrainingRun } from '../entities/training-run.ts';
import { MetricPoint } from '../entities/training-run-event.ts';
import { appendEvents } from './append-events.ts';
import { type Claim, lockClaimed } from './claim.ts';
import { endRun, type EndState } from './end-run.ts';
import type { NamedValue } from './trainer-report.ts';

/** What training has made. Its files lie in the store under `modelFileKey(modelVersionId, path)`. */
export interface TrainingResult {
  readonly modelVersionId: string;
  readonly files: readonly { readonly path: string; readonly sizeBytes: number; readonly sha256: string }[];
  readonly parameterCount: number;
  /** Measured on the test split, by full name; empty where it has no samples, or the plugin could not measure it. */
  readonly metrics: readonly NamedValue[];
  /** The first one is what the model is judged by first; none where it scores no single samples. */
  readonly judgedBy: readonly JudgingMetric[];
}

/**
 * Makes the model version and ends the run as SUCCEEDED, all or nothing; its test metrics stand in the run's events and
 * series too, at the last step. Ends it as CANCELED, without a model version, where it was being canceled.
 *
 * @throws AttemptLost
 */
export async function finishTrainingRun(em: EntityManager, claim: Claim, result: TrainingResult): Promise<EndState> {
  return write(em, async (tx) => {
    const run = await lockClaimed(tx, claim);
    if (run.state === 'CANCELING') return endRun(tx, run, 'CANCELED');
    run.modelVersion = wrap(await createModelVersion(tx, run, result)).toReference();
    run.progress = { ...(run.progress ?? NO_PROGRESS), secondsLeft: 0 };
    await recordTestMetrics(tx, run, run.progress, result.metrics);
    return endRun(tx, run, 'SUCCEEDED');
  });
}

const NO_PROGRESS: StoredProgress = { epoch: 0, epochs: 0, step: 0, steps: 0, samplesPerSecond: null, secondsLeft: 0 };

async function createModelVersion(tx: EntityManager, run: TrainingRun, result: TrainingResult): Promise<ModelVersion> {
  const model = await tx.findOneOrFail(Model, run.model.id, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  const version = await tx.findOneOrFail(DatasetVersion, run.datasetVersion.id);
  if (!version.description) throw new Error(`Dataset version ${version.id} has no description.`);
  model.versionCount += 1;
  return tx.create(ModelVersion, {
    id: result.modelVersionId,
    project: run.project,
    model,
    number: model.versionCount,
    metrics: [...result.metrics],
    judgedBy: [...result.judgedBy],
    parameterCount: result.parameterCount,
    sizeBytes: result.files.reduce((sum, file) => sum + file.sizeBytes, 0),
    files: [...result.files],
    dataset: version.description,
  });
}

async function recordTestMetrics(tx: EntityManager, run: TrainingRun, progress: StoredProgress, metrics: readonly NamedValue[]): Promise<void> {
  if (metrics.length === 0) return;
  const { step } = progress;
  const time = new Date();
  const points = metrics.map((metric) => ({ trainingRun: run.id, ...metric, step, time }));
  await tx.upsertMany(MetricPoint, points, { onConflictAction: 'ignore' });
  // The last step has its own event; this one stands for itself.
  await appendEvents(tx, run, [{ payload: { type: 'MetricsLogged', step, values: metrics, progress }, step: null, time }]);
}
