import { WebhookDelivery, type WebhookDeliveryState, webhookDeliveryStates } from '../../domain/entities/webhook.ts';
import { builder } from '../builder.ts';
import { newestFirst } from '../connection.ts';
import { WebhookDeliveryNode, WebhookNode } from '../refs.ts';

const WebhookDeliveryStateType = builder.enumType('WebhookDeliveryState', {
  description: 'What became of a message.',
  values: Object.fromEntries(webhookDeliveryStates.map((state) => [state, { value: state, description: meaning(state) }])),
});

function meaning(state: WebhookDeliveryState): string {
  switch (state) {
    case 'WAITING': return 'For its first attempt, or the next.';
    case 'DELIVERED': return 'The receiver answered with a status from 200 to 299.';
    case 'FAILED': return 'All attempts failed; `redeliverWebhook` sends it again.';
  }
}

WebhookDeliveryNode.implement({
  authScopes: { scope: ['ADMIN'] },
  description: 'A message to a webhook, kept for 30 days. Of what receivers answer only the status is kept.',
  isTypeOf: (value) => value instanceof WebhookDelivery,
  fields: (t) => ({
    webhook: t.field({ type: WebhookNode, resolve: (delivery) => delivery.webhook.id }),
    messageId: t.string({ description: 'The header `webhook-id`, the same in every attempt: who has seen it has the message.', resolve: ({ id }) => id }),
    type: t.exposeString('type', { description: '`dataset_version.ready`, for example; `test` of `sendTestWebhook`.' }),
    body: t.exposeString('body', { description: 'As it is posted, JSON: `type`, `timestamp`, `data`.' }),
    state: t.field({ type: WebhookDeliveryStateType, resolve: ({ state }) => state }),
    attempts: t.exposeInt('attempts', { description: 'Begun so far.' }),
    nextAttemptAt: t.expose('nextAttemptAt', { type: 'DateTime', nullable: true, description: 'Of one that is WAITING; while an attempt is under way, when that counts as lost.' }),
    responseStatus: t.exposeInt('responseStatus', { nullable: true, description: 'HTTP status of the last attempt; null where no answer came.' }),
    failure: t.exposeString('failure', { nullable: true, description: 'Why the last attempt failed.' }),
    seconds: t.exposeFloat('seconds', { nullable: true, description: 'That the last attempt took.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When what it tells of happened.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
  }),
});

const WebhookDeliveryConnection = builder.connectionObject({ type: WebhookDeliveryNode, name: 'WebhookDeliveryConnection', description: 'A page of messages.' }, { name: 'WebhookDeliveryEdge', description: 'A message in a list.' });

builder.objectField(WebhookNode, 'deliveries', (t) =>
  t.connection(
    {
      type: WebhookDeliveryNode,
      description: 'Its messages, newest first.',
      args: { state: t.arg({ type: WebhookDeliveryStateType }) },
      resolve: (webhook, { state, ...args }, { em }) => newestFirst(em, WebhookDelivery, { webhook: webhook.id, ...(state ? { state } : {}) }, args),
    },
    WebhookDeliveryConnection,
  ),
);
