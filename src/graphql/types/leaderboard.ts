import { levelAt } from '../../domain/participation/levels.ts';
import { pseudonymOf } from '../../domain/participation/pseudonym.ts';
import { builder } from '../builder.ts';
import { badInput } from '../errors.ts';
import { leaderboard, type LeaderboardPeriod, leaderboardPeriods, type LeaderboardRow } from '../leaderboard-reads.ts';
import { acceptedBySubject } from '../loaders.ts';
import { ContributorLevelType, levelsIn, participants } from './contributor.ts';

const LeaderboardPeriodType = builder.enumType('LeaderboardPeriod', {
  description: 'When samples were accepted that count.',
  values: Object.fromEntries(leaderboardPeriods.map((period) => [period, { value: period, description: meaning(period) }])),
});

function meaning(period: LeaderboardPeriod): string {
  switch (period) {
    case 'WEEK': return 'In the last 7 days.';
    case 'MONTH': return 'In the last 30 days.';
    case 'YEAR': return 'In the last 365 days.';
    case 'ALL': return 'At any time.';
  }
}

const LeaderboardEntry = builder.objectRef<LeaderboardRow>('LeaderboardEntry').implement({
  ...participants,
  description: 'A person and their place. Those who do not want to be here are not.',
  fields: (t) => ({
    rank: t.exposeInt('rank', { description: 'From 1; those who have as many share it.' }),
    pseudonym: t.string({ description: 'The same as of `contributor`.', resolve: ({ key }) => pseudonymOf(key) }),
    subject: t.exposeString('subject', { nullable: true, authScopes: { scope: ['READ'] }, description: 'As feedback names them.' }),
    accepted: t.exposeInt('accepted', { description: 'Samples that were accepted in the period.' }),
    acceptedCorrections: t.exposeInt('corrections', { description: 'Of them those that the model had wrong.' }),
    level: t.field({ type: ContributorLevelType, description: 'By all that was ever accepted.', resolve: async ({ subject }, _args, context) => levelAt(await levelsIn(context), (await acceptedBySubject(context).load(subject)).accepted) }),
  }),
});

const LeaderboardConnection = builder.connectionObject({ type: LeaderboardEntry, name: 'LeaderboardConnection', description: 'A page of the leaderboard.' }, { name: 'LeaderboardEdge', description: 'A place on the leaderboard.' });

builder.queryField('leaderboard', (t) =>
  t.connection(
    {
      type: LeaderboardEntry,
      ...participants,
      description: 'Who has the most samples accepted, first to last; it is read forward, by `first` and `after`.',
      args: { period: t.arg({ type: LeaderboardPeriodType, defaultValue: 'MONTH' }) },
      resolve: (_root, { period, first, after, last, before }, context) => {
        if (last != null || before != null) throw badInput('The leaderboard is read forward, by first and after.');
        return leaderboard(context, { period: leaderboardPeriods.find((one) => one === period) ?? 'MONTH', first, after });
      },
    },
    LeaderboardConnection,
  ),
);
