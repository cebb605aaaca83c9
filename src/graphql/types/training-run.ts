import { TrainingRun } from '../../domain/entities/training-run.ts';
import { TrainingRunEvent } from '../../domain/entities/training-run-event.ts';
import type { BalancedClass, ClassBalance } from '../../domain/class-balance.ts';
import type { TrainingSubset } from '../../domain/training-subset.ts';
import { liveWorkers } from '../../domain/workers/live-workers.ts';
import type { Precision } from '../../plugin/index.ts';
import { builder } from '../builder.ts';
import { chargeRows, newestFirst } from '../connection.ts';
import { callerOf, type Context } from '../context.ts';
import { badInput } from '../errors.ts';
import { localId } from '../global-id.ts';
import { latestMetrics, queuePosition } from '../loaders.ts';
import { metricSeries } from '../reads.ts';
import { DatasetVersionNode, ModelNode, ModelVersionNode, TrainingRunNode } from '../refs.ts';
import { AlgorithmType, algorithmByKey } from './algorithm.ts';
import { MetricSeries, MetricValue, NO_PROGRESS, TrainingProgress } from './metric.ts';
import { GenerationOutputType } from './output.ts';
import { ComputeInfoType } from './server-info.ts';
import { TrainingRunStateType } from './training-run-events.ts';

const MAX_POINTS = 1000;

const EarlyStopping = builder.objectRef<{ metric: string; patience: number }>('EarlyStopping').implement({
  description: 'When a run ends before its last epoch.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({ metric: t.exposeString('metric'), patience: t.exposeInt('patience', { description: 'Evaluations without improvement.' }) }),
});

export const PrecisionType = builder.enumType('Precision', {
  description: 'What training computes in. The model is float32 in either case.',
  values: {
    FLOAT32: { description: 'All in float32.' },
    MIXED: { description: 'Convolutions and matrix products in 16 bits where that is faster, all else in float32. Needs a processor or GPU that has 16-bit arithmetic; a run on another one fails at its start.' },
  } satisfies Record<Precision, { description: string }>,
});

export const ClassBalanceType = builder.enumType('ClassBalance', {
  description: 'How the classes of the training split are balanced; validation and test are never resampled.',
  values: {
    NONE: { description: 'Samples as they are.' },
    OVERSAMPLE: { description: 'Samples of rarer classes are repeated until each class has as many as the largest.' },
    UNDERSAMPLE: { description: 'Each epoch takes as many samples of each class as the smallest has, others each time.' },
    CLASS_WEIGHTS: { description: 'A sample counts in the loss inversely to the frequency of its class.' },
    GENERATED: { description: 'Missing samples of rare classes are drawn from a conditional generative model of the project.' },
  } satisfies Record<ClassBalance, { description: string }>,
});

export const TrainingSubsetType = builder.objectRef<TrainingSubset>('TrainingSubset').implement({
  description: 'The part of a training split that a run learns from; validation and test stay whole.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    share: t.exposeFloat('share', { description: 'Of each class, and of the samples without one. With one seed a smaller share lies within a larger one.' }),
    seed: t.exposeInt('seed', { description: 'Decides which samples belong to a share.' }),
    withoutSource: t.exposeString('withoutSource', { nullable: true, description: 'The source whose samples are left out.' }),
  }),
});

const BalancedClassType = builder.objectRef<BalancedClass>('BalancedClass').implement({
  description: 'What balancing makes of a class of the training split.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    label: t.exposeString('label'),
    before: t.exposeInt('before', { description: "Samples in the dataset version's training split." }),
    after: t.exposeInt('after', { description: 'Samples that an epoch goes through, generated ones included.' }),
    generated: t.exposeInt('generated', { description: 'Of those, how many a model drew.' }),
    weight: t.exposeFloat('weight', { description: 'What each sample counts in the loss; 1 but for CLASS_WEIGHTS.' }),
  }),
});

const TrainingBalance = builder.objectRef<TrainingRun>('TrainingBalance').implement({
  description: "How the classes of a run's training split were balanced.",
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    method: t.field({ type: ClassBalanceType, resolve: (run) => run.balance }),
    classes: t.field({ type: [BalancedClassType], description: 'In the order of the dataset version; empty for NONE.', resolve: (run) => run.classBalance?.classes ?? [] }),
    unlabelled: t.int({ description: 'Samples without a label, which stay as they are.', resolve: (run) => run.classBalance?.unlabelled ?? 0 }),
    modelVersion: t.field({ type: ModelVersionNode, nullable: true, description: 'Of GENERATED: what drew the missing samples.', resolve: (run) => run.balanceModelVersion?.id }),
  }),
});

TrainingRunNode.implement({
  description: 'An attempt to make a model version from a dataset version.',
  authScopes: { scope: ['READ'] },
  isTypeOf: (value) => value instanceof TrainingRun,
  fields: (t) => ({
    name: t.exposeString('name'),
    state: t.field({ type: TrainingRunStateType, resolve: (run) => run.state }),
    pendingReason: t.string({ nullable: true, description: 'Why it is not running yet: no worker, no GPU free, …', resolve: pendingReason }),
    failure: t.exposeString('failure', { nullable: true }),
    attempt: t.int({ description: 'Counts up when the run goes on from a checkpoint after its worker was lost.', resolve: (run) => run.attempt }),
    algorithm: t.field({ type: AlgorithmType, resolve: (run, _args, { plugins }) => algorithmByKey(plugins, run.algorithm, run.pluginVersion) }),
    hyperparameters: t.field({ type: 'JSON', description: 'Complete, defaults included.', resolve: (run) => run.hyperparameters }),
    seed: t.exposeInt('seed'),
    precision: t.field({ type: PrecisionType, resolve: (run) => run.precision }),
    subset: t.field({ type: TrainingSubsetType, nullable: true, description: 'Null: it learns from the whole training split.', resolve: (run) => run.subset }),
    balance: t.field({ type: TrainingBalance, resolve: (run) => run }),
    priority: t.exposeInt('priority'),
    maxSeconds: t.exposeFloat('maxSeconds', { nullable: true }),
    earlyStopping: t.field({ type: EarlyStopping, nullable: true, resolve: (run) => run.earlyStopping }),
    datasetVersion: t.field({ type: DatasetVersionNode, resolve: (run) => run.datasetVersion.id }),
    model: t.field({ type: ModelNode, description: 'The model that the result becomes a version of.', resolve: (run) => run.model.id }),
    modelVersion: t.field({ type: ModelVersionNode, nullable: true, resolve: (run) => run.modelVersion?.id }),
    initialModelVersion: t.field({ type: ModelVersionNode, nullable: true, description: 'Whose weights it goes on from; null where it began with drawn ones.', resolve: (run) => run.initialModelVersion?.id }),
    progress: t.field({ type: TrainingProgress, resolve: (run) => run.progress ?? NO_PROGRESS }),
    metrics: t.field({
      type: [MetricSeries],
      description: 'Down-sampled on the server to at most maxPoints (1000 at most) per series, extremes kept.',
      args: { names: t.arg.stringList(), maxPoints: t.arg.int({ defaultValue: 500 }) },
      resolve: (run, { names, maxPoints }, context) => readSeries(context, run, names ?? null, maxPoints ?? 500),
    }),
    latestMetrics: t.field({
      type: [MetricValue],
      description: 'Last value of each metric.',
      resolve: async (run, _args, context) => [...(await latestMetrics(context).load(run.id))],
    }),
    samples: t.field({
      type: [GenerationOutputType],
      description: 'Pictures or texts made while training, newest first.',
      args: { first: t.arg.int({ defaultValue: 10 }) },
      resolve: (run, { first }, context) => readSamples(context, run, first ?? 10),
    }),
    compute: t.field({ type: ComputeInfoType, nullable: true, resolve: (run) => run.compute }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
  }),
});

async function pendingReason(run: TrainingRun, _args: unknown, context: Context): Promise<string | null> {
  if (run.state !== 'QUEUED') return null;
  if ((await liveWorkers(context.em)).length === 0) return 'No worker is running; `npm run worker` starts one.';
  const ahead = await queuePosition(context).load(run.id);
  const waiting = ahead === 0 ? 'Waits for a free worker.' : `Waits for a free worker; ${ahead} ${ahead === 1 ? 'run is' : 'runs are'} ahead.`;
  return run.pendingReason ? `${run.pendingReason} ${waiting}` : waiting;
}

async function readSeries(context: Context, run: TrainingRun, names: readonly string[] | null, maxPoints: number) {
  if (maxPoints < 2 || maxPoints > MAX_POINTS) throw badInput(`maxPoints must be from 2 to ${MAX_POINTS}, not ${maxPoints}.`);
  chargeRows(context.em, maxPoints);
  const rows = await metricSeries(context, run.id, names, maxPoints);
  const points = Map.groupBy(rows, (row) => row.name);
  return [...points].map(([name, series]) => ({
    name,
    points: series.map(({ step, value, time }) => ({ step, value: Number(value), time: new Date(time) })),
  }));
}

async function readSamples({ em }: Context, run: TrainingRun, first: number) {
  if (first < 0 || first > MAX_POINTS) throw badInput(`first must be from 0 to ${MAX_POINTS}, not ${first}.`);
  chargeRows(em, first);
  const events = await em.find(TrainingRunEvent, { trainingRun: run.id, type: 'SamplesMade' }, { orderBy: { step: 'desc' }, limit: first });
  return events.flatMap(({ payload }) => (payload.type === 'SamplesMade' ? payload.outputs : [])).slice(0, first);
}

export const TrainingRunConnection = builder.connectionObject({ type: TrainingRunNode, name: 'TrainingRunConnection', description: 'A page of runs.' }, { name: 'TrainingRunEdge', description: 'A run in a list.' });

const TrainingRunFilter = builder.inputType('TrainingRunFilter', {
  description: 'All that is given must hold.',
  fields: (t) => ({ states: t.field({ type: [TrainingRunStateType] }), datasetId: t.id(), modelId: t.id(), algorithm: t.string() }),
});

builder.queryField('trainingRuns', (t) =>
  t.connection(
    {
      type: TrainingRunNode,
      authScopes: { scope: ['READ'] },
      description: 'At most 100 per page; keyset cursors; newest first.',
      args: { filter: t.arg({ type: TrainingRunFilter }) },
      resolve: (_root, { filter, ...page }, context) => {
        const where = {
          project: callerOf(context).projectId,
          ...(filter?.states && { state: { $in: filter.states } }),
          ...(filter?.algorithm && { algorithm: filter.algorithm }),
          ...(filter?.modelId && { model: localId('Model', filter.modelId) }),
          ...(filter?.datasetId && { datasetVersion: { dataset: localId('Dataset', filter.datasetId) } }),
        };
        return newestFirst(context.em, TrainingRun, where, page);
      },
    },
    TrainingRunConnection,
  ),
);
