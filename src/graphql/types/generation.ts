import { Generation, generationStates } from '../../domain/entities/generation.ts';
import { cancelGeneration } from '../../domain/generations/cancel-generation.ts';
import { requestGeneration } from '../../domain/generations/request-generation.ts';
import { builder } from '../builder.ts';
import { newestFirst } from '../connection.ts';
import { callerOf } from '../context.ts';
import { Fault } from '../../domain/fault.ts';
import { localId } from '../global-id.ts';
import { feedbackOfGeneration } from '../loaders.ts';
import { localPrompt } from '../local-prompt.ts';
import { answer, type Payload } from '../mutation.ts';
import { FeedbackNode, GenerationNode, ModelVersionNode } from '../refs.ts';
import { awaitGeneration } from '../await-generation.ts';
import type { definePluginInputs } from './algorithm.ts';
import { GenerationOutputType, outputReaders } from './output.ts';
import { UserErrorType } from './user-error.ts';

export const GenerationStateType = builder.enumType('GenerationState', { values: generationStates, description: 'Where a generation stands.' });

const MAX_WAIT_SECONDS = 60;

GenerationNode.implement({
  description: 'One use of a model version.',
  authScopes: outputReaders,
  isTypeOf: (value) => value instanceof Generation,
  fields: (t) => ({
    state: t.field({ type: GenerationStateType, resolve: (generation) => generation.state }),
    failure: t.exposeString('failure', { nullable: true }),
    modelVersion: t.field({ type: ModelVersionNode, resolve: (generation) => generation.modelVersion.id }),
    outputs: t.field({ type: [GenerationOutputType], resolve: (generation) => generation.outputs }),
    feedback: t.field({
      type: [FeedbackNode],
      description: 'Newest first, at most 100.',
      resolve: async (generation, _args, context) => [...(await feedbackOfGeneration(context).load(generation.id))],
    }),
    secondsTaken: t.exposeFloat('secondsTaken', { nullable: true }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
});

const GenerationConnection = builder.connectionObject({ type: GenerationNode, name: 'GenerationConnection', description: 'A page of generations.' }, { name: 'GenerationEdge', description: 'A generation in a list.' });

builder.queryField('generations', (t) =>
  t.connection(
    {
      type: GenerationNode,
      authScopes: { scope: ['READ'] },
      description: 'At most 100 per page; keyset cursors; newest first. Without shadows, which `Experiment.shadows` has.',
      resolve: (_root, args, context) => newestFirst(context.em, Generation, { project: callerOf(context).projectId, shadowOf: null }, args),
    },
    GenerationConnection,
  ),
);

const payload = (name: string, description: string) =>
  builder.objectRef<Payload<{ generation: Generation }>>(name).implement({
    description,
    authScopes: outputReaders,
    fields: (t) => ({
      generation: t.field({ type: GenerationNode, nullable: true, resolve: ({ result }) => result?.generation }),
      userErrors: t.field({ type: [UserErrorType], resolve: ({ userErrors }) => userErrors }),
    }),
  });
const GeneratePayload = payload('GeneratePayload', 'The generation, finished where it took no longer than waitSeconds.');
const CancelGenerationPayload = payload('CancelGenerationPayload', 'The generation, CANCELED.');

const CancelGenerationInput = builder.inputType('CancelGenerationInput', { description: 'Which generation to cancel.', fields: (t) => ({ generationId: t.id({ required: true }) }) });

builder.mutationField('cancelGeneration', (t) =>
  t.field({
    type: CancelGenerationPayload,
    description: 'Ends a generation that is not finished. It is CANCELED at once, and keeps the outputs that it has.',
    authScopes: { scope: ['GENERATE'] },
    args: { input: t.arg({ type: CancelGenerationInput, required: true }) },
    resolve: (_root, { input }, context) =>
      answer(async () => ({ generation: await cancelGeneration(context, callerOf(context), localId('Generation', input.generationId)) })),
  }),
);

export function defineGenerate({ PromptInput }: Pick<ReturnType<typeof definePluginInputs>, 'PromptInput'>): void {
  const GenerateInput = builder.inputType('GenerateInput', {
    description: 'What a model shall make.',
    fields: (t) => ({
      modelVersionId: t.id({ description: 'Either a version, or a model (its `production` alias, else its latest version).' }),
      modelId: t.id(),
      prompt: t.field({ type: PromptInput, required: true }),
      subject: t.string({ description: 'The person it is made for, pseudonymous; for feedback, sticky experiments, export and erasure.' }),
      waitSeconds: t.float({ defaultValue: 10, description: 'Answer with the finished generation where it takes no longer (60 at most); else with one still RUNNING to follow. Who hangs up while waiting, as the last one to follow it, ends the work, unless an idempotencyKey says that the request may come again.' }),
      idempotencyKey: t.string(),
    }),
  });

  builder.mutationField('generate', (t) =>
    t.field({
      type: GeneratePayload,
      description: 'Makes something with a model version.',
      authScopes: { scope: ['GENERATE'] },
      args: { input: t.arg({ type: GenerateInput, required: true }) },
      resolve: (_root, { input: { waitSeconds, ...input } }, context) =>
        answer(async () => {
          const seconds = waitSeconds ?? 10;
          if (!(seconds >= 0 && seconds <= MAX_WAIT_SECONDS)) throw new Fault('INVALID_INPUT', `waitSeconds must be from 0 to ${MAX_WAIT_SECONDS}, not ${seconds}.`, ['waitSeconds']);
          const requested = await requestGeneration(context, callerOf(context), {
            ...input,
            prompt: localPrompt(context.plugins, input.prompt),
            modelVersionId: input.modelVersionId ? localId('ModelVersion', input.modelVersionId) : null,
            modelId: input.modelId ? localId('Model', input.modelId) : null,
          });
          return { generation: await awaitGeneration(context, requested, seconds, !input.idempotencyKey) };
        }),
    }),
  );
}
