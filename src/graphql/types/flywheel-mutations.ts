import type { FlywheelCycle } from '../../domain/entities/flywheel-cycle.ts';
import type { FlywheelPolicy } from '../../domain/entities/flywheel-policy.ts';
import { approveFlywheelCycle, holdFlywheelCycle } from '../../domain/flywheel/change-cycle.ts';
import { pauseFlywheel, resumeFlywheel } from '../../domain/flywheel/pause-flywheel.ts';
import { setFlywheelPolicy } from '../../domain/flywheel/set-flywheel-policy.ts';
import { turnFlywheel } from '../../domain/flywheel/turn-flywheel.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { localId } from '../global-id.ts';
import { answer, type Payload } from '../mutation.ts';
import { FlywheelCycleNode, FlywheelPolicyNode } from '../refs.ts';
import type { definePluginInputs } from './algorithm.ts';
import { UserErrorType } from './user-error.ts';

const authScopes = { scope: ['TRAIN'] } as const;

const policyPayload = (name: string, description: string) =>
  builder.objectRef<Payload<{ flywheelPolicy: FlywheelPolicy }>>(name).implement({
    description,
    authScopes,
    fields: (t) => ({
      flywheelPolicy: t.field({ type: FlywheelPolicyNode, nullable: true, resolve: ({ result }) => result?.flywheelPolicy }),
      userErrors: t.field({ type: [UserErrorType], resolve: ({ userErrors }) => userErrors }),
    }),
  });

const SetFlywheelPolicyPayload = policyPayload('SetFlywheelPolicyPayload', 'The policy as it is now.');
const PauseFlywheelPayload = policyPayload('PauseFlywheelPayload', 'The policy, paused.');
const ResumeFlywheelPayload = policyPayload('ResumeFlywheelPayload', 'The policy, enabled.');

const cyclePayload = (name: string, description: string) =>
  builder.objectRef<Payload<{ flywheelCycle: FlywheelCycle }>>(name).implement({
    description,
    authScopes,
    fields: (t) => ({
      flywheelCycle: t.field({ type: FlywheelCycleNode, nullable: true, resolve: ({ result }) => result?.flywheelCycle }),
      userErrors: t.field({ type: [UserErrorType], resolve: ({ userErrors }) => userErrors }),
    }),
  });

const TurnFlywheelPayload = cyclePayload('TurnFlywheelPayload', 'The new cycle, ASSESSING.');
const ApproveFlywheelCyclePayload = cyclePayload('ApproveFlywheelCyclePayload', 'The cycle, PROMOTED.');
const HoldFlywheelCyclePayload = cyclePayload('HoldFlywheelCyclePayload', 'The cycle, HELD.');

const DecideFlywheelCycleInput = builder.inputType('DecideFlywheelCycleInput', {
  description: 'Which cycle, and why.',
  fields: (t) => ({ flywheelCycleId: t.id({ required: true }), reason: t.string({ required: true }), idempotencyKey: t.string() }),
});

const wheelInput = (name: string, description: string) =>
  builder.inputType(name, { description, fields: (t) => ({ flywheelPolicyId: t.id({ required: true }), idempotencyKey: t.string() }) });

const TurnFlywheelInput = wheelInput('TurnFlywheelInput', 'Which wheel to turn.');
const PauseFlywheelInput = wheelInput('PauseFlywheelInput', 'Which wheel to pause.');
const ResumeFlywheelInput = wheelInput('ResumeFlywheelInput', 'Which wheel to resume.');

const decided = (input: typeof DecideFlywheelCycleInput.$inferInput) => ({ ...input, flywheelCycleId: localId('FlywheelCycle', input.flywheelCycleId) });
const ofWheel = (input: typeof TurnFlywheelInput.$inferInput) => ({ ...input, flywheelPolicyId: localId('FlywheelPolicy', input.flywheelPolicyId) });

builder.mutationFields((t) => ({
  turnFlywheel: t.field({
    type: TurnFlywheelPayload,
    description: 'Starts a cycle now, with whatever feedback is usable; without any, on the newest version of the dataset, where no cycle has tried that.',
    authScopes,
    args: { input: t.arg({ type: TurnFlywheelInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ flywheelCycle: await turnFlywheel(context, callerOf(context), ofWheel(input)) })),
  }),
  pauseFlywheel: t.field({
    type: PauseFlywheelPayload,
    description: 'Lets no cycle begin, and one that is under way wait before its next step. A run that trains already goes on.',
    authScopes,
    args: { input: t.arg({ type: PauseFlywheelInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ flywheelPolicy: await pauseFlywheel(context, callerOf(context), ofWheel(input)) })),
  }),
  resumeFlywheel: t.field({
    type: ResumeFlywheelPayload,
    description: 'Lets the wheel turn by itself again, and a cycle that waits go on.',
    authScopes,
    args: { input: t.arg({ type: ResumeFlywheelInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ flywheelPolicy: await resumeFlywheel(context, callerOf(context), ofWheel(input)) })),
  }),
  approveFlywheelCycle: t.field({
    type: ApproveFlywheelCyclePayload,
    description: 'Puts a candidate into production that is AWAITING_APPROVAL.',
    authScopes,
    args: { input: t.arg({ type: DecideFlywheelCycleInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ flywheelCycle: await approveFlywheelCycle(context, callerOf(context), decided(input)) })),
  }),
  holdFlywheelCycle: t.field({
    type: HoldFlywheelCyclePayload,
    description: 'Ends a cycle without promoting anything, wherever it stands. A training run of it goes on, and can be canceled by itself.',
    authScopes,
    args: { input: t.arg({ type: DecideFlywheelCycleInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ flywheelCycle: await holdFlywheelCycle(context, callerOf(context), decided(input)) })),
  }),
}));

export function defineFlywheelPolicy({ AlgorithmInput }: Pick<ReturnType<typeof definePluginInputs>, 'AlgorithmInput'>): void {
  const SetFlywheelPolicyInput = builder.inputType('SetFlywheelPolicyInput', {
    description: 'When to turn the wheel by itself: feedback → new version → quality gate → training → evaluation → promotion or hold.',
    fields: (t) => ({
      modelId: t.id({ required: true }),
      datasetId: t.id({ required: true, description: 'That usable feedback is added to.' }),
      algorithm: t.field({ type: AlgorithmInput, required: true }),
      minimumFeedback: t.int({ required: true, description: 'Turns once this much new usable feedback has come.' }),
      metric: t.string({ required: true, description: 'Compared on the same test split, candidate against production: accuracy, for example.' }),
      minimumImprovement: t.float({ required: true, description: 'Promotes only where the candidate is better by this much, and beyond chance.' }),
      maximumClassDrop: t.float({ description: 'Holds a candidate that finds any class less often by more than this, beyond chance. Any drop is allowed where absent.' }),
      cooldownSeconds: t.float({ description: 'From the end of a cycle to the next; 0 where absent.' }),
      everySeconds: t.float({ description: 'Turns also where no cycle began for this long and anything usable is new.' }),
      minimumSatisfaction: t.float({ description: 'Turns also where satisfaction with production lies below this with its whole 95 % interval, and anything usable is new.' }),
      maximumDrift: t.float({ description: 'Turns also where the classes that production answers are spread otherwise than those it learned from, by a population stability index above this and beyond chance, and anything usable is new. 0.2 is usual.' }),
      weeklyTrainingSeconds: t.float({ description: 'That runs of its cycles may train in any seven days. Where they are used up no cycle begins; what is left bounds the next run.' }),
      maximumTrainingSeconds: t.float({ description: 'Of a training run; it ends well after this long.' }),
      warmStart: t.boolean({ description: "Training goes on from production's weights; false where absent." }),
      clean: t.boolean({ description: 'A rejected version is cleaned by what its findings suggest; true where absent.' }),
      requireApproval: t.boolean({ description: 'A person has to agree before a candidate is promoted; false where absent.' }),
      enabled: t.boolean({ defaultValue: true, description: 'False pauses.' }),
      expectedRevision: t.int({ description: 'Refused with CONFLICT where the policy was changed since; 0: there is none yet.' }),
      idempotencyKey: t.string(),
    }),
  });

  builder.mutationField('setFlywheelPolicy', (t) =>
    t.field({
      type: SetFlywheelPolicyPayload,
      description: 'Sets when the wheel of a model turns by itself; a model has one policy. Holds from the next cycle on.',
      authScopes,
      args: { input: t.arg({ type: SetFlywheelPolicyInput, required: true }) },
      resolve: (_root, { input }, context) =>
        answer(async () => ({
          flywheelPolicy: await setFlywheelPolicy(context, callerOf(context), { ...input, modelId: localId('Model', input.modelId), datasetId: localId('Dataset', input.datasetId) }),
        })),
    }),
  );
}
