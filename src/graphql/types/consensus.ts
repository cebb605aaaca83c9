import { ConsensusLabel, consensusStates, type Vote } from '../../domain/entities/consensus-label.ts';
import { type Agreement, agreementOf } from '../agreement-reads.ts';
import { builder } from '../builder.ts';
import { newestFirst } from '../connection.ts';
import { ConsensusLabelNode, FeedbackNode, GenerationNode, ModelNode } from '../refs.ts';

const ConsensusStateType = builder.enumType('ConsensusState', {
  description: 'What becomes of what people said about a prompt.',
  values: {
    USABLE: { value: consensusStates[0], description: 'It becomes a sample.' },
    REVIEW: { value: consensusStates[1], description: 'A reviewer has to look.' },
    OUTVOTED: { value: consensusStates[2], description: 'Said by those alone whose other answers are mostly wrong.' },
    UNFIT: { value: consensusStates[3], description: 'The dataset cannot hold it.' },
  },
});

export const VoteType = builder.objectRef<Vote>('Vote').implement({
  description: 'How many subjects say what.',
  authScopes: { scope: ['READ', 'REVIEW'] },
  fields: (t) => ({
    label: t.exposeString('label', { nullable: true, description: 'Null: only that the model was wrong.' }),
    count: t.exposeInt('count'),
  }),
});

ConsensusLabelNode.implement({
  description: 'What the answers of all subjects about one prompt come to, and how sure that is.',
  authScopes: { scope: ['READ'] },
  isTypeOf: (value) => value instanceof ConsensusLabel,
  fields: (t) => ({
    generation: t.field({ type: GenerationNode, description: 'One of those that asked it.', resolve: (label) => label.generation.id }),
    output: t.exposeInt('output', { description: 'Which of its outputs, from 0.' }),
    label: t.exposeString('label', { nullable: true, description: 'The class, text or item that it is taken for; null where nobody named any.' }),
    probability: t.exposeFloat('probability', { description: 'Of the label: by the reliability of those who answered (Dawid & Skene 1979); of a text the share of those who say it.' }),
    entropy: t.exposeFloat('entropy', { description: 'How uncertain it is, in nats.' }),
    answers: t.exposeInt('answers', { description: 'Subjects that answered.' }),
    agreeing: t.exposeInt('agreeing', { description: 'Of them those that say the label.' }),
    votes: t.field({ type: [VoteType], description: 'Most said first.', resolve: (label) => label.votes }),
    feedback: t.field({ type: FeedbackNode, nullable: true, description: 'The newest that says the label.', resolve: (label) => label.feedback?.id }),
    state: t.field({ type: ConsensusStateType, resolve: (label) => label.state }),
    reason: t.exposeString('reason', { description: 'Why it is in this state.' }),
    isReviewed: t.exposeBoolean('reviewed', { description: 'Whether a reviewer settled it.' }),
    weighedAt: t.expose('weighedAt', { type: 'DateTime' }),
  }),
});

const ConsensusLabelConnection = builder.connectionObject({ type: ConsensusLabelNode, name: 'ConsensusLabelConnection', description: 'A page of consensus labels.' }, { name: 'ConsensusLabelEdge', description: 'A consensus label in a list.' });

builder.objectField(ModelNode, 'consensusLabels', (t) =>
  t.connection(
    {
      type: ConsensusLabelNode,
      description: 'What people said of its outputs, prompt by prompt, as weighed when they were last asked for; newest first.',
      args: { state: t.arg({ type: ConsensusStateType }) },
      resolve: (model, { state, ...args }, { em }) => newestFirst(em, ConsensusLabel, { model: model.id, ...(state ? { state } : {}) }, args),
    },
    ConsensusLabelConnection,
  ),
);

const AgreementType = builder.objectRef<Agreement>('Agreement').implement({
  description: 'How far people agree, over the prompts that several of them answered.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    prompts: t.exposeInt('prompts', { description: 'Prompts that somebody answered.' }),
    answers: t.exposeInt('answers'),
    agreement: t.exposeFloat('agreement', { nullable: true, description: 'Share of the pairs of answers to one prompt that are the same, 0 to 1; null without any.' }),
    alpha: t.exposeFloat('alpha', { nullable: true, description: "Krippendorff's alpha: 1 is agreement, 0 what chance would give; null where all say one thing." }),
  }),
});

builder.objectField(ModelNode, 'feedbackAgreement', (t) => t.field({ type: AgreementType, description: 'As of the last weighing.', resolve: (model, _args, { em }) => agreementOf(em, model.id, 'subjects') }));
builder.objectField(ModelNode, 'reviewAgreement', (t) => t.field({ type: AgreementType, description: 'Of its reviewers.', resolve: (model, _args, { em }) => agreementOf(em, model.id, 'reviewers') }));
