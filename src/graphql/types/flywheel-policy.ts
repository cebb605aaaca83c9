import { FlywheelCycle } from '../../domain/entities/flywheel-cycle.ts';
import { FlywheelPolicy } from '../../domain/entities/flywheel-policy.ts';
import { trainingSecondsOfWeek } from '../../domain/flywheel/training-budget.ts';
import { countNewLabels, countUnweighed } from '../../domain/flywheel/usable-feedback.ts';
import { whyWaiting } from '../../domain/flywheel/why-waiting.ts';
import { builder } from '../builder.ts';
import { newestFirst } from '../connection.ts';
import { DatasetNode, FlywheelCycleNode, FlywheelPolicyNode, ModelNode } from '../refs.ts';

const readers = { authScopes: { scope: ['READ'] } } as const;

const FlywheelCycleConnection = builder.connectionObject({ type: FlywheelCycleNode, name: 'FlywheelCycleConnection', description: 'A page of cycles.' }, { name: 'FlywheelCycleEdge', description: 'A cycle in a list.' });

FlywheelPolicyNode.implement({
  ...readers,
  description: "When a model's wheel turns by itself: feedback, new dataset version, quality gate, training, evaluation, promotion or hold.",
  isTypeOf: (value) => value instanceof FlywheelPolicy,
  fields: (t) => ({
    model: t.field({ type: ModelNode, resolve: (policy) => policy.model.id }),
    dataset: t.field({ type: DatasetNode, resolve: (policy) => policy.dataset.id }),
    enabled: t.exposeBoolean('enabled', { description: 'A policy that is not starts no cycle, and one that is under way waits before its next step.' }),
    algorithm: t.string({ description: 'Key of the plugin.', resolve: ({ algorithm }) => Object.keys(algorithm)[0] ?? '' }),
    hyperparameters: t.field({ type: 'JSON', resolve: ({ algorithm }) => Object.values(algorithm)[0] ?? {} }),
    minimumFeedback: t.int({ description: 'New usable labels that set a cycle off.', resolve: ({ rules }) => rules.minimumFeedback }),
    metric: t.string({ resolve: ({ rules }) => rules.metric }),
    minimumImprovement: t.float({ resolve: ({ rules }) => rules.minimumImprovement }),
    maximumClassDrop: t.float({ nullable: true, resolve: ({ rules }) => rules.maximumClassDrop }),
    cooldownSeconds: t.float({ resolve: ({ rules }) => rules.cooldownSeconds }),
    everySeconds: t.float({ nullable: true, resolve: ({ rules }) => rules.everySeconds }),
    minimumSatisfaction: t.float({ nullable: true, resolve: ({ rules }) => rules.minimumSatisfaction }),
    maximumDrift: t.float({ nullable: true, resolve: ({ rules }) => rules.maximumDrift }),
    weeklyTrainingSeconds: t.float({ nullable: true, description: 'That runs of its cycles may train in any seven days.', resolve: ({ rules }) => rules.weeklyTrainingSeconds }),
    trainingSecondsOfWeek: t.float({ description: 'That runs of its cycles trained in the last seven days.', resolve: ({ id }, _args, { em }) => trainingSecondsOfWeek(em, id) }),
    waitingReason: t.string({ nullable: true, description: 'Why no cycle begins by itself just now, whatever would set one off; null where nothing holds it.', resolve: (policy, _args, { em }) => whyWaiting(em, policy) }),
    maximumTrainingSeconds: t.float({ nullable: true, resolve: ({ rules }) => rules.maximumTrainingSeconds }),
    warmStart: t.boolean({ resolve: ({ rules }) => rules.warmStart }),
    clean: t.boolean({ resolve: ({ rules }) => rules.clean }),
    requireApproval: t.boolean({ resolve: ({ rules }) => rules.requireApproval }),
    usableFeedback: t.int({ description: 'Usable labels that no version of the dataset has yet, as they were weighed last.', resolve: (policy, _args, { em }) => countNewLabels(em, policy) }),
    unweighedFeedback: t.int({ description: 'Feedback that came since: at most this much more is usable. It is weighed once it could set a cycle off.', resolve: (policy, _args, { em }) => countUnweighed(em, policy) }),
    revision: t.exposeInt('revision', { description: 'Counts up with every change; give it as expectedRevision.' }),
    actor: t.exposeString('actor', { description: 'Name of the API key that set it last.' }),
    changedAt: t.expose('changedAt', { type: 'DateTime' }),
    cycles: t.connection({ type: FlywheelCycleNode, description: 'Newest first.', resolve: (policy, args, { em }) => newestFirst(em, FlywheelCycle, { policy: policy.id }, args) }, FlywheelCycleConnection),
  }),
});

builder.objectField(ModelNode, 'flywheelPolicy', (t) =>
  t.field({ type: FlywheelPolicyNode, nullable: true, description: 'When its wheel turns by itself; null where nobody set that.', resolve: (model, _args, { em }) => em.findOne(FlywheelPolicy, { model: model.id }) }),
);
