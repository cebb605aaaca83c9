import { type Experiment, type experimentArms } from '../../domain/entities/experiment.ts';
import { compare, type Comparison } from '../../domain/experiments/compare.ts';
import { satisfactionInWords } from '../../domain/experiments/in-words.ts';
import { type ArmCounts, readArms, readShadows, type ShadowCounts } from '../../domain/experiments/read-arms.ts';
import { countFirstAnswers, countFirstRatings } from '../../domain/experiments/read-counts.ts';
import { allRatings, type RatingsDifference } from '../../domain/experiments/all-ratings.ts';
import { normalInterval } from '../../domain/experiments/statistics/clustered-share.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { feedbackCountsOfArm } from '../feedback-counts.ts';
import { ModelVersionNode } from '../refs.ts';
import { FeedbackSummary } from './feedback-summary.ts';

const readers = { authScopes: { scope: ['READ'] } } as const;

export const ExperimentArmType = builder.enumType('ExperimentArm', {
  description: 'Who answered in an experiment.',
  values: { CONTROL: { description: 'The version that was in production at its start.' }, CANDIDATE: { description: 'The version that is tried.' } } satisfies Record<(typeof experimentArms)[number], object>,
});

const ExperimentArmResult = builder.objectRef<ArmCounts & { readonly experiment: Experiment }>('ExperimentArmResult').implement({
  ...readers,
  description: 'What an arm has done so far.',
  fields: (t) => ({
    arm: t.field({ type: ExperimentArmType, resolve: ({ arm }) => arm }),
    modelVersion: t.field({ type: ModelVersionNode, resolve: ({ arm, experiment }) => (arm === 'CONTROL' ? experiment.control.id : experiment.candidate.id) }),
    generations: t.exposeInt('generations'),
    subjects: t.exposeInt('subjects', { description: 'A generation without a subject is a subject of its own.' }),
    failed: t.exposeInt('failed', { description: 'Generations that FAILED.' }),
    secondsMedian: t.exposeFloat('secondsMedian', { nullable: true, description: 'From taking a generation to its end, of those that SUCCEEDED: the time of waiting is not the version’s.' }),
    seconds95: t.exposeFloat('seconds95', { nullable: true, description: 'All but 5 % are faster.' }),
    feedback: t.field({ type: FeedbackSummary, description: 'All feedback on its generations, several by one subject among it.', resolve: ({ arm, experiment }, _args, context) => feedbackCountsOfArm(context, experiment.id, arm) }),
  }),
});

const ExperimentComparison = builder.objectRef<Comparison>('ExperimentComparison').implement({
  ...readers,
  description: 'Candidate against control in one outcome. Each subject counts once, by its first in the experiment.',
  fields: (t) => ({
    controlSubjects: t.int({ resolve: ({ control }) => control.subjects }),
    controlShare: t.float({ nullable: true, description: 'Of its subjects; null where it has none.', resolve: ({ control }) => shareOf(control) }),
    candidateSubjects: t.int({ resolve: ({ candidate }) => candidate.subjects }),
    candidateShare: t.float({ nullable: true, resolve: ({ candidate }) => shareOf(candidate) }),
    difference: t.float({ nullable: true, description: 'Candidate less control, −1 to 1, of what was served at the same time; null where an arm has nobody.', resolve: ({ sequential }) => sequential?.difference }),
    low: t.float({ nullable: true, description: 'Lower end of an interval that holds the true difference at all times together: look as often as you like (Robbins 1970; Johari et al. 2017; Howard et al. 2021).', resolve: ({ sequential }) => sequential?.low }),
    high: t.float({ nullable: true, resolve: ({ sequential }) => sequential?.high }),
    pValue: t.float({ nullable: true, description: 'Of no difference, that goes with it.', resolve: ({ sequential }) => sequential?.pValue }),
    fixedLow: t.float({ nullable: true, description: 'Lower end of the interval for one look, at a time that was fixed before (Newcombe 1998); null where the share has grown meanwhile.', resolve: ({ fixed }) => fixed?.low }),
    fixedHigh: t.float({ nullable: true, resolve: ({ fixed }) => fixed?.high }),
  }),
});

const shareOf = ({ subjects, hits }: Comparison['control']) => (subjects === 0 ? null : hits / subjects);

const RatingsDifferenceType = builder.objectRef<RatingsDifference>('RatingsDifference').implement({
  ...readers,
  description: 'Of all ratings, several by one subject among them (of one output the newest): their spread is that between subjects (delta method). For one look, at the end.',
  fields: (t) => ({
    controlShare: t.exposeFloat('controlShare'),
    candidateShare: t.exposeFloat('candidateShare'),
    difference: t.exposeFloat('difference'),
    low: t.exposeFloat('low'),
    high: t.exposeFloat('high'),
  }),
});

const ShadowComparison = builder.objectRef<ShadowCounts & { readonly alpha: number }>('ShadowComparison').implement({
  ...readers,
  description: "Answers of the control beside what the candidate would have answered.",
  fields: (t) => ({
    pairs: t.exposeInt('pairs', { description: 'Of which both are finished.' }),
    bothFailed: t.exposeInt('bothFailed'),
    onlyControlFailed: t.exposeInt('onlyControlFailed'),
    onlyCandidateFailed: t.exposeInt('onlyCandidateFailed'),
    agreement: t.float({ nullable: true, description: 'Mean, 0 to 1: classes and texts that are the same, recommendations by what both offer of what either does. Null for pictures.', resolve: ({ agreement }) => agreement?.share }),
    agreementLow: t.float({ nullable: true, description: 'Lower end of its interval, for one look.', resolve: ({ agreement, alpha }) => agreement && normalInterval(agreement, alpha).low }),
    agreementHigh: t.float({ nullable: true, resolve: ({ agreement, alpha }) => agreement && normalInterval(agreement, alpha).high }),
  }),
});

/** Each field is counted when it is asked for. */
export const ExperimentResult = builder.objectRef<Experiment>('ExperimentResult').implement({
  ...readers,
  description: 'What came of an experiment so far, counted when it is asked for.',
  fields: (t) => ({
    inWords: t.string({ nullable: true, description: 'Satisfaction in a sentence; null for SHADOW.', resolve: async (experiment, _args, context) => (experiment.mode === 'SHADOW' ? null : satisfactionInWords(experiment, await satisfaction(experiment, context))) }),
    arms: t.field({ type: [ExperimentArmResult], description: 'CONTROL first; without those that have no generation yet.', resolve: async (experiment, _args, { em }) => (await readArms(em, experiment)).map((counts) => ({ ...counts, experiment })) }),
    satisfaction: t.field({ type: ExperimentComparison, nullable: true, description: 'Shares of subjects whose first rating is POSITIVE; null for SHADOW.', resolve: (experiment, _args, context) => (experiment.mode === 'SHADOW' ? null : satisfaction(experiment, context)) }),
    errors: t.field({ type: ExperimentComparison, description: 'Shares of subjects whose first generation FAILED.', resolve: async (experiment, _args, { em }) => compare(await countFirstAnswers(em, experiment), sequentialOf(experiment)) }),
    allRatings: t.field({ type: RatingsDifferenceType, nullable: true, description: 'Null for SHADOW, with fewer than two subjects in an arm, and where the share has grown meanwhile.', resolve: (experiment, _args, { em }) => allRatings(em, experiment) }),
    shadow: t.field({ type: ShadowComparison, nullable: true, description: 'Of SHADOW.', resolve: async (experiment, _args, { em }) => (experiment.mode === 'SHADOW' ? { ...(await readShadows(em, experiment)), alpha: 1 - experiment.plan.confidence } : null) }),
  }),
});

const sequentialOf = ({ plan }: Experiment) => ({ alpha: 1 - plan.confidence, effect: plan.minimumEffect });

async function satisfaction(experiment: Experiment, { em }: Context): Promise<Comparison> {
  return compare(await countFirstRatings(em, experiment), sequentialOf(experiment));
}
