import { Erasure, type ErasureState, erasureStates } from '../../domain/entities/erasure.ts';
import { eraseSubject } from '../../domain/privacy/erase-subject.ts';
import { awaitRow, DEFAULT_WAIT_SECONDS, waitInput } from '../await-row.ts';
import { builder } from '../builder.ts';
import { newestFirst } from '../connection.ts';
import { callerOf } from '../context.ts';
import { modelVersionsOfErasure, versionsOfErasure } from '../erasure-reads.ts';
import { answer, type Payload } from '../mutation.ts';
import { DatasetVersionNode, ErasureNode, ModelVersionNode } from '../refs.ts';
import { UserErrorType } from './user-error.ts';

const ErasureStateType = builder.enumType('ErasureState', {
  description: 'Where an erasure stands.',
  values: Object.fromEntries(erasureStates.map((state) => [state, { value: state, description: meaning(state) }])),
});

function meaning(state: ErasureState): string {
  switch (state) {
    case 'QUEUED': return 'Waits for a worker. Nothing about the person is taken any more.';
    case 'RUNNING': return 'What is held is looked for, and erased.';
    case 'SUCCEEDED': return 'All is erased, or, of a dry run, counted.';
    case 'FAILED': return 'Not all could be erased; `failure` says why. Ask for it again.';
  }
}

ErasureNode.implement({
  description: "After it, no table, file or log of the project holds the person's data, and it cannot be imported again. It does not say who it was: that is forgotten, too.",
  authScopes: { scope: ['ADMIN'] },
  isTypeOf: (value) => value instanceof Erasure,
  fields: (t) => ({
    dryRun: t.exposeBoolean('dryRun', { description: 'Whether what would go was only counted.' }),
    state: t.field({ type: ErasureStateType, resolve: (erasure) => erasure.state }),
    progress: t.exposeFloat('progress', { description: '0 to 1.' }),
    failure: t.exposeString('failure', { nullable: true }),
    samples: t.exposeInt('samples', { description: 'Different samples: one that is in several versions of a dataset counts once, one that waits to be sealed counts, too. 0 until they are counted, as are the next two.' }),
    generations: t.exposeInt('generations', { description: 'That were made for the person.' }),
    feedback: t.exposeInt('feedback', { description: 'By the person, or on what was made for them.' }),
    datasetVersions: t.field({ type: [DatasetVersionNode], description: 'Rewritten without the person.', resolve: (erasure, _args, context) => versionsOfErasure(context, erasure.id) }),
    modelVersions: t.field({ type: [ModelVersionNode], description: 'Trained with the person; marked `containsErasedData`. Train on the rewritten dataset versions to take their place.', resolve: (erasure, _args, context) => modelVersionsOfErasure(context, erasure.id) }),
    actor: t.exposeString('actor', { description: 'The API key that asked for it, by name.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
  }),
});

const ErasureConnection = builder.connectionObject({ type: ErasureNode, name: 'ErasureConnection', description: 'A page of erasures.' }, { name: 'ErasureEdge', description: 'An erasure in a list.' });

builder.queryField('erasures', (t) =>
  t.connection(
    {
      type: ErasureNode,
      authScopes: { scope: ['ADMIN'] },
      description: 'Who asked for what to be erased, and what came of it; newest first.',
      resolve: (_root, args, context) => newestFirst(context.em, Erasure, { project: callerOf(context).projectId }, args),
    },
    ErasureConnection,
  ),
);

const EraseSubjectInput = builder.inputType('EraseSubjectInput', {
  description: 'Whom to erase, as samples, generations and feedback name them.',
  fields: (t) => ({
    subject: t.string({ required: true }),
    dryRun: t.boolean({ defaultValue: false, description: 'Only report what would go.' }),
    waitSeconds: t.float({ defaultValue: DEFAULT_WAIT_SECONDS, description: 'Answer with the finished erasure where it takes no longer (60 at most); else with one still RUNNING to follow.' }),
    idempotencyKey: t.string(),
  }),
});

const EraseSubjectPayload = builder.objectRef<Payload<{ erasure: Erasure }>>('EraseSubjectPayload').implement({
  description: 'The erasure, finished where it took no longer than waitSeconds.',
  authScopes: { scope: ['ADMIN'] },
  fields: (t) => ({
    erasure: t.field({ type: ErasureNode, nullable: true, resolve: (payload) => payload.result?.erasure }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

builder.mutationField('eraseSubject', (t) =>
  t.field({
    type: EraseSubjectPayload,
    description: 'Erases all that is held on a person: samples, in all versions, and the files they were imported from; records that wait; what was generated for them, and what was said of it. Nothing about them is taken again. It cannot be undone.',
    authScopes: { scope: ['ADMIN'] },
    args: { input: t.arg({ type: EraseSubjectInput, required: true }) },
    resolve: (_root, { input: { waitSeconds, ...input } }, context) =>
      answer(async () => {
        const seconds = waitInput(waitSeconds);
        const erasure = await eraseSubject(context, callerOf(context), input);
        return { erasure: await awaitRow(erasure, context.feeds.erasureChanged(erasure.id), seconds, context.gone) };
      }),
  }),
);
