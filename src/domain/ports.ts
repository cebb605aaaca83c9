import type { EntityManager } from '@mikro-orm/postgresql';
import type { DatasetDescription } from '../plugin/index.ts';
import type { AnswerTable } from '../weighing/answer-table.ts';
import type { ColumnProfile } from './column-profile.ts';
import type { TrainSource } from './training-subset.ts';

/** Work that a worker does. */
export type Job =
  | { readonly type: 'import-dataset'; readonly datasetVersionId: string }
  | { readonly type: 'train'; readonly trainingRunId: string; readonly priority: number }
  | { readonly type: 'evaluate'; readonly evaluationId: string; readonly request: number }
  | { readonly type: 'export'; readonly exportId: string }
  | { readonly type: 'erase-subject'; readonly erasureId: string }
  | { readonly type: 'export-subject'; readonly subjectExportId: string }
  | { readonly type: 'generate'; readonly generationId: string }
  /** The same, of an answer that nobody waits for. */
  | { readonly type: 'shadow'; readonly generationId: string };

/** How domain functions hand work to the queue: in the caller's transaction, so that a row and its job stand or fall together. */
export interface JobQueue {
  send(em: EntityManager, job: Job): Promise<void>;
}

/** What domain functions ask of the files of dataset versions, by their ids. @throws Fault where a version's files are damaged or gone. */
export interface VersionFiles {
  /** Labelled samples of each class in the training split, in the order of the description's classes. */
  trainClassCounts(datasetVersionId: string, description: DatasetDescription): Promise<readonly number[]>;
  /** Samples of the training split by the file that they come from; the largest source first. */
  trainSources(datasetVersionId: string, description: DatasetDescription): Promise<readonly TrainSource[]>;
  /** Images of the validation and test split of one version that equal, pixel by pixel, an image of the training split of another. */
  heldOutImagesInTraining(trainedOnId: string, measuredOnId: string, description: DatasetDescription): Promise<number>;
  /** What each column holds; null where that was never looked at. */
  profile(datasetVersionId: string): Promise<readonly ColumnProfile[] | null>;
}

/** What domain functions do to stored files while they hold the lock on the rows that name them. */
export interface StoredFiles {
  /** Of this key and all below it; none is no error. */
  remove(key: string): Promise<void>;
  /** All below `from` takes the place of all below `to`. Where there is nothing below `from`, it was moved before. */
  move(from: string, to: string): Promise<void>;
}

/** What came of a table of answers. */
export interface WeighedAnswers {
  /** The classes that item i may be of lie from `start[i]` to before `start[i + 1]`; -1: all that nobody named. */
  readonly start: Int32Array;
  readonly classes: Int32Array;
  /** Probability of each of them; those of an item sum to 1. */
  readonly shares: Float64Array;
  /** Of each item's probabilities, in nats. */
  readonly entropy: Float64Array;
  /** Of each answer, 0 to 1: how far it can be trusted by all else that its annotator said. */
  readonly trust: Float64Array;
}

/** Weighs what people who disagree said of the same things. The same table gives the same numbers. */
export interface LabelWeigher {
  weigh(table: AnswerTable): Promise<WeighedAnswers>;
}

/** Keeps secrets that have to be read again from those who read the database alone. */
export interface SecretBox {
  /** @param owner  whose secret it is; opens for the same alone */
  seal(secret: string, owner: string): Buffer;
  /** Undefined where it was sealed with another key, or for another owner. */
  open(sealed: Uint8Array, owner: string): string | undefined;
}

/** Where webhooks may go. */
export interface WebhookTargets {
  /** The address as it is called, looked up now. @throws Fault INVALID_INPUT of `url` where nothing is sent there */
  check(url: string): Promise<string>;
}

/** Channels of LISTEN/NOTIFY. A notification carries an id alone; the rows are the truth. */
export const channels = { trainingRun: 'flywheel_training_run', generation: 'flywheel_generation', datasetVersion: 'flywheel_dataset_version', evaluation: 'flywheel_evaluation', dataStudy: 'flywheel_data_study', erasure: 'flywheel_erasure', subjectExport: 'flywheel_subject_export', experiment: 'flywheel_experiment', flywheel: 'flywheel_policy', cancel: 'flywheel_cancel', datasetExport: 'flywheel_dataset_export', contributorMessage: 'flywheel_contributor_message' } as const;
export type Channel = (typeof channels)[keyof typeof channels];

/** Tells every process that rows changed, when the caller's transaction commits. */
export async function notify(em: EntityManager, channel: Channel, id: string): Promise<void> {
  await em.execute('select pg_notify(?, ?)', [channel, id]);
}

/** The same of many rows, by one statement. */
export async function notifyAll(em: EntityManager, channel: Channel, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await em.execute('select count(pg_notify(?, id)) from jsonb_array_elements_text(?::jsonb) as id', [channel, JSON.stringify(ids)]);
}
