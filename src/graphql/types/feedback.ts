import { Feedback, ratings } from '../../domain/entities/feedback.ts';
import { giveFeedback } from '../../domain/feedback/give-feedback.ts';
import { builder } from '../builder.ts';
import { newestFirst } from '../connection.ts';
import { callerOf } from '../context.ts';
import { localId } from '../global-id.ts';
import { answer, type Payload } from '../mutation.ts';
import { FeedbackNode, GenerationNode } from '../refs.ts';
import { UserErrorType } from './user-error.ts';

const Rating = builder.enumType('Rating', { values: ratings, description: 'Thumbs up or down.' });

FeedbackNode.implement({
  description: 'What a person said of a generation.',
  authScopes: { scope: ['READ', 'FEEDBACK'] },
  isTypeOf: (value) => value instanceof Feedback,
  fields: (t) => ({
    generation: t.field({ type: GenerationNode, resolve: (feedback) => feedback.generation.id }),
    rating: t.field({ type: Rating, nullable: true, resolve: (feedback) => feedback.rating }),
    correctionLabel: t.exposeString('correctionLabel', { nullable: true }),
    correctionText: t.exposeString('correctionText', { nullable: true }),
    comment: t.exposeString('comment', { nullable: true }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
});

const FeedbackConnection = builder.connectionObject({ type: FeedbackNode, name: 'FeedbackConnection', description: 'A page of feedback.' }, { name: 'FeedbackEdge', description: 'Feedback in a list.' });

builder.queryField('feedback', (t) =>
  t.connection(
    {
      type: FeedbackNode,
      authScopes: { scope: ['READ'] },
      description: 'At most 100 per page; keyset cursors; newest first.',
      resolve: (_root, args, context) => newestFirst(context.em, Feedback, { project: callerOf(context).projectId }, args),
    },
    FeedbackConnection,
  ),
);

const CorrectionInput = builder.inputType('CorrectionInput', {
  description: 'What the output should have been.',
  isOneOf: true,
  fields: (t) => ({ label: t.string(), text: t.string() }),
});

const GiveFeedbackInput = builder.inputType('GiveFeedbackInput', {
  description: 'A rating, a correction or a comment, or several of them.',
  fields: (t) => ({
    generationId: t.id({ required: true }),
    rating: t.field({ type: Rating }),
    correction: t.field({ type: CorrectionInput }),
    comment: t.string(),
    subject: t.string({ description: 'The person who says it, pseudonymous.' }),
    idempotencyKey: t.string(),
  }),
});

const GiveFeedbackPayload = builder.objectRef<Payload<{ feedback: Feedback }>>('GiveFeedbackPayload').implement({
  description: 'The feedback as stored.',
  authScopes: { scope: ['FEEDBACK'] },
  fields: (t) => ({
    feedback: t.field({ type: FeedbackNode, nullable: true, resolve: (payload) => payload.result?.feedback }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

builder.mutationField('giveFeedback', (t) =>
  t.field({
    type: GiveFeedbackPayload,
    description: 'Stores what a person says of a generation.',
    authScopes: { scope: ['FEEDBACK'] },
    args: { input: t.arg({ type: GiveFeedbackInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answer(async () => ({ feedback: await giveFeedback(context, callerOf(context), { ...input, generationId: localId('Generation', input.generationId) }) })),
  }),
);
