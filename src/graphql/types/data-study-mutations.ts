import { cancelDataStudy } from '../../domain/data-studies/cancel-data-study.ts';
import { startLearningCurve } from '../../domain/data-studies/start-learning-curve.ts';
import { startSourceValues } from '../../domain/data-studies/start-source-values.ts';
import type { DataStudy } from '../../domain/entities/data-study.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { localId } from '../global-id.ts';
import { answer, type Payload } from '../mutation.ts';
import { DataStudyNode } from '../refs.ts';
import { EvaluatedSplit } from './evaluation.ts';
import { UserErrorType } from './user-error.ts';

const meanings = {
  modelVersionId: 'Whose run says how to train: algorithm, hyper-parameters, precision, balance. Not its weights: each run begins anew.',
  datasetVersionId: 'What that run learned from, where absent.',
  split: 'That is measured on.',
  seed: 'Decides which samples belong to a part, and the random numbers of the runs. 1 where absent.',
  priority: 'Of the runs; -100, behind all others, where absent.',
} as const;

const StartLearningCurveInput = builder.inputType('StartLearningCurveInput', {
  description: 'Which model to study, on what.',
  fields: (t) => ({
    modelVersionId: t.id({ required: true, description: meanings.modelVersionId }),
    datasetVersionId: t.id({ description: meanings.datasetVersionId }),
    split: t.field({ type: EvaluatedSplit, defaultValue: 'TEST', description: meanings.split }),
    shares: t.floatList({ description: 'Of the training split, 3 to 10, each more than 0 and at most 1. 1, 1/2, 1/4, 1/8 and 1/16 where absent.' }),
    repetitions: t.int({ description: 'Runs of each share, 1 to 5; 2 where absent. They tell chance of training from what data does.' }),
    seed: t.int({ description: meanings.seed }),
    priority: t.int({ description: meanings.priority }),
    idempotencyKey: t.string(),
  }),
});

const StartSourceValuesInput = builder.inputType('StartSourceValuesInput', {
  description: 'Which model to study, on what.',
  fields: (t) => ({
    modelVersionId: t.id({ required: true, description: meanings.modelVersionId }),
    datasetVersionId: t.id({ description: meanings.datasetVersionId }),
    split: t.field({ type: EvaluatedSplit, defaultValue: 'TEST', description: meanings.split }),
    sources: t.stringList({ description: 'Of `DatasetVersion.trainSources`, at most 20; the largest where absent.' }),
    repetitions: t.int({ description: 'Runs without each source, 1 to 5; 1 where absent.' }),
    seed: t.int({ description: meanings.seed }),
    priority: t.int({ description: meanings.priority }),
    idempotencyKey: t.string(),
  }),
});

const CancelDataStudyInput = builder.inputType('CancelDataStudyInput', { description: 'Which study to cancel.', fields: (t) => ({ dataStudyId: t.id({ required: true }) }) });

const DataStudyPayload = builder.objectRef<Payload<{ dataStudy: DataStudy }>>('DataStudyPayload').implement({
  description: 'The study as it is now.',
  authScopes: { scope: ['TRAIN'] },
  fields: (t) => ({
    dataStudy: t.field({ type: DataStudyNode, nullable: true, resolve: (payload) => payload.result?.dataStudy }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

interface Ids {
  readonly modelVersionId: string;
  readonly datasetVersionId?: string | null | undefined;
}
const local = ({ modelVersionId, datasetVersionId }: Ids) => ({ modelVersionId: localId('ModelVersion', modelVersionId), datasetVersionId: datasetVersionId ? localId('DatasetVersion', datasetVersionId) : null });

builder.mutationFields((t) => ({
  startLearningCurve: t.field({
    type: DataStudyPayload,
    description: 'Trains on nested parts of a training split, each measured on the same samples, to find how much a model gains by data. The runs wait behind all others.',
    authScopes: { scope: ['TRAIN'] },
    args: { input: t.arg({ type: StartLearningCurveInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ dataStudy: await startLearningCurve(context, callerOf(context), { ...input, ...local(input) }) })),
  }),
  startSourceValues: t.field({
    type: DataStudyPayload,
    description: 'Trains on everything, and once without each source, to find what each is worth. The runs wait behind all others.',
    authScopes: { scope: ['TRAIN'] },
    args: { input: t.arg({ type: StartSourceValuesInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ dataStudy: await startSourceValues(context, callerOf(context), { ...input, ...local(input) }) })),
  }),
  cancelDataStudy: t.field({
    type: DataStudyPayload,
    description: 'Ends a study that is RUNNING, and its runs and evaluations that are not finished.',
    authScopes: { scope: ['TRAIN'] },
    args: { input: t.arg({ type: CancelDataStudyInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ dataStudy: await cancelDataStudy(context, callerOf(context), localId('DataStudy', input.dataStudyId)) })),
  }),
}));
