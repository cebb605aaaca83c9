import { builder } from '../builder.ts';
import type { FeedbackCounts } from '../reads.ts';
import { wilson } from '../../domain/wilson.ts';

export const FeedbackSummary = builder.objectRef<FeedbackCounts>('FeedbackSummary').implement({
  description: 'What people say of a model, counted.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    count: t.exposeInt('count'),
    positive: t.exposeInt('positive'),
    negative: t.exposeInt('negative'),
    corrections: t.exposeInt('corrections'),
    satisfaction: t.float({ nullable: true, description: 'Share of positive ratings; null without ratings.', resolve: (counts) => rated(counts)?.share }),
    satisfactionLow: t.float({ nullable: true, description: 'Lower end of its 95 % Wilson interval.', resolve: (counts) => rated(counts)?.low }),
    satisfactionHigh: t.float({ nullable: true, description: 'Upper end of its 95 % Wilson interval.', resolve: (counts) => rated(counts)?.high }),
  }),
});

const rated = ({ positive, negative }: FeedbackCounts) => (positive + negative === 0 ? undefined : wilson(positive, positive + negative));
