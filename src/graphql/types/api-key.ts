import { createApiKey } from '../../domain/api-keys/create-api-key.ts';
import { revokeApiKey } from '../../domain/api-keys/revoke-api-key.ts';
import { ApiKey } from '../../domain/entities/api-key.ts';
import { builder } from '../builder.ts';
import { newestFirst } from '../connection.ts';
import { callerOf } from '../context.ts';
import { localId } from '../global-id.ts';
import { answer, type Payload } from '../mutation.ts';
import { ApiKeyNode } from '../refs.ts';
import { ScopeType } from './project.ts';
import { UserErrorType } from './user-error.ts';

ApiKeyNode.implement({
  description: 'A key of the API; its secret is stored only as a hash.',
  authScopes: { scope: ['ADMIN'] },
  isTypeOf: (value) => value instanceof ApiKey,
  fields: (t) => ({
    name: t.exposeString('name'),
    scopes: t.field({ type: [ScopeType], resolve: (key) => key.scopes }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true }),
    revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true }),
    lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime', nullable: true, description: 'To the minute.' }),
  }),
});

const ApiKeyConnection = builder.connectionObject({ type: ApiKeyNode, name: 'ApiKeyConnection', description: 'A page of keys.' }, { name: 'ApiKeyEdge', description: 'A key in a list.' });

builder.queryField('apiKeys', (t) =>
  t.connection(
    {
      type: ApiKeyNode,
      authScopes: { scope: ['ADMIN'] },
      description: 'Keys of this project, revoked ones included; newest first.',
      resolve: (_root, args, context) => newestFirst(context.em, ApiKey, { project: callerOf(context).projectId }, args),
    },
    ApiKeyConnection,
  ),
);

const CreateApiKeyInput = builder.inputType('CreateApiKeyInput', {
  description: 'A key of this project.',
  fields: (t) => ({
    name: t.string({ required: true }),
    scopes: t.field({ type: [ScopeType], required: true }),
    expiresAt: t.field({ type: 'DateTime' }),
  }),
});

const CreateApiKeyPayload = builder.objectRef<Payload<Awaited<ReturnType<typeof createApiKey>>>>('CreateApiKeyPayload').implement({
  description: 'The new key.',
  authScopes: { scope: ['ADMIN'] },
  fields: (t) => ({
    apiKey: t.field({ type: ApiKeyNode, nullable: true, resolve: (payload) => payload.result?.apiKey }),
    secret: t.string({ nullable: true, description: 'Sent as `Authorization: Bearer …`; stored only as a hash.', resolve: (payload) => payload.result?.secret }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

const RevokeApiKeyInput = builder.inputType('RevokeApiKeyInput', { description: 'Which key to end.', fields: (t) => ({ apiKeyId: t.id({ required: true }) }) });

const RevokeApiKeyPayload = builder.objectRef<Payload<{ apiKey: ApiKey }>>('RevokeApiKeyPayload').implement({
  description: 'The revoked key.',
  authScopes: { scope: ['ADMIN'] },
  fields: (t) => ({
    apiKey: t.field({ type: ApiKeyNode, nullable: true, resolve: (payload) => payload.result?.apiKey }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

builder.mutationFields((t) => ({
  createApiKey: t.field({
    type: CreateApiKeyPayload,
    description: 'Makes a key of this project; its secret is shown this once.',
    authScopes: { scope: ['ADMIN'] },
    args: { input: t.arg({ type: CreateApiKeyInput, required: true }) },
    resolve: (_root, { input }, context) => answer(() => createApiKey(context, callerOf(context), input)),
  }),
  revokeApiKey: t.field({
    type: RevokeApiKeyPayload,
    description: 'Ends a key at once; open subscriptions of it are closed within seconds.',
    authScopes: { scope: ['ADMIN'] },
    args: { input: t.arg({ type: RevokeApiKeyInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => {
        const apiKey = await revokeApiKey(context, callerOf(context), localId('ApiKey', input.apiKeyId));
        context.keyRevoked(apiKey.id);
        return { apiKey };
      }),
  }),
}));
