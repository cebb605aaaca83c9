import type { Experiment } from '../../domain/entities/experiment.ts';
import { concludeExperiment, rollBackExperiment, stopExperiment } from '../../domain/experiments/decide-experiment.ts';
import { setExperimentShare } from '../../domain/experiments/grow-share.ts';
import { startExperiment } from '../../domain/experiments/start-experiment.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { localId } from '../global-id.ts';
import { answer, type Payload } from '../mutation.ts';
import { ExperimentNode } from '../refs.ts';
import { ExperimentDecisionType, ExperimentModeType } from './experiment.ts';
import { UserErrorType } from './user-error.ts';

const authScopes = { scope: ['TRAIN'] } as const;

const payload = (name: string, description: string) =>
  builder.objectRef<Payload<{ experiment: Experiment }>>(name).implement({
    description,
    authScopes,
    fields: (t) => ({
      experiment: t.field({ type: ExperimentNode, nullable: true, resolve: ({ result }) => result?.experiment }),
      userErrors: t.field({ type: [UserErrorType], resolve: ({ userErrors }) => userErrors }),
    }),
  });

const CanaryStepInput = builder.inputType('CanaryStepInput', {
  description: 'A step of the schedule.',
  fields: (t) => ({ share: t.float({ required: true, description: 'More than that of the step before.' }), seconds: t.float({ required: true, description: 'At least.' }) }),
});

const CanaryInput = builder.inputType('CanaryInput', {
  description: 'How a canary grows, and what rolls it back.',
  fields: (t) => ({
    steps: t.field({ type: [CanaryStepInput], description: 'Where absent 1 % and 5 % for an hour each, 25 % for four hours, 50 % for a day.' }),
    minimumSubjects: t.int({ description: 'Subjects whom the candidate has answered within a step before the share grows; 20 where absent.' }),
    maximumSatisfactionDrop: t.float({ description: 'The candidate is rolled back where satisfaction is lower by more than this with the plan’s confidence; 0 where absent.' }),
    maximumErrorIncrease: t.float({ description: 'Likewise, of failures; 0 where absent.' }),
    promoteAtEnd: t.boolean({ description: 'Whether the candidate becomes production after the last step; else it waits there for a person. False where absent.' }),
  }),
});

const ExperimentPlanInput = builder.inputType('ExperimentPlanInput', {
  description: 'What the experiment is to tell.',
  fields: (t) => ({
    confidence: t.float({ description: '0.95 where absent.' }),
    power: t.float({ description: '0.8 where absent.' }),
    minimumEffect: t.float({ description: 'Difference of the satisfied share that matters; 0.05 where absent. The intervals are narrowest about where it is decided.' }),
  }),
});

const StartExperimentInput = builder.inputType('StartExperimentInput', {
  description: 'A candidate to try beside what is in production.',
  fields: (t) => ({
    modelId: t.id({ required: true }),
    candidateId: t.id({ required: true, description: 'A version of the model.' }),
    mode: t.field({ type: ExperimentModeType, defaultValue: 'SPLIT' }),
    share: t.float({ description: 'Of the subjects that get the candidate, 0 to 1. Needed, but of CANARY, whose steps say it.' }),
    name: t.string(),
    reason: t.string(),
    plan: t.field({ type: ExperimentPlanInput }),
    canary: t.field({ type: CanaryInput, description: 'Of CANARY.' }),
    idempotencyKey: t.string(),
  }),
});

const changeFields = { expectedRevision: 'Refused with CONFLICT where the experiment was changed since.' } as const;

const SetExperimentShareInput = builder.inputType('SetExperimentShareInput', {
  description: 'More subjects for the candidate.',
  fields: (t) => ({ experimentId: t.id({ required: true }), share: t.float({ required: true }), reason: t.string(), expectedRevision: t.int({ description: changeFields.expectedRevision }), idempotencyKey: t.string() }),
});

const EndExperimentInput = builder.inputType('EndExperimentInput', {
  description: 'Which experiment to end, and why.',
  fields: (t) => ({ experimentId: t.id({ required: true }), reason: t.string({ required: true }), expectedRevision: t.int({ description: changeFields.expectedRevision }), idempotencyKey: t.string() }),
});

const ConcludeExperimentInput = builder.inputType('ConcludeExperimentInput', {
  description: 'The verdict of an experiment.',
  fields: (t) => ({
    experimentId: t.id({ required: true }),
    decision: t.field({ type: ExperimentDecisionType, required: true }),
    reason: t.string(),
    expectedRevision: t.int({ description: changeFields.expectedRevision }),
    idempotencyKey: t.string(),
  }),
});

const StartExperimentPayload = payload('StartExperimentPayload', 'The new experiment, RUNNING.');
const SetExperimentSharePayload = payload('SetExperimentSharePayload', 'The experiment with its share.');
const StopExperimentPayload = payload('StopExperimentPayload', 'The experiment, STOPPED.');
const RollBackExperimentPayload = payload('RollBackExperimentPayload', 'The experiment, ROLLED_BACK.');
const ConcludeExperimentPayload = payload('ConcludeExperimentPayload', 'The experiment, CONCLUDED.');

const own = <Input extends { readonly experimentId: string }>(input: Input) => ({ ...input, experimentId: localId('Experiment', input.experimentId) });

builder.mutationFields((t) => ({
  startExperiment: t.field({
    type: StartExperimentPayload,
    description: 'Divides the generations that name the model between the version in production and a candidate.',
    authScopes,
    args: { input: t.arg({ type: StartExperimentInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answer(async () => ({
        experiment: await startExperiment(context, callerOf(context), { ...input, mode: input.mode ?? 'SPLIT', modelId: localId('Model', input.modelId), candidateId: localId('ModelVersion', input.candidateId) }),
      })),
  }),
  setExperimentShare: t.field({
    type: SetExperimentSharePayload,
    description: 'Gives the candidate to more subjects; those who have it keep it.',
    authScopes,
    args: { input: t.arg({ type: SetExperimentShareInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ experiment: await setExperimentShare(context, callerOf(context), own(input)) })),
  }),
  stopExperiment: t.field({
    type: StopExperimentPayload,
    description: 'Ends an experiment without a verdict; what is in production answers everybody.',
    authScopes,
    args: { input: t.arg({ type: EndExperimentInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ experiment: await stopExperiment(context, callerOf(context), own(input)) })),
  }),
  rollBackExperiment: t.field({
    type: RollBackExperimentPayload,
    description: 'Takes a candidate that does harm from everybody.',
    authScopes,
    args: { input: t.arg({ type: EndExperimentInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ experiment: await rollBackExperiment(context, callerOf(context), own(input)) })),
  }),
  concludeExperiment: t.field({
    type: ConcludeExperimentPayload,
    description: 'Ends an experiment with a verdict. The numbers that it had are kept with the event, and with the alias where it moves.',
    authScopes,
    args: { input: t.arg({ type: ConcludeExperimentInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ experiment: await concludeExperiment(context, callerOf(context), own(input)) })),
  }),
}));
