import type { MikroORM } from '@mikro-orm/postgresql';
import { ContributorMessage } from '../domain/entities/contributor-message.ts';
import { DataStudy } from '../domain/entities/data-study.ts';
import { DatasetExport } from '../domain/entities/dataset-export.ts';
import { DatasetVersion } from '../domain/entities/dataset-version.ts';
import { Erasure } from '../domain/entities/erasure.ts';
import { Evaluation } from '../domain/entities/evaluation.ts';
import { ExperimentEvent } from '../domain/entities/experiment.ts';
import { FlywheelEvent } from '../domain/entities/flywheel-cycle.ts';
import { type GenerationState, GenerationEvent } from '../domain/entities/generation.ts';
import type { TrainingRunState } from '../domain/entities/training-run.ts';
import { SubjectExport } from '../domain/entities/subject-export.ts';
import { TrainingRunEvent } from '../domain/entities/training-run-event.ts';
import type { ExperimentEventPayload } from '../domain/experiments/event-payload.ts';
import type { FlywheelEventPayload } from '../domain/flywheel/event-payload.ts';
import { type MessageBox, messageBoxId, messageBoxKey, messageBoxOf } from '../domain/participation/message-box.ts';
import { channels } from '../domain/ports.ts';
import type { GenerationEventPayload } from '../domain/stored-output.ts';
import type { TrainingRunEventPayload } from '../domain/training-run-event-payload.ts';
import type { Logger } from '../logging.ts';
import { type EventBatch, openEventFeed } from './event-feed.ts';
import type { Listener } from './listen.ts';
import { openRowFeed } from './row-feed.ts';
import type { EventSource } from './tail.ts';

/** A stored event as a plain object. */
export interface FeedEvent<P> {
  readonly number: number;
  readonly payload: P;
  readonly time: Date;
}

export type RunEvent = FeedEvent<TrainingRunEventPayload>;
export type MadeEvent = FeedEvent<GenerationEventPayload>;
export type ExperimentFeedEvent = FeedEvent<ExperimentEventPayload>;
export type FlywheelFeedEvent = FeedEvent<FlywheelEventPayload>;
export type MessageFeedEvent = FeedEvent<{ readonly messageId: string }>;

/** What subscriptions read. The listener must listen on the channels of training runs, generations and dataset versions. */
export interface EventFeeds {
  /** Ends after the run has SUCCEEDED, FAILED or been CANCELED. */
  trainingRunEvents(trainingRunId: string, after?: number): AsyncIterableIterator<EventBatch<RunEvent>, void, void>;
  /** Ends after the generation has SUCCEEDED, FAILED or been CANCELED. */
  generationEvents(generationId: string, after?: number): AsyncIterableIterator<EventBatch<MadeEvent>, void, void>;
  /** Ends after the experiment's end. */
  experimentEvents(experimentId: string, after?: number): AsyncIterableIterator<EventBatch<ExperimentFeedEvent>, void, void>;
  /** Never ends by itself. */
  flywheelEvents(policyId: string, after?: number): AsyncIterableIterator<EventBatch<FlywheelFeedEvent>, void, void>;
  /** Likewise. */
  contributorMessages(box: MessageBox, after?: number): AsyncIterableIterator<EventBatch<MessageFeedEvent>, void, void>;
  /** The row as it is, and again whenever its status or progress changed, each time freshly read; ends when the version is finished. */
  datasetVersionChanged(datasetVersionId: string): AsyncIterableIterator<DatasetVersion, void, void>;
  /** Likewise; ends when the evaluation is finished. */
  evaluationChanged(evaluationId: string): AsyncIterableIterator<Evaluation, void, void>;
  /** Likewise; ends when the study is finished. */
  dataStudyChanged(dataStudyId: string): AsyncIterableIterator<DataStudy, void, void>;
  /** Likewise, also when its progress changed; ends when the export is finished. */
  datasetExportChanged(datasetExportId: string): AsyncIterableIterator<DatasetExport, void, void>;
  /** Likewise. */
  erasureChanged(erasureId: string): AsyncIterableIterator<Erasure, void, void>;
  /** Likewise. */
  subjectExportChanged(subjectExportId: string): AsyncIterableIterator<SubjectExport, void, void>;
  /** Ends all streams. */
  close(): void;
}

/** What a listener that feeds are opened on must listen on. */
export const feedChannels = [channels.trainingRun, channels.generation, channels.datasetVersion, channels.datasetExport, channels.evaluation, channels.dataStudy, channels.erasure, channels.subjectExport, channels.experiment, channels.flywheel, channels.contributorMessage] as const;

export function openEventFeeds(orm: MikroORM, listener: Listener, logger: Logger): EventFeeds {
  const runs = openEventFeed({ source: trainingRunSource(orm), channel: channels.trainingRun, pauseMs: () => 250, listener, logger });
  const generations = openEventFeed({ source: generationSource(orm), channel: channels.generation, pauseMs: pauseAfter, listener, logger });
  const experiments = openEventFeed({ source: experimentSource(orm), channel: channels.experiment, pauseMs: () => 0, listener, logger });
  const flywheels = openEventFeed({ source: flywheelSource(orm), channel: channels.flywheel, pauseMs: () => 0, listener, logger });
  // As many people may be followed as have a page open, each a statement at every look.
  const messages = openEventFeed({ source: messageSource(orm), channel: channels.contributorMessage, keyOf: messageBoxKey, safetyPollMs: 60_000, pauseMs: () => 0, listener, logger });
  const versions = openRowFeed({
    orm, listener, channel: channels.datasetVersion, entity: DatasetVersion,
    stateOf: ({ status, progress }) => `${status} ${progress}`,
    isFinished: ({ status }) => status !== 'IMPORTING' && status !== 'ASSESSING',
  });
  const evaluations = openRowFeed({
    orm, listener, channel: channels.evaluation, entity: Evaluation, stateOf: ({ state, progress }) => `${state} ${progress}`,
    isFinished: (evaluation) => !evaluation.isUnfinished(),
  });
  const studies = openRowFeed({
    orm, listener, channel: channels.dataStudy, entity: DataStudy, stateOf: ({ state, progress }) => `${state} ${progress}`,
    isFinished: ({ state }) => state !== 'RUNNING',
  });
  const erasures = openRowFeed({
    orm, listener, channel: channels.erasure, entity: Erasure, stateOf: ({ state, progress }) => `${state} ${progress}`,
    isFinished: ({ state }) => state === 'SUCCEEDED' || state === 'FAILED',
  });
  const subjectExports = openRowFeed({
    orm, listener, channel: channels.subjectExport, entity: SubjectExport, stateOf: ({ state }) => state,
    isFinished: ({ state }) => state !== 'QUEUED' && state !== 'RUNNING',
  });
  const exports = openRowFeed({
    orm, listener, channel: channels.datasetExport, entity: DatasetExport, stateOf: ({ state, progress }) => `${state} ${progress}`,
    isFinished: ({ state }) => state !== 'QUEUED' && state !== 'RUNNING',
  });
  return {
    trainingRunEvents: (id, after) => runs.follow(id, after),
    generationEvents: (id, after) => generations.follow(id, after),
    experimentEvents: (id, after) => experiments.follow(id, after),
    flywheelEvents: (id, after) => flywheels.follow(id, after),
    contributorMessages: (box, after) => messages.follow(messageBoxId(box), after),
    datasetVersionChanged: (id) => versions.follow(id),
    evaluationChanged: (id) => evaluations.follow(id),
    dataStudyChanged: (id) => studies.follow(id),
    datasetExportChanged: (id) => exports.follow(id),
    erasureChanged: (id) => erasures.follow(id),
    subjectExportChanged: (id) => subjectExports.follow(id),
    close() {
      runs.close();
      generations.close();
      experiments.close();
      flywheels.close();
      messages.close();
      versions.close();
      evaluations.close();
      studies.close();
      exports.close();
      erasures.close();
      subjectExports.close();
    },
  };
}

/**
 * A text is read as it is written, and the worker has put its pieces together already (25 ms); pictures come one by one
 * and are looked at together; after a change of state alone comes what somebody waits for.
 */
function pauseAfter(events: readonly MadeEvent[]): number {
  if (events.some(({ payload }) => payload.type === 'OutputMade')) return 100;
  return events.some(({ payload }) => payload.type === 'TextGenerated') ? 15 : 0;
}

const last: ReadonlySet<TrainingRunState | GenerationState> = new Set(['SUCCEEDED', 'FAILED', 'CANCELED']);

function plain<P>({ number, payload, time }: FeedEvent<P>): FeedEvent<P> {
  return { number, payload, time };
}

function trainingRunSource(orm: MikroORM): EventSource<RunEvent> {
  return {
    async read(id, after, limit) {
      const where = { trainingRun: id, number: { $gt: after } };
      const rows = await orm.em.fork().find(TrainingRunEvent, where, { orderBy: { number: 'asc' }, limit });
      return rows.map(plain);
    },
    async newest(id) {
      const [row] = await orm.em.fork().find(TrainingRunEvent, { trainingRun: id }, { orderBy: { number: 'desc' }, limit: 1 });
      return row && plain(row);
    },
    isLast: ({ payload }) => payload.type === 'TrainingRunStateChanged' && last.has(payload.state),
  };
}

function generationSource(orm: MikroORM): EventSource<MadeEvent> {
  return {
    async read(id, after, limit) {
      const where = { generation: id, number: { $gt: after } };
      const rows = await orm.em.fork().find(GenerationEvent, where, { orderBy: { number: 'asc' }, limit });
      return rows.map(plain);
    },
    async newest(id) {
      const [row] = await orm.em.fork().find(GenerationEvent, { generation: id }, { orderBy: { number: 'desc' }, limit: 1 });
      return row && plain(row);
    },
    isLast: ({ payload }) => payload.type === 'GenerationStateChanged' && last.has(payload.state),
  };
}

function experimentSource(orm: MikroORM): EventSource<ExperimentFeedEvent> {
  return {
    async read(id, after, limit) {
      const where = { experiment: id, number: { $gt: after } };
      const rows = await orm.em.fork().find(ExperimentEvent, where, { orderBy: { number: 'asc' }, limit });
      return rows.map(plain);
    },
    async newest(id) {
      const [row] = await orm.em.fork().find(ExperimentEvent, { experiment: id }, { orderBy: { number: 'desc' }, limit: 1 });
      return row && plain(row);
    },
    isLast: ({ payload }) => payload.kind === 'ENDED',
  };
}

function flywheelSource(orm: MikroORM): EventSource<FlywheelFeedEvent> {
  return {
    async read(id, after, limit) {
      const where = { policy: id, number: { $gt: after } };
      const rows = await orm.em.fork().find(FlywheelEvent, where, { orderBy: { number: 'asc' }, limit });
      return rows.map(plain);
    },
    async newest(id) {
      const [row] = await orm.em.fork().find(FlywheelEvent, { policy: id }, { orderBy: { number: 'desc' }, limit: 1 });
      return row && plain(row);
    },
    isLast: () => false,
  };
}

function messageSource(orm: MikroORM): EventSource<MessageFeedEvent> {
  const event = ({ id, number, createdAt }: ContributorMessage): MessageFeedEvent => ({ number, payload: { messageId: id }, time: createdAt });
  const where = (id: string) => {
    const { projectId, subject } = messageBoxOf(id);
    return { project: projectId, subject };
  };
  return {
    async read(id, after, limit) {
      const rows = await orm.em.fork().find(ContributorMessage, { ...where(id), number: { $gt: after } }, { orderBy: { number: 'asc' }, limit });
      return rows.map(event);
    },
    async newest(id) {
      const [row] = await orm.em.fork().find(ContributorMessage, where(id), { orderBy: { number: 'desc' }, limit: 1 });
      return row && event(row);
    },
    isLast: () => false,
  };
}
