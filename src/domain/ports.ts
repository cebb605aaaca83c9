import type { EntityManager } from '@mikro-orm/postgresql';

/** Work that a worker does. */
export type Job =
  | { readonly type: 'import-dataset'; readonly datasetVersionId: string }
  | { readonly type: 'train'; readonly trainingRunId: string; readonly priority: number }
  | { readonly type: 'generate'; readonly generationId: string };

/** How domain functions hand work to the queue: in the caller's transaction, so that a row and its job stand or fall together. */
export interface JobQueue {
  send(em: EntityManager, job: Job): Promise<void>;
}

/** Channels of LISTEN/NOTIFY. A notification carries an id alone; the rows are the truth. */
export const channels = { trainingRun: 'flywheel_training_run', generation: 'flywheel_generation', datasetVersion: 'flywheel_dataset_version', cancel: 'flywheel_cancel' } as const;
export type Channel = (typeof channels)[keyof typeof channels];

/** Tells every process that rows changed, when the caller's transaction commits. */
export async function notify(em: EntityManager, channel: Channel, id: string): Promise<void> {
  await em.execute('select pg_notify(?, ?)', [channel, id]);
}
