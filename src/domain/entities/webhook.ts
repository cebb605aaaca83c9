import { defineEntity, p } from '@mikro-orm/postgresql';
import type { WebhookEvent } from '../webhooks/webhook-event.ts';
import { createdAt, double, id } from './columns.ts';
import { Project } from './project.ts';

const schema = defineEntity({
  name: 'Webhook',
  tableName: 'webhook',
  indexes: [{ properties: ['project', 'id'] }],
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    url: p.text(),
    description: p.text().nullable(),
    events: p.json<readonly WebhookEvent[]>(),
    /** After which a message is FAILED. */
    mostAttempts: p.integer(),
    enabled: p.boolean().default(true),
    /** Why the server disabled it; null where it is enabled, or where somebody paused it. */
    disabledReason: p.text().nullable(),
    /** Sealed. */
    secret: p.blob().hidden(),
    /** That it had before; it signs, too, until then. */
    previousSecret: p.blob().hidden().nullable(),
    previousUntil: p.datetime(3).nullable(),
    /** Since the first attempt that failed after the last that did not. */
    failingSince: p.datetime(3).nullable(),
    /** Name of the API key that made it. */
    actor: p.string(),
    createdAt: createdAt(),
  },
});

/** An address of the project's that its events are sent to. */
export class Webhook extends schema.class {}
schema.setClass(Webhook);

export const webhookDeliveryStates = ['WAITING', 'DELIVERED', 'FAILED'] as const;
export type WebhookDeliveryState = (typeof webhookDeliveryStates)[number];

const deliverySchema = defineEntity({
  name: 'WebhookDelivery',
  tableName: 'webhook_delivery',
  indexes: [{ properties: ['webhook', 'id'] }],
  properties: {
    id: id(),
    project: () => p.manyToOne(Project).ref(),
    webhook: () => p.manyToOne(Webhook).ref(),
    event: p.text().$type<WebhookEvent | 'TEST'>(),
    /** In the message: dataset_version.ready. */
    type: p.text(),
    /** The message to the byte, so that every attempt signs the same. */
    body: p.text(),
    state: p.enum(webhookDeliveryStates).default('WAITING'),
    /** Begun so far. */
    attempts: p.integer().default(0),
    attemptsLeft: p.integer(),
    /** While an attempt is under way: when it counts as lost. */
    nextAttemptAt: p.datetime(3).nullable(),
    /** Of the last attempt; null where none came. */
    responseStatus: p.integer().nullable(),
    /** Why the last attempt failed. */
    failure: p.text().nullable(),
    /** That the last attempt took. */
    seconds: double().nullable(),
    createdAt: createdAt(),
    finishedAt: p.datetime(3).nullable(),
  },
});

/** A message to a webhook: written with what it tells of, sent until the receiver has it. */
export class WebhookDelivery extends deliverySchema.class {}
deliverySchema.setClass(WebhookDelivery);
