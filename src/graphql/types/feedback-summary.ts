import { wilson } from '../../domain/wilson.ts';
import { builder } from '../builder.ts';
import type { FeedbackCounts } from '../feedback-counts.ts';

export const FeedbackSummary = builder.objectRef<FeedbackCounts>('FeedbackSummary').implement({
  description: 'What people say of a model, counted: of one subject on one output the newest of each kind.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'Outputs that somebody said something of, once per subject.' }),
    positive: t.exposeInt('positive'),
    negative: t.exposeInt('negative'),
    corrections: t.exposeInt('corrections'),
    satisfaction: t.float({ nullable: true, description: 'Share of positive ratings; null without ratings.', resolve: (counts) => rated(counts)?.share }),
    satisfactionLow: t.float({ nullable: true, description: 'Lower end of its 95 % Wilson interval.', resolve: (counts) => rated(counts)?.low }),
    satisfactionHigh: t.float({ nullable: true, description: 'Upper end of its 95 % Wilson interval.', resolve: (counts) => rated(counts)?.high }),
    scores: t.exposeInt('scores', { description: 'Given scores.' }),
    meanScore: t.exposeFloat('meanScore', { nullable: true, description: '0 to 1; null without scores.' }),
    accepted: t.exposeInt('accepted'),
    edited: t.exposeInt('edited'),
    ignored: t.exposeInt('ignored'),
    preferred: t.exposeInt('preferred', { description: 'Outputs that were preferred to another one.' }),
    passedOver: t.exposeInt('passedOver', { description: 'Outputs that another one was preferred to.' }),
  }),
});

const rated = ({ positive, negative }: FeedbackCounts) => (positive + negative === 0 ? undefined : wilson(positive, positive + negative));
