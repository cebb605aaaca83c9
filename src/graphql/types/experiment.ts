import { Experiment, type experimentDecisions, type ExperimentMode, type ExperimentState } from '../../domain/entities/experiment.ts';
import { Generation } from '../../domain/entities/generation.ts';
import { armOf } from '../../domain/experiments/arm-of.ts';
import { type CanaryRules, type CanaryStep, ROLLBACK_WITHIN_SECONDS } from '../../domain/experiments/canary-rules.ts';
import { builder } from '../builder.ts';
import { chargeRows } from '../connection.ts';
import { badInput } from '../errors.ts';
import { ExperimentNode, GenerationNode, ModelNode, ModelVersionNode } from '../refs.ts';
import { ExperimentPlanType } from './experiment-plan.ts';
import { ExperimentArmType, ExperimentResult } from './experiment-result.ts';

const readers = { authScopes: { scope: ['READ'] } } as const;
const MOST_SUBJECTS = 1000;
const MOST_SHADOWS = 100;

export const ExperimentModeType = builder.enumType('ExperimentMode', {
  description: 'What the candidate does.',
  values: {
    SPLIT: { description: 'It answers its share of the subjects.' },
    SHADOW: { description: 'The control answers everybody. For its share of the subjects the candidate makes the same beside, at lower priority; that is stored, shown to nobody, and compared.' },
    CANARY: { description: 'It answers a share of the subjects that grows by a schedule, and is rolled back by itself where a bound is breached.' },
  } satisfies Record<ExperimentMode, object>,
});

export const ExperimentStateType = builder.enumType('ExperimentState', {
  description: 'Where an experiment stands. All but RUNNING are its end.',
  values: {
    RUNNING: { description: 'One of a model at most.' },
    STOPPED: { description: 'Ended without a verdict.' },
    CONCLUDED: { description: 'Ended with a verdict.' },
    ROLLED_BACK: { description: 'The candidate did harm; the control answers everybody.' },
  } satisfies Record<ExperimentState, object>,
});

export const ExperimentDecisionType = builder.enumType('ExperimentDecision', {
  description: 'A verdict.',
  values: { PROMOTE_CANDIDATE: { description: 'The candidate becomes production.' }, KEEP_CONTROL: { description: 'The control stays it.' } } satisfies Record<(typeof experimentDecisions)[number], object>,
});

const CanaryStepType = builder.objectRef<CanaryStep>('CanaryStep').implement({
  ...readers,
  description: 'A step of the schedule.',
  fields: (t) => ({ share: t.exposeFloat('share'), seconds: t.exposeFloat('seconds', { description: 'At least.' }) }),
});

const CanaryRulesType = builder.objectRef<CanaryRules>('CanaryRules').implement({
  ...readers,
  description: 'How a canary grows, and what rolls it back.',
  fields: (t) => ({
    steps: t.field({ type: [CanaryStepType], resolve: ({ steps }) => [...steps] }),
    minimumSubjects: t.exposeInt('minimumSubjects', { description: 'Subjects whom the candidate has answered within a step before the share grows.' }),
    maximumSatisfactionDrop: t.exposeFloat('maximumSatisfactionDrop', { description: 'Breached where the whole interval of the difference is below it, with half of the plan’s error probability.' }),
    maximumErrorIncrease: t.exposeFloat('maximumErrorIncrease', { description: 'Likewise, of failures.' }),
    promoteAtEnd: t.exposeBoolean('promoteAtEnd', { description: 'Whether the candidate becomes production after the last step.' }),
    rollbackWithinSeconds: t.int({ description: 'After the rating or failure that breaches a bound is stored, while a worker runs.', resolve: () => ROLLBACK_WITHIN_SECONDS }),
  }),
});

ExperimentNode.implement({
  ...readers,
  description: 'Two versions of a model that serve at the same time. Who gets which is drawn by SHA-256 of the experiment and the subject: the same for ever, at every server.',
  isTypeOf: (value) => value instanceof Experiment,
  fields: (t) => ({
    name: t.exposeString('name'),
    model: t.field({ type: ModelNode, resolve: (experiment) => experiment.model.id }),
    mode: t.field({ type: ExperimentModeType, resolve: ({ mode }) => mode }),
    state: t.field({ type: ExperimentStateType, resolve: ({ state }) => state }),
    control: t.field({ type: ModelVersionNode, description: 'In production at the start.', resolve: (experiment) => experiment.control.id }),
    candidate: t.field({ type: ModelVersionNode, resolve: (experiment) => experiment.candidate.id }),
    share: t.exposeFloat('share', { description: 'Of the subjects that have the candidate, 0 to 1. It only grows: nobody who has it loses it before the end.' }),
    revision: t.exposeInt('revision', { description: 'Counts up with every change; give it as expectedRevision.' }),
    plan: t.field({ type: ExperimentPlanType, resolve: ({ plan }) => plan }),
    canary: t.field({ type: CanaryRulesType, nullable: true, resolve: ({ canary }) => canary }),
    canaryStep: t.int({ nullable: true, description: 'Of a canary: the step that it is in, from 1.', resolve: ({ canary, stage }) => (canary ? stage : null) }),
    decision: t.field({ type: ExperimentDecisionType, nullable: true, description: 'Of CONCLUDED.', resolve: ({ decision }) => decision }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why it ended.' }),
    actor: t.exposeString('actor', { description: 'Name of the API key that started it.' }),
    result: t.field({ type: ExperimentResult, resolve: (experiment) => experiment }),
    armsOf: t.field({
      type: [ExperimentArmType],
      description: `Which arm each of these subjects is in, at most ${MOST_SUBJECTS}: what it is answered by now, or was at the end. Of SHADOW: for whom the candidate works beside.`,
      args: { subjects: t.arg.stringList({ required: true }) },
      resolve: ({ id, share }, { subjects }) => {
        if (subjects.length > MOST_SUBJECTS) throw badInput(`subjects must be at most ${MOST_SUBJECTS}, not ${subjects.length}.`);
        return subjects.map((subject) => armOf(id, subject, share));
      },
    }),
    shadows: t.field({
      type: [GenerationNode],
      description: `Newest first, at most ${MOST_SHADOWS}: what the candidate made beside the control’s answers.`,
      args: { first: t.arg.int({ defaultValue: 20 }) },
      resolve: (experiment, { first }, { em }) => {
        const limit = first ?? 20;
        if (limit < 0 || limit > MOST_SHADOWS) throw badInput(`first must be from 0 to ${MOST_SHADOWS}, not ${limit}.`);
        chargeRows(em, limit);
        return em.find(Generation, { experiment: experiment.id, shadowOf: { $ne: null } }, { orderBy: { id: 'desc' }, limit });
      },
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
  }),
});

builder.objectFields(GenerationNode, (t) => ({
  experiment: t.field({ type: ExperimentNode, nullable: true, description: 'That chose the version; null where none ran, and where the version was named.', resolve: (generation) => generation.experiment?.id }),
  arm: t.field({ type: ExperimentArmType, nullable: true, resolve: (generation) => generation.arm }),
  shadowOf: t.field({ type: GenerationNode, nullable: true, description: 'The answer that this one was made beside; it is shown to nobody.', resolve: (generation) => generation.shadowOf?.id }),
  agreement: t.float({ nullable: true, description: 'Of a shadow with that answer, 0 to 1; see ShadowComparison.', resolve: (generation) => generation.agreement ?? null }),
}));
