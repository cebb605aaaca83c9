import type { Webhook, WebhookDelivery } from '../../domain/entities/webhook.ts';
import { createWebhook, type WebhookWithSecret } from '../../domain/webhooks/create-webhook.ts';
import { deleteWebhook } from '../../domain/webhooks/delete-webhook.ts';
import { redeliverWebhook } from '../../domain/webhooks/redeliver-webhook.ts';
import { rotateWebhookSecret } from '../../domain/webhooks/rotate-webhook-secret.ts';
import { sendTestWebhook } from '../../domain/webhooks/send-test-webhook.ts';
import { updateWebhook } from '../../domain/webhooks/update-webhook.ts';
import { encodeGlobalId } from '../../domain/global-id.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { localId } from '../global-id.ts';
import { answer, type Payload } from '../mutation.ts';
import { WebhookDeliveryNode, WebhookNode } from '../refs.ts';
import { UserErrorType } from './user-error.ts';
import { WebhookEventType } from './webhook.ts';

const authScopes = { scope: ['ADMIN'] } as const;
const URL_RULE = 'An https address of the public internet. It may hold a path and a query, but no password.';

const secretPayload = (name: string, description: string) =>
  builder.objectRef<Payload<WebhookWithSecret>>(name).implement({
    description,
    authScopes,
    fields: (t) => ({
      webhook: t.field({ type: WebhookNode, nullable: true, resolve: ({ result }) => result?.webhook }),
      secret: t.string({ nullable: true, description: 'What messages are signed with, shown this once: `whsec_…`. Null where the call was made before.', resolve: ({ result }) => result?.secret }),
      userErrors: t.field({ type: [UserErrorType], resolve: ({ userErrors }) => userErrors }),
    }),
  });

const deliveryPayload = (name: string, description: string) =>
  builder.objectRef<Payload<{ delivery: WebhookDelivery }>>(name).implement({
    description,
    authScopes,
    fields: (t) => ({
      webhookDelivery: t.field({ type: WebhookDeliveryNode, nullable: true, resolve: ({ result }) => result?.delivery }),
      userErrors: t.field({ type: [UserErrorType], resolve: ({ userErrors }) => userErrors }),
    }),
  });

const CreateWebhookPayload = secretPayload('CreateWebhookPayload', 'The new webhook, and what its messages are signed with.');
const RotateWebhookSecretPayload = secretPayload('RotateWebhookSecretPayload', 'The webhook with its new secret.');
const SendTestWebhookPayload = deliveryPayload('SendTestWebhookPayload', 'The test message; look at it again for what became of it.');
const RedeliverWebhookPayload = deliveryPayload('RedeliverWebhookPayload', 'The message, WAITING again.');

const UpdateWebhookPayload = builder.objectRef<Payload<{ webhook: Webhook }>>('UpdateWebhookPayload').implement({
  description: 'The webhook as it is now.',
  authScopes,
  fields: (t) => ({
    webhook: t.field({ type: WebhookNode, nullable: true, resolve: ({ result }) => result?.webhook }),
    userErrors: t.field({ type: [UserErrorType], resolve: ({ userErrors }) => userErrors }),
  }),
});

const DeleteWebhookPayload = builder.objectRef<Payload<{ id: string }>>('DeleteWebhookPayload').implement({
  description: 'Which webhook is gone.',
  authScopes,
  fields: (t) => ({
    deletedWebhookId: t.id({ nullable: true, resolve: ({ result }) => result && encodeGlobalId('Webhook', result.id) }),
    userErrors: t.field({ type: [UserErrorType], resolve: ({ userErrors }) => userErrors }),
  }),
});

const CreateWebhookInput = builder.inputType('CreateWebhookInput', {
  description: 'Where to send which events.',
  fields: (t) => ({
    url: t.string({ required: true, description: URL_RULE }),
    events: t.field({ type: [WebhookEventType], required: true }),
    description: t.string({ description: 'For people.' }),
    mostAttempts: t.int({ description: '1 to 8, over up to 31 hours; 8 where absent.' }),
    idempotencyKey: t.string(),
  }),
});

const UpdateWebhookInput = builder.inputType('UpdateWebhookInput', {
  description: 'What is left out stays as it is.',
  fields: (t) => ({
    webhookId: t.id({ required: true }),
    url: t.string({ description: URL_RULE }),
    events: t.field({ type: [WebhookEventType] }),
    description: t.string(),
    mostAttempts: t.int({ description: '1 to 8; of messages that come from now on.' }),
    enabled: t.boolean({ description: 'False pauses; true goes on, also where the server disabled it.' }),
  }),
});

const WebhookInput = builder.inputType('WebhookInput', { description: 'Which webhook.', fields: (t) => ({ webhookId: t.id({ required: true }) }) });
const RedeliverWebhookInput = builder.inputType('RedeliverWebhookInput', { description: 'Which message.', fields: (t) => ({ webhookDeliveryId: t.id({ required: true }) }) });

builder.mutationFields((t) => ({
  createWebhook: t.field({
    type: CreateWebhookPayload,
    description: 'Has events of this project posted to an address; at most 20 webhooks a project.',
    authScopes,
    args: { input: t.arg({ type: CreateWebhookInput, required: true }) },
    resolve: (_root, { input }, context) => answer(() => createWebhook(context, callerOf(context), input)),
  }),
  updateWebhook: t.field({
    type: UpdateWebhookPayload,
    description: 'Changes a webhook, from the next attempt on.',
    authScopes,
    args: { input: t.arg({ type: UpdateWebhookInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ webhook: await updateWebhook(context, callerOf(context), { ...input, webhookId: localId('Webhook', input.webhookId) }) })),
  }),
  deleteWebhook: t.field({
    type: DeleteWebhookPayload,
    description: 'Removes a webhook with all its messages; what waits is not sent.',
    authScopes,
    args: { input: t.arg({ type: WebhookInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ id: await deleteWebhook(context, callerOf(context), localId('Webhook', input.webhookId)) })),
  }),
  rotateWebhookSecret: t.field({
    type: RotateWebhookSecretPayload,
    description: 'Gives a webhook a new secret. For a day messages are signed with both; a second rotation ends the one that leaked at once.',
    authScopes,
    args: { input: t.arg({ type: WebhookInput, required: true }) },
    resolve: (_root, { input }, context) => answer(() => rotateWebhookSecret(context, callerOf(context), localId('Webhook', input.webhookId))),
  }),
  sendTestWebhook: t.field({
    type: SendTestWebhookPayload,
    description: 'Sends a message of the type `test`, once.',
    authScopes,
    args: { input: t.arg({ type: WebhookInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ delivery: await sendTestWebhook(context, callerOf(context), localId('Webhook', input.webhookId)) })),
  }),
  redeliverWebhook: t.field({
    type: RedeliverWebhookPayload,
    description: 'Sends a message again, under the same id; one that waits is tried at once.',
    authScopes,
    args: { input: t.arg({ type: RedeliverWebhookInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ delivery: await redeliverWebhook(context, callerOf(context), localId('WebhookDelivery', input.webhookDeliveryId)) })),
  }),
}));
