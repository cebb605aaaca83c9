import type { EntityManager } from '@mikro-orm/postgresql';
import type { DatasetDescription } from '../../plugin/index.ts';
import { write } from '../caller.ts';
import { DatasetVersion } from '../entities/dataset-version.ts';
import type { EvaluatedSplit } from '../entities/evaluation.ts';
import { TrainingRun } from '../entities/training-run.ts';
import { channels, notify } from '../ports.ts';
import { type EvaluationRequest, lockRequested } from './lock-requested.ts';

interface ReadVersion {
  readonly id: string;
  readonly description: DatasetDescription;
}

/** All that an evaluating process must know. */
export interface ClaimedEvaluation {
  readonly id: string;
  readonly split: EvaluatedSplit;
  readonly datasetVersion: ReadVersion;
  readonly modelVersion: { readonly id: string; readonly algorithm: string; readonly dataset: DatasetDescription };
  /** The dataset version whose training split the model learned from. */
  readonly learnedFrom: ReadVersion;
}

/** Takes an evaluation: RUNNING. Undefined where it is finished or gone, or was asked for again since. */
export function claimEvaluation(em: EntityManager, request: EvaluationRequest): Promise<ClaimedEvaluation | undefined> {
  return write(em, async (tx) => {
    const evaluation = await lockRequested(tx, request);
    if (!evaluation) return undefined;
    evaluation.state = 'RUNNING';
    await notify(tx, channels.evaluation, evaluation.id);
    const modelVersion = await evaluation.modelVersion.loadOrFail();
    const model = await modelVersion.model.loadOrFail();
    const run = await tx.findOneOrFail(TrainingRun, { modelVersion: modelVersion.id });
    return {
      id: evaluation.id,
      split: evaluation.split,
      datasetVersion: await readVersion(tx, evaluation.datasetVersion.id),
      modelVersion: { id: modelVersion.id, algorithm: model.algorithm, dataset: modelVersion.dataset },
      learnedFrom: await readVersion(tx, run.datasetVersion.id),
    };
  });
}

async function readVersion(tx: EntityManager, id: string): Promise<ReadVersion> {
  const { description } = await tx.findOneOrFail(DatasetVersion, id);
  if (!description) throw new Error(`Dataset version ${id} has no description.`);
  return { id, description };
}
