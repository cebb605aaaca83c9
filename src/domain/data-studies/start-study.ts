import { type EntityManager, ref } from '@mikro-orm/postgresql';
import type { Caller, Services } from '../caller.ts';
import { DataStudy, type DataStudyKind, DataStudyTrial } from '../entities/data-study.ts';
import { DatasetVersion } from '../entities/dataset-version.ts';
import type { EvaluatedSplit } from '../entities/evaluation.ts';
import { Model } from '../entities/model.ts';
import { ModelVersion } from '../entities/model-version.ts';
import { TrainingRun } from '../entities/training-run.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import type { BalanceServices } from '../training-runs/balance-run.ts';
import { startTrainingRun } from '../training-runs/start-training-run.ts';
import type { TrainingSubset } from '../training-subset.ts';

export type StudyServices = Services & BalanceServices;

export interface StudyInput {
  /** Whose run says how to train: algorithm, hyper-parameters, precision, balance. Without its weights: each trial begins anew. */
  readonly modelVersionId: string;
  /** What that run learned from, where absent. */
  readonly datasetVersionId?: string | null | undefined;
  readonly split?: EvaluatedSplit | null | undefined;
  readonly repetitions?: number | null | undefined;
  readonly seed?: number | null | undefined;
  readonly priority?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** What a study is of. */
export interface StudySubject {
  readonly modelVersion: ModelVersion;
  readonly run: TrainingRun;
  readonly datasetVersion: DatasetVersion;
}

/** One part of the training split that is trained on, and what its runs are called. */
export interface Part {
  readonly name: string;
  readonly subset: TrainingSubset | null;
}

/** Studies wait until nothing else is to be trained. */
const PRIORITY = -100;
const MOST_REPETITIONS = 5;
const MOST_TRIALS = 60;

export async function studySubject(tx: EntityManager, caller: Caller, input: StudyInput): Promise<StudySubject> {
  const modelVersion = await getOwn(tx, ModelVersion, caller, input.modelVersionId, ['modelVersionId']);
  const run = await tx.findOne(TrainingRun, { modelVersion: modelVersion.id });
  if (!run) throw new Fault('INVALID_STATE', 'The run that made this model version is gone, so nobody knows how to train another one.', ['modelVersionId']);
  const datasetVersion = input.datasetVersionId ? await getOwn(tx, DatasetVersion, caller, input.datasetVersionId, ['datasetVersionId']) : await run.datasetVersion.loadOrFail();
  if (!datasetVersion.description) throw new Fault('INVALID_STATE', `The dataset version is ${datasetVersion.status}; only one that was read can be studied.`, ['datasetVersionId']);
  if (datasetVersion.description.counts[input.split ?? 'TEST'] === 0) throw new Fault('INVALID_INPUT', `The split ${input.split ?? 'TEST'} of the dataset version is empty, so nothing can be measured.`, ['split']);
  return { modelVersion, run, datasetVersion };
}

/** How often each part is trained on. @throws Fault */
export function repetitionsOf({ repetitions }: StudyInput, parts: number, least: number): number {
  const wanted = repetitions ?? least;
  if (!(wanted >= 1 && wanted <= MOST_REPETITIONS)) throw new Fault('INVALID_INPUT', `repetitions must be from 1 to ${MOST_REPETITIONS}, not ${wanted}.`, ['repetitions']);
  if (wanted * parts > MOST_TRIALS) throw new Fault('INVALID_INPUT', `${parts} parts, ${wanted} times each, are ${wanted * parts} training runs; a study has at most ${MOST_TRIALS}.`, ['repetitions']);
  return wanted;
}

/**
 * Stores a study with all its trials and their runs, queued behind all others, in the caller's transaction: all or nothing. The runs make versions of a model
 * of their own, which lists of models leave out.
 */
export async function startStudy(tx: EntityManager, services: StudyServices, caller: Caller, { id, kind, subject, input, parts, repetitions }: { readonly id: string; readonly kind: DataStudyKind; readonly subject: StudySubject; readonly input: StudyInput; readonly parts: readonly Part[]; readonly repetitions: number }): Promise<void> {
  const { modelVersion, run, datasetVersion } = subject;
  const model = await modelVersion.model.loadOrFail();
  const trialModel = tx.create(Model, { project: model.project, name: `${kind === 'LEARNING_CURVE' ? 'Learning curve' : 'Source values'} of ${model.name}`.slice(0, 255), algorithm: model.algorithm, isTrial: true });
  const seed = input.seed ?? 1;
  const study = tx.create(DataStudy, { id, project: model.project, kind, model, modelVersion, datasetVersion, split: input.split ?? 'TEST', seed, failure: null, result: null, nextCheckAt: new Date(), finishedAt: null });
  await tx.flush();
  let number = 0;
  for (const { name, subset } of parts) {
    for (let repetition = 1; repetition <= repetitions; repetition += 1) {
      number += 1;
      const own = subset && { ...subset, seed: seed + repetition - 1 };
      const trial = await startTrainingRun({ ...services, em: tx }, caller, {
        name: repetitions > 1 ? `${name}, ${repetition} of ${repetitions}` : name,
        datasetVersionId: datasetVersion.id, modelId: trialModel.id, algorithm: { [run.algorithm]: run.hyperparameters }, subset: own, seed: seed + repetition - 1,
        precision: run.precision, balance: run.balance, balanceModelVersionId: run.balanceModelVersion?.id, earlyStopping: run.earlyStopping, maxSeconds: run.maxSeconds, priority: input.priority ?? PRIORITY,
      });
      tx.create(DataStudyTrial, { study, number, repetition, subset: own, trainingRun: ref(tx.getReference(TrainingRun, trial.id)), evaluation: null });
    }
  }
  await tx.flush();
}
