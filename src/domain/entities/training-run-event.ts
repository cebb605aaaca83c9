import { defineEntity, p } from '@mikro-orm/postgresql';
import type { TrainingRunEventPayload } from '../training-run-event-payload.ts';
import { double } from './columns.ts';
import { TrainingRun } from './training-run.ts';

const eventSchema = defineEntity({
  name: 'TrainingRunEvent',
  tableName: 'training_run_event',
  properties: {
    trainingRun: () => p.manyToOne(TrainingRun).primary().ref(),
    /** 1, 2, 3, … within the run, without gaps; commit order is number order. */
    number: p.integer().primary(),
    type: p.string().$type<TrainingRunEventPayload['type']>(),
    /** Where the event belongs to a training step. At most one event of a type per step (a partial unique index). */
    step: p.integer().nullable(),
    payload: p.json<TrainingRunEventPayload>(),
    time: p.datetime(3),
  },
});

/** A stored fact about a run. */
export class TrainingRunEvent extends eventSchema.class {}
eventSchema.setClass(TrainingRunEvent);

const metricSchema = defineEntity({
  name: 'MetricPoint',
  tableName: 'metric_point',
  properties: {
    trainingRun: () => p.manyToOne(TrainingRun).primary().ref(),
    name: p.string().primary(),
    step: p.integer().primary(),
    value: double(),
    time: p.datetime(3),
  },
});

/** The metrics of MetricsLogged events once more, one row per value, so that a series is one index range. */
export class MetricPoint extends metricSchema.class {}
metricSchema.setClass(MetricPoint);

const checkpointSchema = defineEntity({
  name: 'TrainingCheckpoint',
  tableName: 'training_checkpoint',
  properties: {
    trainingRun: () => p.manyToOne(TrainingRun).primary().ref(),
    step: p.integer().primary(),
    attempt: p.integer(),
    /** In the store. */
    key: p.string(),
    sizeBytes: double(),
    sha256: p.string(),
    best: p.boolean().default(false),
    time: p.datetime(3),
  },
});

export class TrainingCheckpoint extends checkpointSchema.class {}
checkpointSchema.setClass(TrainingCheckpoint);
