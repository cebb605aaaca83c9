import { Feedback, feedbackSignals, ratings } from '../../domain/entities/feedback.ts';
import { builder } from '../builder.ts';
import { newestFirst } from '../connection.ts';
import { callerOf } from '../context.ts';
import { localId } from '../global-id.ts';
import { FeedbackNode, GenerationNode, ModelNode } from '../refs.ts';
import { feedbackWhere } from '../feedback-reads.ts';

export const RatingType = builder.enumType('Rating', { values: ratings, description: 'Thumbs up or down.' });

export const FeedbackSignalType = builder.enumType('FeedbackSignal', {
  description: 'What a product saw a person do with an output, without being asked.',
  values: {
    ACCEPTED: { value: feedbackSignals[0], description: 'Used it as it was: it is taken for right.' },
    EDITED: { value: feedbackSignals[1], description: 'Changed it before it was used; the correction says into what.' },
    IGNORED: { value: feedbackSignals[2], description: 'Did not use it, for whatever reason: it is counted, and nothing is concluded from it.' },
  },
});

export const FeedbackKindType = builder.enumType('FeedbackKind', {
  description: 'What feedback says.',
  values: ['RATING', 'SCORE', 'SIGNAL', 'CORRECTION', 'PREFERENCE', 'COMMENT'] as const,
});

const PreferenceType = builder.objectRef<{ readonly generationId: string; readonly output: number }>('Preference').implement({
  description: 'The output that another one was preferred to.',
  authScopes: { scope: ['READ', 'FEEDBACK'] },
  fields: (t) => ({
    generation: t.field({ type: GenerationNode, resolve: ({ generationId }) => generationId }),
    output: t.exposeInt('output', { description: 'Which of its outputs, from 0.' }),
  }),
});

FeedbackNode.implement({
  description: 'What a person said of a generation.',
  authScopes: { scope: ['READ', 'FEEDBACK'] },
  isTypeOf: (value) => value instanceof Feedback,
  fields: (t) => ({
    generation: t.field({ type: GenerationNode, resolve: (feedback) => feedback.generation.id }),
    output: t.exposeInt('output', { nullable: true, description: "Which of the generation's outputs, from 0; null: the generation as a whole." }),
    rating: t.field({ type: RatingType, nullable: true, resolve: (feedback) => feedback.rating }),
    score: t.exposeFloat('score', { nullable: true, description: '0 to 1.' }),
    signal: t.field({ type: FeedbackSignalType, nullable: true, resolve: (feedback) => feedback.signal }),
    correctionLabel: t.exposeString('correctionLabel', { nullable: true }),
    correctionText: t.exposeString('correctionText', { nullable: true }),
    preferredOver: t.field({
      type: PreferenceType,
      nullable: true,
      resolve: ({ overGeneration, overOutput }) => (overGeneration ? { generationId: overGeneration.id, output: overOutput ?? 0 } : null),
    }),
    comment: t.exposeString('comment', { nullable: true }),
    subject: t.exposeString('subject', { nullable: true, authScopes: { scope: ['READ'] }, description: 'The person who said it, pseudonymous; that of the generation where none was named.' }),
    locale: t.exposeString('locale', { nullable: true, description: 'BCP 47.' }),
    metadata: t.field({ type: 'JSON', nullable: true, description: 'Names to texts, as the application gave them.', resolve: (feedback) => feedback.metadata }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
});

const FeedbackConnection = builder.connectionObject({ type: FeedbackNode, name: 'FeedbackConnection', description: 'A page of feedback.' }, { name: 'FeedbackEdge', description: 'Feedback in a list.' });

const FeedbackFilter = builder.inputType('FeedbackFilter', {
  description: 'Which feedback; all that is given must hold.',
  fields: (t) => ({
    modelId: t.id(),
    modelVersionId: t.id(),
    kinds: t.field({ type: [FeedbackKindType], description: 'Says at least one of these.' }),
    rating: t.field({ type: RatingType }),
    subject: t.string(),
  }),
});

builder.queryField('feedback', (t) =>
  t.connection(
    {
      type: FeedbackNode,
      authScopes: { scope: ['READ'] },
      description: 'At most 100 per page; keyset cursors; newest first. All that was said, also what no longer counts because its subject said something newer.',
      args: { filter: t.arg({ type: FeedbackFilter }) },
      resolve: async (_root, { filter, ...args }, context) => {
        const { modelId, modelVersionId, ...rest } = filter ?? {};
        const where = await feedbackWhere(context.em, callerOf(context).projectId, {
          ...rest,
          modelId: modelId ? localId('Model', modelId) : null,
          modelVersionId: modelVersionId ? localId('ModelVersion', modelVersionId) : null,
        });
        return newestFirst(context.em, Feedback, where, args);
      },
    },
    FeedbackConnection,
  ),
);

builder.objectField(ModelNode, 'feedback', (t) =>
  t.connection(
    {
      type: FeedbackNode,
      description: 'Newest first.',
      resolve: async (model, args, context) => newestFirst(context.em, Feedback, await feedbackWhere(context.em, callerOf(context).projectId, { modelId: model.id }), args),
    },
    FeedbackConnection,
  ),
);
