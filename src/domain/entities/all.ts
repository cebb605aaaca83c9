import { ApiKey } from './api-key.ts';
import { ConsensusLabel } from './consensus-label.ts';
import { ContributorMessage } from './contributor-message.ts';
import { DataStudy, DataStudyTrial } from './data-study.ts';
import { Dataset } from './dataset.ts';
import { DatasetExport } from './dataset-export.ts';
import { DatasetRecord } from './dataset-record.ts';
import { DatasetVersion } from './dataset-version.ts';
import { Erasure } from './erasure.ts';
import { Evaluation } from './evaluation.ts';
import { Experiment, ExperimentEvent } from './experiment.ts';
import { Feedback } from './feedback.ts';
import { FlywheelCycle, FlywheelEvent } from './flywheel-cycle.ts';
import { FlywheelPolicy } from './flywheel-policy.ts';
import { Generation, GenerationEvent } from './generation.ts';
import { GenerationFollower } from './generation-follower.ts';
import { IdempotencyRecord } from './idempotency-record.ts';
import { Model } from './model.ts';
import { ModelAlias, ModelAliasChange } from './model-alias.ts';
import { ModelVersion } from './model-version.ts';
import { Project } from './project.ts';
import { QualityOverrule } from './quality-overrule.ts';
import { SubjectExport } from './subject-export.ts';
import { Review } from './review.ts';
import { SampleRelabel } from './sample-relabel.ts';
import { TrainingRun } from './training-run.ts';
import { MetricPoint, TrainingCheckpoint, TrainingRunEvent } from './training-run-event.ts';
import { Upload } from './upload.ts';
import { Webhook, WebhookDelivery } from './webhook.ts';
import { Worker } from './worker.ts';

export const entities = [
  ApiKey, ConsensusLabel, ContributorMessage, DataStudy, DataStudyTrial, Dataset, DatasetExport, DatasetRecord, DatasetVersion, Erasure, Evaluation, Experiment,
  ExperimentEvent, Feedback, FlywheelCycle, FlywheelEvent,
  FlywheelPolicy, Generation, GenerationEvent, GenerationFollower, IdempotencyRecord, MetricPoint, Model, ModelAlias, ModelAliasChange, ModelVersion, Project,
  QualityOverrule, Review, SampleRelabel, SubjectExport, TrainingCheckpoint, TrainingRun, TrainingRunEvent, Upload, Webhook, WebhookDelivery, Worker,
];
