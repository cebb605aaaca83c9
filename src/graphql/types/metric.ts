import type { StoredProgress } from '../../domain/entities/training-run.ts';
import { builder } from '../builder.ts';

export interface MetricValueView {
  readonly name: string;
  readonly step?: number;
  readonly value: number;
}

export const MetricValue = builder.objectRef<MetricValueView>('MetricValue').implement({
  description: 'A measured number.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'train/loss, validation/loss, test/loss, …' }),
    step: t.int({ nullable: true, resolve: (metric) => metric.step }),
    value: t.exposeFloat('value'),
  }),
});

interface MetricPointView {
  readonly step: number;
  readonly value: number;
  readonly time: Date;
}

const MetricPoint = builder.objectRef<MetricPointView>('MetricPoint').implement({
  description: 'A metric at a training step.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({ step: t.exposeInt('step'), value: t.exposeFloat('value'), time: t.expose('time', { type: 'DateTime' }) }),
});

export const MetricSeries = builder.objectRef<{ readonly name: string; readonly points: readonly MetricPointView[] }>('MetricSeries').implement({
  description: 'A metric over the training steps.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'train/loss, validation/loss, test/loss, …' }),
    points: t.field({ type: [MetricPoint], resolve: (series) => [...series.points] }),
  }),
});

export const TrainingProgress = builder.objectRef<StoredProgress>('TrainingProgress').implement({
  description: 'How far a run is.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    epoch: t.exposeInt('epoch'),
    epochs: t.exposeInt('epochs'),
    step: t.exposeInt('step'),
    steps: t.exposeInt('steps'),
    samplesPerSecond: t.exposeFloat('samplesPerSecond', { nullable: true }),
    secondsLeft: t.exposeFloat('secondsLeft', { nullable: true }),
    dataWaitShare: t.exposeFloat('dataWaitShare', { nullable: true, description: 'How much of the training time of the last half minute was spent waiting for data: 0 to 1.' }),
  }),
});

export const NO_PROGRESS: StoredProgress = { epoch: 0, epochs: 0, step: 0, steps: 0, samplesPerSecond: null, secondsLeft: null };
