import type { DatasetVersion } from '../entities/dataset-version.ts';
import type { Evaluation } from '../entities/evaluation.ts';
import type { Experiment } from '../entities/experiment.ts';
import type { FlywheelCycle } from '../entities/flywheel-cycle.ts';
import type { FlywheelPolicy } from '../entities/flywheel-policy.ts';
import type { AliasChangeSource, ModelAliasChange } from '../entities/model-alias.ts';
import type { TrainingRun } from '../entities/training-run.ts';
import type { ExperimentEventPayload } from '../experiments/event-payload.ts';
import { encodeGlobalId } from '../global-id.ts';
import type { WebhookMessage } from './webhook-event.ts';

const idOf = (type: string, row: { readonly id: string } | null | undefined) => (row ? encodeGlobalId(type, row.id) : null);

export const cycleMessage = (policy: FlywheelPolicy, cycle: FlywheelCycle): WebhookMessage => ({
  event: 'FLYWHEEL_CYCLE',
  became: cycle.state,
  data: {
    flywheelCycleId: idOf('FlywheelCycle', cycle), flywheelPolicyId: idOf('FlywheelPolicy', policy), modelId: idOf('Model', policy.model), number: cycle.number, state: cycle.state, reason: cycle.reason, numbers: cycle.numbers,
    datasetVersionId: idOf('DatasetVersion', cycle.datasetVersion), trainingRunId: idOf('TrainingRun', cycle.trainingRun), candidateId: idOf('ModelVersion', cycle.candidate),
  },
});

export const trainingRunMessage = (run: TrainingRun): WebhookMessage => ({
  event: 'TRAINING_RUN',
  became: run.state,
  data: { trainingRunId: idOf('TrainingRun', run), name: run.name, state: run.state, failure: run.failure, modelId: idOf('Model', run.model), datasetVersionId: idOf('DatasetVersion', run.datasetVersion), modelVersionId: idOf('ModelVersion', run.modelVersion) },
});

export const datasetVersionMessage = (version: DatasetVersion): WebhookMessage => ({
  event: 'DATASET_VERSION',
  became: version.status,
  data: { datasetVersionId: idOf('DatasetVersion', version), datasetId: idOf('Dataset', version.dataset), number: version.number, status: version.status, sampleCount: version.sampleCount, failure: version.failure },
});

export const evaluationMessage = (evaluation: Evaluation): WebhookMessage => ({
  event: 'EVALUATION',
  became: evaluation.state,
  data: { evaluationId: idOf('Evaluation', evaluation), modelVersionId: idOf('ModelVersion', evaluation.modelVersion), datasetVersionId: idOf('DatasetVersion', evaluation.datasetVersion), split: evaluation.split, state: evaluation.state, failure: evaluation.failure },
});

const moved: { readonly [Source in AliasChangeSource]: string } = { PERSON: 'SET', POLICY: 'PROMOTED', EXPERIMENT: 'PROMOTED', ROLLBACK: 'ROLLED_BACK' };

export const aliasMessage = (change: ModelAliasChange): WebhookMessage => ({
  event: 'MODEL_ALIAS',
  became: moved[change.source],
  data: { modelId: idOf('Model', change.model), alias: change.alias, modelVersionId: idOf('ModelVersion', change.modelVersion), previousModelVersionId: idOf('ModelVersion', change.previousModelVersion), source: change.source, actor: change.actor, reason: change.reason, numbers: change.numbers },
});

export const experimentMessage = (experiment: Experiment, event: ExperimentEventPayload): WebhookMessage => ({
  event: 'EXPERIMENT',
  became: event.kind,
  data: { experimentId: idOf('Experiment', experiment), modelId: idOf('Model', experiment.model), name: experiment.name, kind: event.kind, state: event.state, share: event.share, decision: experiment.decision, actor: event.actor, reason: event.reason, numbers: event.numbers },
});
