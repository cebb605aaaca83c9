import type { EntityManager } from '@mikro-orm/postgresql';
import { fromKysely, type JobWithMetadata, PgBoss } from 'pg-boss';
import type { Job, JobQueue } from '../domain/ports.ts';
import type { Logger } from '../logging.ts';
import { expireInSeconds, jobSchemas, type JobOf, type JobType, jobTypes, objectOf, queueSettings } from './queue-settings.ts';

const SCHEMA = 'flywheel_jobs';

/** Seconds. A lost worker's job is free after the heartbeat's 10 s and the next look of the supervisor (1 s). */
const HEARTBEAT_REFRESH = 3;

export interface QueueOptions {
  readonly databaseUrl: string;
  /** `send` keeps two connections and no timers but a cache's; `work` also listens, and watches over lost workers. */
  readonly role: 'send' | 'work';
  readonly logger: Logger;
}

/** One delivery of a job. A job can come twice (its worker was lost, or only late), so handlers go by the row's state. */
export interface Delivery<T extends JobType> {
  readonly job: JobOf<T>;
  /** 1 at first, counted up each time the job came again. */
  readonly attempt: number;
  /** Aborted when this process stops, or when the job was given to another worker. The handler then throws: the job comes again. */
  readonly signal: AbortSignal;
}

export type JobHandler<T extends JobType> = (delivery: Delivery<T>) => Promise<void>;

export interface OpenJobQueue extends JobQueue {
  /** Takes jobs of a type, `concurrency` at a time; the highest priority first, then the oldest. */
  work<T extends JobType>(type: T, concurrency: number, handler: JobHandler<T>): Promise<void>;
  /** Takes no more jobs, aborts those running, and waits for them. What has not ended after `graceMs` is left to come again. */
  close(graceMs?: number): Promise<void>;
}

/** Opens the queue; makes or migrates its tables where needed, safely when many processes do so at once. */
export async function openJobQueue({ databaseUrl, role, logger }: QueueOptions): Promise<OpenJobQueue> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema: SCHEMA,
    schedule: false,
    registerInstance: false,
    monitorVacuum: false,
    ...(role === 'work'
      ? { max: 5, useListenNotify: true, supervise: true, superviseIntervalSeconds: 1, monitorIntervalSeconds: 1, maintenanceIntervalSeconds: 600 }
      : { max: 2, supervise: false }),
  });
  boss.on('error', (error) => logger.error({ err: error }, 'job queue'));
  boss.on('warning', (warning) => logger.warn({ warning }, 'job queue'));
  await boss.start({ attempts: 3 });
  for (const type of jobTypes) await makeQueue(boss, type);
  const stopping = new AbortController();

  return {
    async send(em, job) {
      await sendJob(boss, em, job);
    },
    async work(type, concurrency, handler) {
      // One registration per slot, so that each can be woken by itself when it becomes free.
      for (let slot = 0; slot < concurrency; slot += 1) await takeJobs({ boss, logger, stopping: stopping.signal }, type, handler);
    },
    async close(graceMs = 10_000) {
      const stopped = boss.stop({ graceful: true, timeout: graceMs });
      stopping.abort(new Error('This worker stops.'));
      await stopped;
    },
  };
}

/** Makes the queue, or brings one that an older release made to the settings of today. */
async function makeQueue(boss: PgBoss, type: JobType): Promise<void> {
  const { policy, ...changeable } = queueSettings[type];
  await boss.createQueue(type, { policy, ...changeable });
  await boss.updateQueue(type, changeable);
}

/** Inserts into the queue's table on the transaction's own connection, and notifies when it commits. */
async function sendJob(boss: PgBoss, em: EntityManager, job: Job): Promise<void> {
  if (!em.isInTransaction()) throw new Error(`A ${job.type} job must be sent within the transaction that makes its row.`);
  const priority = job.type === 'train' ? job.priority : 0;
  // Where the object has a live job already, the queue's unique index drops this one.
  await boss.insert(job.type, [{ data: job, priority, singletonKey: objectOf(job), expireInSeconds: expireInSeconds[job.type] }], {
    db: fromKysely(em.getKysely()),
  });
}

interface Taking {
  readonly boss: PgBoss;
  readonly logger: Logger;
  readonly stopping: AbortSignal;
}

async function takeJobs<T extends JobType>({ boss, logger, stopping }: Taking, type: T, handler: JobHandler<T>): Promise<void> {
  const options = {
    includeMetadata: true,
    pollingIntervalSeconds: 0.5,
    // Its default is 30: after one job the next would wait so long, and so would a retry, which notifies nobody.
    notifyPollingIntervalSeconds: 0.5,
    heartbeatRefreshSeconds: HEARTBEAT_REFRESH,
  } as const;
  const slot = await boss.work(type, options, async ([taken]: JobWithMetadata[]) => {
    if (!taken) return;
    try {
      const job = jobSchemas[type].parse(taken.data);
      const signal = AbortSignal.any([taken.signal, stopping]);
      signal.throwIfAborted();
      await handler({ job, attempt: taken.retryCount + 1, signal });
    } catch (error) {
      if (stopping.aborted) logger.info({ type, job: taken.data }, 'job handed back');
      else logger.warn({ err: error, type, job: taken.data, attempt: taken.retryCount + 1 }, 'job not done; it comes again');
      throw error;
    } finally {
      // Look at once whether more is waiting, rather than at the next poll.
      boss.notifyWorker(slot);
    }
  });
}
