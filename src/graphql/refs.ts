import type { EntityName, Ref } from '@mikro-orm/postgresql';
import type { Authenticated } from '../domain/api-keys/authenticate.ts';
import { ApiKey } from '../domain/entities/api-key.ts';
import { ConsensusLabel } from '../domain/entities/consensus-label.ts';
import { ContributorMessage } from '../domain/entities/contributor-message.ts';
import { DataStudy } from '../domain/entities/data-study.ts';
import { Dataset } from '../domain/entities/dataset.ts';
import { DatasetExport } from '../domain/entities/dataset-export.ts';
import { DatasetVersion } from '../domain/entities/dataset-version.ts';
import { Erasure } from '../domain/entities/erasure.ts';
import { Evaluation } from '../domain/entities/evaluation.ts';
import { Experiment } from '../domain/entities/experiment.ts';
import { Feedback } from '../domain/entities/feedback.ts';
import { FlywheelCycle } from '../domain/entities/flywheel-cycle.ts';
import { FlywheelPolicy } from '../domain/entities/flywheel-policy.ts';
import { Generation } from '../domain/entities/generation.ts';
import { Model } from '../domain/entities/model.ts';
import { ModelVersion } from '../domain/entities/model-version.ts';
import type { Project } from '../domain/entities/project.ts';
import { SubjectExport } from '../domain/entities/subject-export.ts';
import { Review } from '../domain/entities/review.ts';
import { TrainingRun } from '../domain/entities/training-run.ts';
import { Upload } from '../domain/entities/upload.ts';
import { Webhook, WebhookDelivery } from '../domain/entities/webhook.ts';
import { findOwn } from '../domain/find-own.ts';
import { builder, type NodeType } from './builder.ts';
import type { Context } from './context.ts';

/**
 * A node type whose rows belong to a project: loaded in batches, and only those of the viewer's project.
 *
 * @param isVisible  to a viewer of the project; everything is where absent
 */
function ownNode<E extends { readonly id: string; readonly project: Ref<Project> }>(name: NodeType, entity: EntityName<E>, isVisible: (row: E, viewer: Authenticated) => boolean = () => true) {
  return builder.loadableNodeRef(name, {
    id: { resolve: (row: E) => row.id },
    load: async (ids: string[], { em, viewer }: Context) => {
      const rows = viewer ? await findOwn(em, entity, viewer.projectId, ids) : [];
      return rows.filter((row) => row !== undefined && viewer !== null && isVisible(row, viewer));
    },
    sort: (row: E) => row.id,
  });
}

export const ApiKeyNode = ownNode('ApiKey', ApiKey);
export const UploadNode = ownNode('Upload', Upload);
export const DatasetNode = ownNode('Dataset', Dataset);
export const DatasetVersionNode = ownNode('DatasetVersion', DatasetVersion);
export const DatasetExportNode = ownNode('DatasetExport', DatasetExport);
export const ErasureNode = ownNode('Erasure', Erasure);
export const SubjectExportNode = ownNode('SubjectExport', SubjectExport);
export const DataStudyNode = ownNode('DataStudy', DataStudy);
export const EvaluationNode = ownNode('Evaluation', Evaluation);
export const TrainingRunNode = ownNode('TrainingRun', TrainingRun);
export const ModelNode = ownNode('Model', Model);
export const ModelVersionNode = ownNode('ModelVersion', ModelVersion);
export const ConsensusLabelNode = ownNode('ConsensusLabel', ConsensusLabel);
export const ContributorMessageNode = ownNode('ContributorMessage', ContributorMessage);
export const ReviewNode = ownNode('Review', Review);
export const ExperimentNode = ownNode('Experiment', Experiment);
/** A shadow is compared by those who read results, and not shown to applications. */
export const GenerationNode = ownNode('Generation', Generation, ({ shadowOf }, { scopes }) => !shadowOf || scopes.has('READ'));
export const FlywheelPolicyNode = ownNode('FlywheelPolicy', FlywheelPolicy);
export const FlywheelCycleNode = ownNode('FlywheelCycle', FlywheelCycle);
export const FeedbackNode = ownNode('Feedback', Feedback);
export const WebhookNode = ownNode('Webhook', Webhook);
export const WebhookDeliveryNode = ownNode('WebhookDelivery', WebhookDelivery);
