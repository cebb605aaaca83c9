import { Review, reviewStates } from '../../domain/entities/review.ts';
import { claimReviewTask } from '../../domain/review/claim-review-task.ts';
import { labelReviewTask, skipReviewTask } from '../../domain/review/finish-review.ts';
import { uploadKey } from '../../store/keys.ts';
import { builder } from '../builder.ts';
import { chargeRows, checkPage } from '../connection.ts';
import { callerOf } from '../context.ts';
import { localId } from '../global-id.ts';
import { answer, type Payload } from '../mutation.ts';
import { ConsensusLabelNode, ModelNode, ReviewNode } from '../refs.ts';
import { type ReviewedTask, type ReviewQueue, reviewQueueOf, taskOf, waitingLabels } from '../review-reads.ts';
import { VoteType } from './consensus.ts';
import { GenerationOutputType } from './output.ts';
import { UserErrorType } from './user-error.ts';

const ReviewStateType = builder.enumType('ReviewState', { values: reviewStates, description: 'Claimed until its lease runs out; labelled or skipped for good.' });

const ReviewTaskType = builder.objectRef<ReviewedTask>('ReviewTask').implement({
  description: 'What a reviewer has to decide.',
  authScopes: { scope: ['REVIEW'] },
  fields: (t) => ({
    prompt: t.field({ type: 'JSON', description: 'What the model was asked.', resolve: ({ prompt }) => prompt }),
    imageUrl: t.string({
      nullable: true,
      description: 'The picture that it was asked about; signed; expires.',
      resolve: ({ prompt: { imageUploadId } }, _args, { urls, origin }) => (typeof imageUploadId === 'string' ? urls.fileUrl(origin, uploadKey(imageUploadId)) : null),
    }),
    output: t.field({ type: GenerationOutputType, nullable: true, description: 'What it made.', resolve: ({ output }) => output }),
    votes: t.field({ type: [VoteType], description: 'What subjects said, most said first.', resolve: ({ votes }) => votes }),
    reason: t.exposeString('reason', { description: 'Why it waits.' }),
    isText: t.boolean({ description: 'Whether the label is a text rather than a name.', resolve: ({ kind }) => kind === 'TEXT' }),
    classes: t.exposeStringList('classes', { description: "Of the model's newest version; empty of texts." }),
  }),
});

ReviewNode.implement({
  description: "One reviewer's look at something that waits for review.",
  authScopes: { scope: ['REVIEW'] },
  isTypeOf: (value) => value instanceof Review,
  fields: (t) => ({
    reviewer: t.exposeString('reviewer'),
    state: t.field({ type: ReviewStateType, resolve: (review) => review.state }),
    label: t.exposeString('label', { nullable: true, description: 'What it should have been, as the reviewer says.' }),
    leaseUntil: t.expose('leaseUntil', { type: 'DateTime', description: 'Until then nobody else gets its place.' }),
    task: t.field({ type: ReviewTaskType, resolve: (review, _args, { em }) => taskOf(em, review) }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
  }),
});

const ReviewQueueType = builder.objectRef<ReviewQueue>('ReviewQueue').implement({
  description: 'What waits for reviewers of a model: what people disagree about, and what the model was unsure of.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    waiting: t.exposeInt('waiting'),
    claimed: t.exposeInt('claimed', { description: 'Leases that run.' }),
    labels: t.field({
      type: [ConsensusLabelNode],
      description: 'Most uncertain first; at most 100.',
      args: { first: t.arg.int({ defaultValue: 20 }) },
      resolve: ({ modelId }, { first }, { em }) => {
        checkPage({ first });
        chargeRows(em, first ?? 20);
        return waitingLabels(em, modelId, first ?? 20);
      },
    }),
  }),
});

builder.objectField(ModelNode, 'reviewQueue', (t) => t.field({ type: ReviewQueueType, description: 'As of the last weighing; a claim weighs what is new.', resolve: (model, _args, { em }) => reviewQueueOf(em, model.id) }));

const ReviewPayload = builder.objectRef<Payload<{ review: Review | null }>>('ReviewPayload').implement({
  description: 'The review; of a claim null where nothing waits for this reviewer.',
  authScopes: { scope: ['REVIEW'] },
  fields: (t) => ({
    review: t.field({ type: ReviewNode, nullable: true, resolve: (payload) => payload.result?.review }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

const ClaimReviewTaskInput = builder.inputType('ClaimReviewTaskInput', {
  description: 'Whose tasks, and who reviews.',
  fields: (t) => ({ modelId: t.id({ required: true }), reviewer: t.string({ description: 'Tells reviewers apart who share a key; left out: the name of the key.' }) }),
});

builder.mutationField('claimReviewTask', (t) =>
  t.field({
    type: ReviewPayload,
    description: 'Gives a reviewer the most uncertain task that waits, for ten minutes; the one that they hold already, with a new lease.',
    authScopes: { scope: ['REVIEW'] },
    args: { input: t.arg({ type: ClaimReviewTaskInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ review: await claimReviewTask(context, callerOf(context), { ...input, modelId: localId('Model', input.modelId) }) })),
  }),
);

const LabelReviewTaskInput = builder.inputType('LabelReviewTaskInput', {
  description: 'What a claimed task should have been.',
  fields: (t) => ({ reviewId: t.id({ required: true }), label: t.string({ required: true }), newClass: t.boolean({ description: 'Whether a class is meant that neither the model nor anybody else has named.' }) }),
});

builder.mutationField('labelReviewTask', (t) =>
  t.field({
    type: ReviewPayload,
    description: 'Says what a claimed task should have been. Once as many reviewers as the project asks for have, and most of them agree, it becomes a sample.',
    authScopes: { scope: ['REVIEW'] },
    args: { input: t.arg({ type: LabelReviewTaskInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ review: await labelReviewTask(context, callerOf(context), { ...input, reviewId: localId('Review', input.reviewId) }) })),
  }),
);

const SkipReviewTaskInput = builder.inputType('SkipReviewTaskInput', { description: 'A claimed task that others may take.', fields: (t) => ({ reviewId: t.id({ required: true }) }) });

builder.mutationField('skipReviewTask', (t) =>
  t.field({
    type: ReviewPayload,
    description: 'Leaves a claimed task to other reviewers.',
    authScopes: { scope: ['REVIEW'] },
    args: { input: t.arg({ type: SkipReviewTaskInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ review: await skipReviewTask(context, callerOf(context), { reviewId: localId('Review', input.reviewId) }) })),
  }),
);
