import type { Feedback } from '../../domain/entities/feedback.ts';
import { Fault } from '../../domain/fault.ts';
import type { GiveFeedbackInput } from '../../domain/feedback/check-feedback.ts';
import { giveFeedback, giveFeedbackBatch } from '../../domain/feedback/give-feedback.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { localId } from '../global-id.ts';
import { answer, type Payload, userError } from '../mutation.ts';
import { FeedbackNode } from '../refs.ts';
import { FeedbackSignalType, RatingType } from './feedback.ts';
import { UserErrorType } from './user-error.ts';

const CorrectionInput = builder.inputType('CorrectionInput', {
  description: 'What the output should have been.',
  isOneOf: true,
  fields: (t) => ({ label: t.string({ description: 'A class; of a recommendation the item that was chosen.' }), text: t.string() }),
});

const PreferredOverInput = builder.inputType('PreferredOverInput', {
  description: 'The output that is liked less.',
  fields: (t) => ({
    generationId: t.id({ description: 'Of another generation; left out: of the same.' }),
    output: t.int({ description: 'Which of its outputs, from 0; left out: the first.' }),
  }),
});

const GiveFeedbackInputType = builder.inputType('GiveFeedbackInput', {
  description: 'A rating, a score, a signal, a correction, a preference or a comment, or several of them. Of one subject on one output the newest of each kind counts.',
  fields: (t) => ({
    generationId: t.id({ required: true }),
    output: t.int({ description: "Which of the generation's outputs it is about, from 0; left out: the generation as a whole." }),
    rating: t.field({ type: RatingType }),
    score: t.float({ description: '0 to 1.' }),
    signal: t.field({ type: FeedbackSignalType, description: 'What the person did, where they were not asked.' }),
    correction: t.field({ type: CorrectionInput }),
    preferredOver: t.field({ type: PreferredOverInput, description: 'This output (the first, where `output` is left out) is liked better than that one.' }),
    comment: t.string(),
    subject: t.string({ description: "The person who says it, pseudonymous; left out: the generation's." }),
    locale: t.string({ description: 'The language that the person uses, as BCP 47: de-AT.' }),
    metadata: t.field({ type: 'JSON', description: 'What feedback is to be told apart by: at most 20 names with a text of at most 200 characters each.' }),
    idempotencyKey: t.string(),
  }),
});

/** Of a batch the id alone, so that nothing is read unless it is asked for. */
interface GivenFeedback {
  readonly feedback: Feedback | string;
  readonly repeated: boolean;
}

const GiveFeedbackPayload = builder.objectRef<Payload<GivenFeedback>>('GiveFeedbackPayload').implement({
  description: 'The feedback as stored.',
  authScopes: { scope: ['FEEDBACK'] },
  fields: (t) => ({
    feedback: t.field({ type: FeedbackNode, nullable: true, resolve: (payload) => payload.result?.feedback }),
    repeated: t.boolean({ description: "Was stored before: under the same idempotencyKey, or as its subject's newest on this output.", resolve: (payload) => payload.result?.repeated ?? false }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

type InputShape = Omit<GiveFeedbackInput, 'preferredOver'> & { preferredOver?: { generationId?: string | null | undefined; output?: number | null | undefined } | null | undefined };

/** An input whose ids are those of rows. */
const local = ({ preferredOver, ...input }: InputShape): GiveFeedbackInput => ({
  ...input,
  generationId: localId('Generation', input.generationId),
  ...(preferredOver && { preferredOver: { output: preferredOver.output, generationId: preferredOver.generationId && localId('Generation', preferredOver.generationId) } }),
});

builder.mutationField('giveFeedback', (t) =>
  t.field({
    type: GiveFeedbackPayload,
    description: 'Stores what a person says of a generation.',
    authScopes: { scope: ['FEEDBACK'] },
    args: { input: t.arg({ type: GiveFeedbackInputType, required: true }) },
    resolve: (_root, { input }, context) => answer(() => giveFeedback(context, callerOf(context), local(input))),
  }),
);

const GiveFeedbackBatchInput = builder.inputType('GiveFeedbackBatchInput', {
  description: 'Feedback of any subjects on any generations.',
  fields: (t) => ({ items: t.field({ type: [GiveFeedbackInputType], required: true, description: '1 to 1,000. Each stands for itself: a fault of one leaves the others alone, and each is stored once per idempotencyKey.' }) }),
});

const GiveFeedbackBatchPayload = builder.objectRef<Payload<readonly Payload<GivenFeedback>[]>>('GiveFeedbackBatchPayload').implement({
  description: 'What came of each; what is told as stored is stored.',
  authScopes: { scope: ['FEEDBACK'] },
  fields: (t) => ({
    results: t.field({ type: [GiveFeedbackPayload], description: 'In the order of the items; faults have paths such as ["items", "3", "generationId"].', resolve: (payload) => payload.result ?? [] }),
    stored: t.int({ description: 'Items that were stored by this call.', resolve: (payload) => count(payload, ({ result }) => result !== null && !result.repeated) }),
    repeated: t.int({ description: 'Items that were stored before.', resolve: (payload) => count(payload, ({ result }) => result?.repeated === true) }),
    userErrors: t.field({ type: [UserErrorType], description: 'Of the call as a whole and of its items.', resolve: (payload) => [...payload.userErrors, ...(payload.result ?? []).flatMap(({ userErrors }) => userErrors)] }),
  }),
});

const count = (payload: Payload<readonly Payload<GivenFeedback>[]>, is: (item: Payload<GivenFeedback>) => boolean) => (payload.result ?? []).filter(is).length;

builder.mutationField('giveFeedbackBatch', (t) =>
  t.field({
    type: GiveFeedbackBatchPayload,
    description: 'Stores up to 1,000 pieces of feedback at once.',
    authScopes: { scope: ['FEEDBACK'] },
    args: { input: t.arg({ type: GiveFeedbackBatchInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answer(async () => {
        const outcomes = await giveFeedbackBatch(context, callerOf(context), input.items.map(local));
        return outcomes.map((outcome) => (outcome instanceof Fault ? { result: null, userErrors: [userError(outcome)] } : { result: { feedback: outcome.id, repeated: outcome.repeated }, userErrors: [] }));
      }),
  }),
);
