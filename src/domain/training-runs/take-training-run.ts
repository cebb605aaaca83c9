import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { DatasetDescription, Precision } from '../../plugin/index.ts';
import { write } from '../caller.ts';
import type { BalancedClass, ClassBalance } from '../class-balance.ts';
import { DatasetVersion } from '../entities/dataset-version.ts';
import { TrainingRun } from '../entities/training-run.ts';
import { TrainingCheckpoint } from '../entities/training-run-event.ts';
import { attemptsWithoutProgress, MAX_ATTEMPTS_WITHOUT_PROGRESS } from './attempts-without-progress.ts';
import type { TrainingSubset } from '../training-subset.ts';
import type { Claim } from './claim.ts';
import { endRun } from './end-run.ts';
import { recordState } from './record-state.ts';
import type { StoredCheckpoint } from './trainer-report.ts';

/** A run, as the attempt that holds it needs to know it. */
export interface TakenTrainingRun extends Claim {
  readonly algorithm: string;
  readonly pluginVersion: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly precision: Precision;
  /** The part of the training split to learn from; null: all of it. */
  readonly subset: TrainingSubset | null;
  readonly balance: ClassBalance;
  /** Empty for NONE. */
  readonly classBalance: readonly BalancedClass[];
  /** What draws the missing samples of GENERATED; null where none are missing. */
  readonly generator: { readonly modelVersionId: string; readonly algorithm: string; readonly dataset: DatasetDescription } | null;
  /** Whose weights to begin with; null where they are drawn. */
  readonly initial: { readonly modelVersionId: string; readonly dataset: DatasetDescription; readonly name: string; readonly isRelated: boolean } | null;
  readonly maxSeconds: number | null;
  readonly earlyStopping: { readonly metric: string; readonly patience: number } | null;
  readonly datasetVersionId: string;
  readonly dataset: DatasetDescription;
  /** Newest step first. */
  readonly checkpoints: readonly StoredCheckpoint[];
}

/**
 * Takes a run for a new attempt, from whichever worker had it before; that one's writes are refused from now on.
 * Undefined where there is nothing left to do: the run is over, was being canceled (and now is), or has been given up.
 */
export async function takeTrainingRun(em: EntityManager, trainingRunId: string): Promise<TakenTrainingRun | undefined> {
  return write(em, async (tx) => {
    const run = await tx.findOne(TrainingRun, trainingRunId, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!run || run.isFinished()) return undefined;
    if (run.state === 'CANCELING') {
      await endRun(tx, run, 'CANCELED');
      return undefined;
    }
    const version = await tx.findOneOrFail(DatasetVersion, run.datasetVersion.id);
    const failure = await reasonToGiveUp(tx, run, version);
    if (failure) {
      await endRun(tx, run, 'FAILED', failure);
      return undefined;
    }
    run.attempt += 1;
    run.pendingReason = null;
    await recordState(tx, run, 'STARTING');
    const checkpoints = await tx.find(TrainingCheckpoint, { trainingRun: run.id }, { orderBy: { step: 'desc' } });
    await tx.populate(run, ['balanceModelVersion.model', 'initialModelVersion.model']);
    return describe(run, version, checkpoints, await initialOf(tx, run, version));
  });
}

async function reasonToGiveUp(tx: EntityManager, run: TrainingRun, version: DatasetVersion): Promise<string | undefined> {
  if (!version.description) return `Its dataset version is ${version.status}: there is nothing to train on.`;
  if ((await attemptsWithoutProgress(tx, run.id)) < MAX_ATTEMPTS_WITHOUT_PROGRESS) return undefined;
  return `Given up: its worker was lost ${MAX_ATTEMPTS_WITHOUT_PROGRESS} times in a row before any progress.`;
}

function describe(run: TrainingRun, version: DatasetVersion, checkpoints: readonly TrainingCheckpoint[], initial: TakenTrainingRun['initial']): TakenTrainingRun {
  const { id, attempt, algorithm, pluginVersion, hyperparameters, seed, precision } = run;
  if (!version.description) throw new Error(`Dataset version ${version.id} has no description.`);
  return {
    trainingRunId: id, attempt, algorithm, pluginVersion, hyperparameters, seed, precision,
    subset: run.subset ?? null,
    balance: run.balance,
    classBalance: run.classBalance?.classes ?? [],
    generator: generatorOf(run),
    initial,
    maxSeconds: run.maxSeconds ?? null,
    earlyStopping: run.earlyStopping ?? null,
    datasetVersionId: version.id,
    dataset: version.description,
    checkpoints: checkpoints.map(({ step, key, sizeBytes, sha256, best }) => ({ step, key, sizeBytes, sha256, best })),
  };
}

function generatorOf({ balanceModelVersion }: TrainingRun): TakenTrainingRun['generator'] {
  const modelVersion = balanceModelVersion?.getEntity();
  return modelVersion ? { modelVersionId: modelVersion.id, algorithm: modelVersion.model.getEntity().algorithm, dataset: modelVersion.dataset } : null;
}

async function initialOf(tx: EntityManager, { initialModelVersion }: TrainingRun, version: DatasetVersion): Promise<TakenTrainingRun['initial']> {
  const modelVersion = initialModelVersion?.getEntity();
  if (!modelVersion) return null;
  const { datasetVersion } = await tx.findOneOrFail(TrainingRun, { modelVersion: modelVersion.id });
  return {
    modelVersionId: modelVersion.id,
    dataset: modelVersion.dataset,
    name: `version ${modelVersion.number} of ${modelVersion.model.getEntity().name}`,
    isRelated: await isDerived(tx, version, datasetVersion.id),
  };
}

/** Whether a version is another, or was derived from it, step by step: then what was held out of that is held out of this, too. */
async function isDerived(tx: EntityManager, version: DatasetVersion, fromId: string): Promise<boolean> {
  for (let one: DatasetVersion | null = version; one; one = one.parent ? await tx.findOne(DatasetVersion, one.parent.id) : null) {
    if (one.id === fromId) return true;
  }
  return false;
}
