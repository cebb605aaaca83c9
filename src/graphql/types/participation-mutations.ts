import type { Project } from '../../domain/entities/project.ts';
import { levelsOf } from '../../domain/participation/levels.ts';
import { markMessagesRead } from '../../domain/participation/mark-messages-read.ts';
import { setContributorLevels } from '../../domain/participation/set-contributor-levels.ts';
import { setLeaderboardVisibility } from '../../domain/participation/set-leaderboard-visibility.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { type Contributor, contributorOf } from '../contributor-reads.ts';
import { localId } from '../global-id.ts';
import { answer, type Payload } from '../mutation.ts';
import { ContributorLevelType, ContributorType, participants } from './contributor.ts';
import { ProjectNode } from './project.ts';
import { UserErrorType } from './user-error.ts';

builder.objectField(ProjectNode, 'contributorLevels', (t) => t.field({ type: [ContributorLevelType], description: 'Lowest first; defaults where nothing was set.', resolve: ({ contributorLevels }) => [...levelsOf(contributorLevels)] }));

const contributorPayload = (name: string, description: string) =>
  builder.objectRef<Payload<{ contributor: Contributor }>>(name).implement({
    ...participants,
    description,
    fields: (t) => ({
      contributor: t.field({ type: ContributorType, nullable: true, resolve: ({ result }) => result?.contributor }),
      userErrors: t.field({ type: [UserErrorType], resolve: ({ userErrors }) => userErrors }),
    }),
  });
const MarkContributorMessagesReadPayload = contributorPayload('MarkContributorMessagesReadPayload', 'Whose messages they are.');
const SetLeaderboardVisibilityPayload = contributorPayload('SetLeaderboardVisibilityPayload', 'Whom it is about.');

const SetContributorLevelsPayload = builder.objectRef<Payload<{ project: Project }>>('SetContributorLevelsPayload').implement({
  description: 'The project.',
  authScopes: { scope: ['ADMIN'] },
  fields: (t) => ({
    project: t.field({ type: ProjectNode, nullable: true, resolve: ({ result }) => result?.project }),
    userErrors: t.field({ type: [UserErrorType], resolve: ({ userErrors }) => userErrors }),
  }),
});

const MarkContributorMessagesReadInput = builder.inputType('MarkContributorMessagesReadInput', {
  description: 'Which messages somebody has read.',
  fields: (t) => ({ subject: t.string({ required: true }), messageIds: t.idList({ description: 'All of the subject where absent.' }) }),
});
const SetLeaderboardVisibilityInput = builder.inputType('SetLeaderboardVisibilityInput', {
  description: 'Whether a person is on the leaderboard.',
  fields: (t) => ({ subject: t.string({ required: true }), visible: t.boolean({ required: true }) }),
});
const ContributorLevelInput = builder.inputType('ContributorLevelInput', {
  description: 'A level and what it takes.',
  fields: (t) => ({ name: t.string({ required: true }), minimumAccepted: t.int({ required: true, description: 'Samples accepted; 0 of the first, and more of each than of the one before.' }) }),
});
const SetContributorLevelsInput = builder.inputType('SetContributorLevelsInput', {
  description: 'Which levels people reach.',
  fields: (t) => ({ levels: t.field({ type: [ContributorLevelInput], description: 'Lowest first, 1 to 20; null: the defaults.' }) }),
});

builder.mutationFields((t) => ({
  markContributorMessagesRead: t.field({
    type: MarkContributorMessagesReadPayload,
    authScopes: { scope: ['GENERATE', 'FEEDBACK'] },
    description: 'Marks messages to a person as read.',
    args: { input: t.arg({ type: MarkContributorMessagesReadInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answer(async () => {
        const subject = await markMessagesRead(context, callerOf(context), { subject: input.subject, messageIds: input.messageIds?.map((id) => localId('ContributorMessage', id)) });
        return { contributor: await contributorOf(context, subject) };
      }),
  }),
  setLeaderboardVisibility: t.field({
    type: SetLeaderboardVisibilityPayload,
    authScopes: { scope: ['GENERATE', 'FEEDBACK'] },
    description: 'Takes a person off the leaderboard, or puts them back.',
    args: { input: t.arg({ type: SetLeaderboardVisibilityInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ contributor: await contributorOf(context, await setLeaderboardVisibility(context, callerOf(context), input)) })),
  }),
  setContributorLevels: t.field({
    type: SetContributorLevelsPayload,
    authScopes: { scope: ['ADMIN'] },
    description: 'Sets which levels people of this project reach.',
    args: { input: t.arg({ type: SetContributorLevelsInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ project: await setContributorLevels(context, callerOf(context), input.levels ?? null) })),
  }),
}));
