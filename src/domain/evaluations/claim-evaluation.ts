import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { DatasetDescription } from '../../plugin/index.ts';
import { write } from '../caller.ts';
import { DatasetVersion } from '../entities/dataset-version.ts';
import { Evaluation, type evaluatedSplits } from '../entities/evaluation.ts';
import type { EvaluationResult } from '../evaluation-result.ts';
import { channels, notify } from '../ports.ts';

/** All that an evaluating process must know. */
export interface ClaimedEvaluation {
  readonly id: string;
  readonly split: (typeof evaluatedSplits)[number];
  readonly datasetVersion: { readonly id: string; readonly description: DatasetDescription };
  readonly modelVersion: { readonly id: string; readonly algorithm: string; readonly dataset: DatasetDescription };
}

/** Takes an evaluation: RUNNING. Undefined where it is finished or gone. */
export function claimEvaluation(em: EntityManager, id: string): Promise<ClaimedEvaluation | undefined> {
  return write(em, async (tx) => {
    const evaluation = await lock(tx, id);
    if (!evaluation) return undefined;
    evaluation.state = 'RUNNING';
    await notify(tx, channels.evaluation, id);
    const modelVersion = await evaluation.modelVersion.loadOrFail();
    const model = await modelVersion.model.loadOrFail();
    const { id: datasetVersionId, description } = await tx.findOneOrFail(DatasetVersion, evaluation.datasetVersion.id);
    if (!description) throw new Error(`Dataset version ${datasetVersionId} has no description.`);
    return { id, split: evaluation.split, datasetVersion: { id: datasetVersionId, description }, modelVersion: { id: modelVersion.id, algorithm: model.algorithm, dataset: modelVersion.dataset } };
  });
}

/** Ends it with what was found, or with why nothing could be. Nothing, where it is finished already. */
export async function finishEvaluation(em: EntityManager, id: string, end: { readonly result: EvaluationResult } | { readonly failure: string }): Promise<void> {
  await write(em, async (tx) => {
    const evaluation = await lock(tx, id);
    if (!evaluation) return;
    evaluation.state = 'result' in end ? 'SUCCEEDED' : 'FAILED';
    evaluation.result = 'result' in end ? end.result : null;
    evaluation.failure = 'failure' in end ? end.failure : null;
    evaluation.finishedAt = new Date();
    await notify(tx, channels.evaluation, id);
  });
}

async function lock(tx: EntityManager, id: string): Promise<Evaluation | undefined> {
  const evaluation = await tx.findOne(Evaluation, id, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  return evaluation?.state === 'QUEUED' || evaluation?.state === 'RUNNING' ? evaluation : undefined;
}
