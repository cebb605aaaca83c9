import type { Project } from '../../domain/entities/project.ts';
import { type FeedbackSettings, settingsOf } from '../../domain/feedback/feedback-settings.ts';
import { setFeedbackSettings } from '../../domain/feedback/set-feedback-settings.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { answer, type Payload } from '../mutation.ts';
import { ProjectNode } from './project.ts';
import { UserErrorType } from './user-error.ts';

const meanings = {
  perSubjectPerHour: 'Feedback of one subject within an hour; more is refused with QUOTA_EXCEEDED.',
  perKeyPerMinute: 'Feedback by one API key within a minute; more is refused with QUOTA_EXCEEDED.',
  minimumPosterior: 'From which probability on an answer is sure enough to become a sample; below it is reviewed.',
  reviewersPerTask: 'Reviewers who look at a task.',
  unsureGenerations: 'Generations without feedback that are put up for review because the model was unsure, per model; 0: none.',
} as const satisfies Record<keyof FeedbackSettings, string>;

const FeedbackSettingsType = builder.objectRef<FeedbackSettings>('FeedbackSettings').implement({
  description: 'How a project treats feedback.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    perSubjectPerHour: t.exposeInt('perSubjectPerHour', { description: meanings.perSubjectPerHour }),
    perKeyPerMinute: t.exposeInt('perKeyPerMinute', { description: meanings.perKeyPerMinute }),
    minimumPosterior: t.exposeFloat('minimumPosterior', { description: meanings.minimumPosterior }),
    reviewersPerTask: t.exposeInt('reviewersPerTask', { description: meanings.reviewersPerTask }),
    unsureGenerations: t.exposeInt('unsureGenerations', { description: meanings.unsureGenerations }),
  }),
});

builder.objectField(ProjectNode, 'feedbackSettings', (t) => t.field({ type: FeedbackSettingsType, description: 'Defaults where nothing was set.', resolve: (project) => settingsOf(project.feedbackSettings) }));

const SetFeedbackSettingsInput = builder.inputType('SetFeedbackSettingsInput', {
  description: 'What is left out stays as it is; null goes back to the default.',
  fields: (t) => ({
    perSubjectPerHour: t.int({ description: meanings.perSubjectPerHour }),
    perKeyPerMinute: t.int({ description: meanings.perKeyPerMinute }),
    minimumPosterior: t.float({ description: meanings.minimumPosterior }),
    reviewersPerTask: t.int({ description: meanings.reviewersPerTask }),
    unsureGenerations: t.int({ description: meanings.unsureGenerations }),
  }),
});

const SetFeedbackSettingsPayload = builder.objectRef<Payload<{ project: Project }>>('SetFeedbackSettingsPayload').implement({
  description: 'The project.',
  authScopes: { scope: ['ADMIN'] },
  fields: (t) => ({
    project: t.field({ type: ProjectNode, nullable: true, resolve: (payload) => payload.result?.project }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

builder.mutationField('setFeedbackSettings', (t) =>
  t.field({
    type: SetFeedbackSettingsPayload,
    description: 'Sets how this project treats feedback.',
    authScopes: { scope: ['ADMIN'] },
    args: { input: t.arg({ type: SetFeedbackSettingsInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ project: await setFeedbackSettings(context, callerOf(context), input) })),
  }),
);
