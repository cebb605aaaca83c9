import { z } from 'zod';
import type { Job } from '../domain/ports.ts';

export type JobType = Job['type'];
export type JobOf<T extends JobType> = Extract<Job, { type: T }>;

const HOUR = 3600;
const DAY = 24 * HOUR;

/**
 * Retries have no bound of practical concern: a job comes again until its handler resolves, and the handler decides by
 * the row (and by how often the job came) when enough is enough. So no row is left waiting for a job that was given up.
 */
const RETRY_LIMIT = 10_000;

/** What all queues share. A queue takes one live job per object: waiting, about to be retried, or running. */
const common = {
  policy: 'exclusive',
  notify: true,
  heartbeatSeconds: 10,
  retryLimit: RETRY_LIMIT,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 30,
  /** Jobs may wait for a worker for a year; pg-boss's own 14 days would drop them without a word. */
  retentionSeconds: 365 * DAY,
} as const;

export const queueSettings = {
  'import-dataset': { ...common, deleteAfterSeconds: DAY },
  train: { ...common, deleteAfterSeconds: 7 * DAY },
  evaluate: { ...common, deleteAfterSeconds: DAY },
  export: { ...common, deleteAfterSeconds: DAY },
  'erase-subject': { ...common, deleteAfterSeconds: DAY },
  'export-subject': { ...common, deleteAfterSeconds: DAY },
  generate: { ...common, deleteAfterSeconds: HOUR },
  shadow: { ...common, deleteAfterSeconds: HOUR },
} as const;

/**
 * How long one delivery of a job may run, in seconds. pg-boss refuses more than a day on a queue but not on a job;
 * timers end at 2³¹ ms (24.8 days). A run that takes longer is handed back, and goes on from its checkpoint.
 */
export const expireInSeconds: Readonly<Record<JobType, number>> = { 'import-dataset': DAY, train: 20 * DAY, evaluate: DAY, export: DAY, 'erase-subject': DAY, 'export-subject': DAY, generate: HOUR, shadow: HOUR };

/** Each type's payload, parsed when taken: a stored job may be older than the code. */
export const jobSchemas: { readonly [T in JobType]: z.ZodType<JobOf<T>> } = {
  'import-dataset': z.object({ type: z.literal('import-dataset'), datasetVersionId: z.uuid() }),
  train: z.object({ type: z.literal('train'), trainingRunId: z.uuid(), priority: z.int() }),
  evaluate: z.object({ type: z.literal('evaluate'), evaluationId: z.uuid(), request: z.int() }),
  export: z.object({ type: z.literal('export'), exportId: z.uuid() }),
  'erase-subject': z.object({ type: z.literal('erase-subject'), erasureId: z.uuid() }),
  'export-subject': z.object({ type: z.literal('export-subject'), subjectExportId: z.uuid() }),
  generate: z.object({ type: z.literal('generate'), generationId: z.uuid() }),
  shadow: z.object({ type: z.literal('shadow'), generationId: z.uuid() }),
};

export const jobTypes: readonly JobType[] = ['import-dataset', 'train', 'evaluate', 'export', 'erase-subject', 'export-subject', 'generate', 'shadow'];

/** The object that a job is about; there is one live job for it at most. */
export function objectOf(job: Job): string {
  switch (job.type) {
    case 'import-dataset':
      return job.datasetVersionId;
    case 'train':
      return job.trainingRunId;
    case 'evaluate':
      // One that was canceled and asked for again must not be lost because its first job still ends.
      return `${job.evaluationId} ${job.request}`;
    case 'export':
      return job.exportId;
    case 'erase-subject':
      return job.erasureId;
    case 'export-subject':
      return job.subjectExportId;
    case 'generate':
    case 'shadow':
      return job.generationId;
  }
}
