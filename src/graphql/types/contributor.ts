import { Project } from '../../domain/entities/project.ts';
import { type ContributorLevel, levelAfter, levelAt, levelsOf } from '../../domain/participation/levels.ts';
import { pseudonymOf } from '../../domain/participation/pseudonym.ts';
import { subjectInput } from '../../domain/text-input.ts';
import { builder } from '../builder.ts';
import { type Context, callerOf } from '../context.ts';
import { type Contributor, contributorOf, type Effect, type Reliability, type SaidCounts } from '../contributor-reads.ts';
import { acceptedBySubject, effectsOfSubject, isHidden, reliabilityOfSubject, saidBySubject } from '../loaders.ts';
import { orGraphqlError } from '../or-graphql-error.ts';
import { ModelNode } from '../refs.ts';

/** Of applications in a browser, too, whose person it is. */
export const participants = { authScopes: { scope: ['READ', 'GENERATE', 'FEEDBACK'] } } as const;

export const ContributorLevelType = builder.objectRef<ContributorLevel>('ContributorLevel').implement({
  ...participants,
  description: 'What a person reaches who has so many samples accepted.',
  fields: (t) => ({ name: t.exposeString('name'), minimumAccepted: t.exposeInt('minimumAccepted') }),
});

const SaidCountsType = builder.objectRef<SaidCounts>('ContributorFeedback').implement({
  ...participants,
  description: 'How often a person said what; feedback that says several things counts in each.',
  fields: (t) => ({
    total: t.exposeInt('total'), ratings: t.exposeInt('ratings'), scores: t.exposeInt('scores'), signals: t.exposeInt('signals'),
    corrections: t.exposeInt('corrections'), preferences: t.exposeInt('preferences'), comments: t.exposeInt('comments'),
  }),
});

const ReliabilityType = builder.objectRef<Reliability>('ContributorReliability').implement({
  authScopes: { scope: ['READ'] },
  description: 'How far a person is right about a model, by what others say of the same prompts (Dawid & Skene 1979), as last weighed.',
  fields: (t) => ({
    model: t.field({ type: ModelNode, resolve: ({ modelId }) => modelId }),
    reliability: t.exposeFloat('reliability', { description: '0 to 1: mean of the trust in each of their answers, which goes by all their others. Of one answer it says little.' }),
    answers: t.exposeInt('answers'),
  }),
});

const EffectType = builder.objectRef<Effect>('ContributorEffect').implement({
  authScopes: { scope: ['READ'] },
  description: "A person's share of what a policy's candidates gained over production: each gain is divided among the records that are new in production with it, equally, and each record among those who said its label. An estimate.",
  fields: (t) => ({
    model: t.field({ type: ModelNode, resolve: ({ modelId }) => modelId }),
    metric: t.exposeString('metric', { description: 'Of the policy.' }),
    gain: t.exposeFloat('gain', { description: "In the metric's unit; 0.01 of accuracy is one point." }),
  }),
});

/** Of the caller's project. */
export const levelsIn = async (context: Context) => levelsOf((await context.em.findOneOrFail(Project, callerOf(context).projectId)).contributorLevels);

export const ContributorType = builder.objectRef<Contributor>('Contributor').implement({
  ...participants,
  description: 'A person who says what they think of what models make.',
  fields: (t) => ({
    pseudonym: t.string({ description: 'The same for ever within the project; made of a keyed hash of the subject, which nobody can take back.', resolve: ({ key }) => pseudonymOf(key) }),
    subject: t.exposeString('subject', { nullable: true, authScopes: { scope: ['READ'] }, description: 'As feedback names them.' }),
    feedback: t.field({ type: SaidCountsType, resolve: ({ subject }, _args, context) => saidBySubject(context).load(subject) }),
    accepted: t.int({ description: 'Samples in READY dataset versions whose label they said; without those that did harm and were left out.', resolve: async ({ subject }, _args, context) => (await acceptedBySubject(context).load(subject)).accepted }),
    acceptedCorrections: t.int({ description: 'Of them those that the model had wrong.', resolve: async ({ subject }, _args, context) => (await acceptedBySubject(context).load(subject)).corrections }),
    inProduction: t.int({ description: 'Of them those that a version in production has learned from, now or before.', resolve: async ({ subject }, _args, context) => (await acceptedBySubject(context).load(subject)).inProduction }),
    reliability: t.field({ type: [ReliabilityType], authScopes: { scope: ['READ'] }, description: 'For each model of classes that they answered about.', resolve: ({ subject }, _args, context) => reliabilityOfSubject(context).load(subject) }),
    effects: t.field({ type: [EffectType], authScopes: { scope: ['READ'] }, description: 'What their samples are estimated to have changed.', resolve: ({ subject }, _args, context) => effectsOfSubject(context).load(subject) }),
    level: t.field({ type: ContributorLevelType, resolve: async ({ subject }, _args, context) => levelAt(await levelsIn(context), (await acceptedBySubject(context).load(subject)).accepted) }),
    nextLevel: t.field({ type: ContributorLevelType, nullable: true, description: 'Null at the highest.', resolve: async ({ subject }, _args, context) => levelAfter(await levelsIn(context), (await acceptedBySubject(context).load(subject)).accepted) }),
    onLeaderboard: t.boolean({ description: '`setLeaderboardVisibility` takes them off.', resolve: async ({ subject }, _args, context) => !(await isHidden(context).load(subject)) }),
  }),
});

builder.queryField('contributor', (t) =>
  t.field({
    type: ContributorType,
    ...participants,
    description: 'What a person contributed, by the subject that feedback names them by; of one who said nothing, all counts are 0.',
    args: { subject: t.arg.string({ required: true }) },
    resolve: (_root, { subject }, context) => orGraphqlError(() => contributorOf(context, subjectInput(subject))),
  }),
);
