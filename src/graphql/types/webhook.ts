import { Webhook } from '../../domain/entities/webhook.ts';
import { type WebhookEvent, webhookEvents } from '../../domain/webhooks/webhook-event.ts';
import { builder } from '../builder.ts';
import { newestFirst } from '../connection.ts';
import { callerOf } from '../context.ts';
import { WebhookNode } from '../refs.ts';

const admins = { authScopes: { scope: ['ADMIN'] } } as const;

export const WebhookEventType = builder.enumType('WebhookEvent', {
  description: 'What a webhook can be told of; the names in backticks are the types of its messages.',
  values: Object.fromEntries(webhookEvents.map((event) => [event, { value: event, description: meaning(event) }])),
});

function meaning(event: WebhookEvent): string {
  switch (event) {
    case 'FLYWHEEL_CYCLE': return 'A cycle came into a state: `flywheel_cycle.assessing`, `.cleaning`, `.training`, `.evaluating`, `.awaiting_approval`, `.promoted`, `.held`, `.failed`.';
    case 'TRAINING_RUN': return 'A run ended: `training_run.succeeded`, `.failed`, `.canceled`.';
    case 'DATASET_VERSION': return 'A version was assessed: `dataset_version.ready`, `.rejected` by the quality gate; or could not be made: `.failed`.';
    case 'EVALUATION': return 'An evaluation ended: `evaluation.succeeded`, `.failed`, `.canceled`.';
    case 'MODEL_ALIAS': return 'An alias was moved: `model_alias.promoted` by a policy or an experiment, `.set` by a person, `.rolled_back`.';
    case 'EXPERIMENT': return 'Of an experiment: `experiment.started`, `.share_grew`, `.ended`.';
  }
}

WebhookNode.implement({
  ...admins,
  description: "An address of the project's that its events are posted to, signed after the Standard Webhooks specification.",
  isTypeOf: (value) => value instanceof Webhook,
  fields: (t) => ({
    url: t.exposeString('url'),
    description: t.exposeString('description', { nullable: true }),
    events: t.field({ type: [WebhookEventType], resolve: ({ events }) => [...events] }),
    mostAttempts: t.exposeInt('mostAttempts', { description: 'After so many a message is FAILED.' }),
    enabled: t.exposeBoolean('enabled', { description: 'While it is not, nothing is sent, nor kept for it; what waited before goes on waiting.' }),
    disabledReason: t.exposeString('disabledReason', { nullable: true, description: 'Why the server disabled it; null where it is enabled, or where somebody paused it.' }),
    failingSince: t.expose('failingSince', { type: 'DateTime', nullable: true, description: 'Since the first attempt that failed after the last that did not. After three days it is disabled.' }),
    previousSecretUntil: t.field({ type: 'DateTime', nullable: true, description: 'Until then messages are signed with the secret before the last rotation, too.', resolve: ({ previousUntil }) => (previousUntil && previousUntil.getTime() > Date.now() ? previousUntil : null) }),
    actor: t.exposeString('actor', { description: 'Name of the API key that made it.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
});

const WebhookConnection = builder.connectionObject({ type: WebhookNode, name: 'WebhookConnection', description: 'A page of webhooks.' }, { name: 'WebhookEdge', description: 'A webhook in a list.' });

builder.queryField('webhooks', (t) =>
  t.connection({ type: WebhookNode, ...admins, description: 'Of this project; newest first.', resolve: (_root, args, context) => newestFirst(context.em, Webhook, { project: callerOf(context).projectId }, args) }, WebhookConnection),
);
