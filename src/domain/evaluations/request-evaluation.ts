import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { isDeepStrictEqual } from 'node:util';
import type { DatasetDescription } from '../../plugin/index.ts';
import { type Caller, type Services, write } from '../caller.ts';
import { DatasetVersion } from '../entities/dataset-version.ts';
import { type EvaluatedSplit, Evaluation } from '../entities/evaluation.ts';
import { ModelVersion } from '../entities/model-version.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import { channels, type JobQueue, notify } from '../ports.ts';

export interface RequestEvaluationInput {
  readonly modelVersionId: string;
  readonly datasetVersionId: string;
  readonly split: EvaluatedSplit;
}

/** Measures a model version on a split; what was measured before is given as it is, since it would come out the same. One that failed or was canceled is tried again. */
export function requestEvaluation({ em, jobs }: Services, caller: Caller, { modelVersionId, datasetVersionId, split }: RequestEvaluationInput): Promise<Evaluation> {
  return write(em, async (tx) => {
    const modelVersion = await getOwn(tx, ModelVersion, caller, modelVersionId, ['modelVersionId']);
    const datasetVersion = await getOwn(tx, DatasetVersion, caller, datasetVersionId, ['datasetVersionId']);
    checkFit(modelVersion.dataset, datasetVersion, split);
    return ensureEvaluation(tx, jobs, { modelVersion, datasetVersion, split });
  });
}

/** The evaluation of these three, made and queued where there is none. */
export async function ensureEvaluation(tx: EntityManager, jobs: JobQueue, { modelVersion, datasetVersion, split }: { readonly modelVersion: ModelVersion; readonly datasetVersion: DatasetVersion; readonly split: EvaluatedSplit }): Promise<Evaluation> {
  const where = { modelVersion: modelVersion.id, datasetVersion: datasetVersion.id, split };
  await tx.upsert(Evaluation, { ...where, project: modelVersion.project.id, createdAt: new Date() }, { onConflictFields: ['modelVersion', 'datasetVersion', 'split'], onConflictAction: 'ignore' });
  const evaluation = await tx.findOneOrFail(Evaluation, where, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  if (evaluation.state === 'FAILED' || evaluation.state === 'CANCELED') {
    Object.assign(evaluation, { state: 'QUEUED', request: evaluation.request + 1, progress: 0, failure: null, finishedAt: null });
    await tx.flush();
    await notify(tx, channels.evaluation, evaluation.id);
  }
  if (evaluation.state === 'QUEUED') await jobs.send(tx, { type: 'evaluate', evaluationId: evaluation.id, request: evaluation.request });
  return evaluation;
}

function checkFit(model: DatasetDescription, { status, description }: DatasetVersion, split: EvaluatedSplit): void {
  const path = ['datasetVersionId'];
  if (!description) throw new Fault('INVALID_STATE', `This dataset version is ${status}; only one that was read can be measured on.`, path);
  if (description.kind !== model.kind) throw new Fault('INVALID_INPUT', `The model was trained on ${model.kind}; this dataset is ${description.kind}.`, path);
  if (description.counts[split] === 0) throw new Fault('INVALID_INPUT', `The split ${split} of this dataset version is empty.`, ['split']);
  if (model.kind === 'IMAGE' && description.kind === 'IMAGE' && !isDeepStrictEqual(model.image, description.image)) {
    throw new Fault('INVALID_INPUT', `The model takes images of ${sizeOf(model.image)}; those of this dataset version are ${sizeOf(description.image)}.`, path);
  }
  if (model.kind === 'TABULAR' && description.kind === 'TABULAR' && !isDeepStrictEqual(model.columns, description.columns)) {
    throw new Fault('INVALID_INPUT', 'The columns of this dataset version are not those that the model was trained on.', path);
  }
}

const sizeOf = ({ height, width, channels }: { height: number; width: number; channels: number }) => `${height} × ${width} × ${channels}`;
