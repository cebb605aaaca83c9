import { ContributorMessage, type ContributorMessageKind, contributorMessageKinds } from '../../domain/entities/contributor-message.ts';
import { DatasetVersion } from '../../domain/entities/dataset-version.ts';
import { ModelVersion } from '../../domain/entities/model-version.ts';
import { builder } from '../builder.ts';
import { newestFirst } from '../connection.ts';
import { type Context, callerOf } from '../context.ts';
import { ContributorMessageNode, DatasetVersionNode, ModelVersionNode } from '../refs.ts';
import { ContributorType, participants } from './contributor.ts';

const ContributorMessageKindType = builder.enumType('ContributorMessageKind', {
  description: 'What a person is told.',
  values: Object.fromEntries(contributorMessageKinds.map((kind) => [kind, { value: kind, description: meaning(kind) }])),
});

function meaning(kind: ContributorMessageKind): string {
  return kind === 'IN_VERSION' ? 'What they said is in a dataset version that passed its quality gate.' : 'A model version that learned from what they said answers in production.';
}

ContributorMessageNode.implement({
  ...participants,
  description: 'Tells a person what became of their feedback: once for each version.',
  isTypeOf: (value) => value instanceof ContributorMessage,
  fields: (t) => ({
    kind: t.field({ type: ContributorMessageKindType, resolve: ({ kind }) => kind }),
    text: t.string({ description: 'In English, to be shown as it is.', resolve: (message, _args, context) => inWords(context, message) }),
    samples: t.exposeInt('samples', { description: 'Whose label they said.' }),
    corrections: t.exposeInt('corrections', { description: 'Of them those that the model had wrong.' }),
    datasetVersion: t.field({ type: DatasetVersionNode, nullable: true, authScopes: { scope: ['READ'] }, description: 'Of IN_VERSION.', resolve: (message) => message.datasetVersion?.id }),
    modelVersion: t.field({ type: ModelVersionNode, nullable: true, authScopes: { scope: ['READ'] }, description: 'Of IN_PRODUCTION.', resolve: (message) => message.modelVersion?.id }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    readAt: t.expose('readAt', { type: 'DateTime', nullable: true, description: '`markContributorMessagesRead` sets it.' }),
  }),
});

/** A thing, or several, said of. */
function whatOf({ samples, corrections }: ContributorMessage): { what: string; is: string } {
  const kind = corrections === samples ? 'correction' : corrections === 0 ? 'confirmation' : 'answer';
  return samples === 1 ? { what: `Your ${kind}`, is: 'is' } : { what: `${samples} of your ${kind}s`, is: 'are' };
}

async function inWords({ em }: Context, message: ContributorMessage): Promise<string> {
  const { what, is } = whatOf(message);
  if (message.datasetVersion) return `${what} ${is} in version ${(await em.findOneOrFail(DatasetVersion, message.datasetVersion.id)).number}.`;
  const modelVersion = await em.findOneOrFail(ModelVersion, message.modelVersion?.id ?? '');
  return `${what} helped: the model that learned from ${message.samples === 1 ? 'it' : 'them'} is in production, version ${modelVersion.number}.`;
}

const ContributorMessageConnection = builder.connectionObject({ type: ContributorMessageNode, name: 'ContributorMessageConnection', description: 'A page of messages.' }, { name: 'ContributorMessageEdge', description: 'A message in a list.' });

builder.objectFields(ContributorType, (t) => ({
  messages: t.connection(
    {
      type: ContributorMessageNode,
      description: 'To this person, newest first.',
      args: { unread: t.arg.boolean({ description: 'True: those that are not read alone.' }) },
      resolve: ({ subject }, { unread, ...args }, context) => newestFirst(context.em, ContributorMessage, { project: callerOf(context).projectId, subject, ...(unread ? { readAt: null } : {}) }, args),
    },
    ContributorMessageConnection,
  ),
  unreadMessages: t.int({ description: 'How many are not read.', resolve: ({ subject }, _args, context) => context.em.count(ContributorMessage, { project: callerOf(context).projectId, subject, readAt: null }) }),
}));
