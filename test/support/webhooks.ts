import { expect } from 'vitest';
import { z } from 'zod';
import type { Flywheel } from './flywheel.ts';

const userErrors = z.array(z.object({ code: z.string(), message: z.string(), path: z.array(z.string()).nullable() }));
const webhook = z.object({ id: z.string(), url: z.string(), enabled: z.boolean(), disabledReason: z.string().nullable(), failingSince: z.string().nullable() });
const WEBHOOK = 'id url enabled disabledReason failingSince';
const made = z.object({ webhook: webhook.nullable(), secret: z.string().nullable(), userErrors });
const delivery = z.object({ id: z.string(), messageId: z.string(), type: z.string(), state: z.string(), attempts: z.number(), responseStatus: z.number().nullable(), failure: z.string().nullable(), body: z.string() });
export type Delivery = z.infer<typeof delivery>;
const DELIVERY = 'id messageId type state attempts responseStatus failure body';
const told = z.object({ webhookDelivery: delivery.nullable(), userErrors });
const FAULTS = 'userErrors { code message path }';
const patient = { timeout: 30_000, interval: 100 };

/** Webhooks through the public API. */
export function webhooking(app: () => Flywheel) {
  const call = async <T>(shape: z.ZodType<T>, mutation: string, type: string, fields: string, input: Readonly<Record<string, unknown>>, key?: string): Promise<T> =>
    shape.parse((await app().data(z.object({ result: z.unknown() }), `mutation ($input: ${type}!) { result: ${mutation}(input: $input) { ${fields} ${FAULTS} } }`, { input }, key)).result);
  const deliveries = async (webhookId: string): Promise<Delivery[]> => {
    const shape = z.object({ node: z.object({ deliveries: z.object({ edges: z.array(z.object({ node: delivery })) }) }) });
    return (await app().data(shape, `query ($id: ID!) { node(id: $id) { ... on Webhook { deliveries(first: 100) { edges { node { ${DELIVERY} } } } } } }`, { id: webhookId })).node.deliveries.edges.map(({ node }) => node);
  };
  return {
    deliveries,
    create: (input: Readonly<Record<string, unknown>>, key?: string) => call(made, 'createWebhook', 'CreateWebhookInput', `webhook { ${WEBHOOK} } secret`, { events: ['MODEL_ALIAS'], ...input }, key),
    update: (input: Readonly<Record<string, unknown>>, key?: string) => call(z.object({ webhook: webhook.nullable(), userErrors }), 'updateWebhook', 'UpdateWebhookInput', `webhook { ${WEBHOOK} }`, input, key),
    rotate: (webhookId: string) => call(made, 'rotateWebhookSecret', 'WebhookInput', `webhook { ${WEBHOOK} } secret`, { webhookId }),
    test: (webhookId: string, key?: string) => call(told, 'sendTestWebhook', 'WebhookInput', `webhookDelivery { ${DELIVERY} }`, { webhookId }, key),
    redeliver: (webhookDeliveryId: string) => call(told, 'redeliverWebhook', 'RedeliverWebhookInput', `webhookDelivery { ${DELIVERY} }`, { webhookDeliveryId }),
    remove: (webhookId: string) => call(z.object({ deletedWebhookId: z.string().nullable(), userErrors }), 'deleteWebhook', 'WebhookInput', 'deletedWebhookId', { webhookId }),
    async read(id: string) {
      return (await app().data(z.object({ node: webhook }), `query ($id: ID!) { node(id: $id) { ... on Webhook { ${WEBHOOK} } } }`, { id })).node;
    },
    /** The newest message of a webhook, once its state is this. */
    async newest(webhookId: string, state: string): Promise<Delivery> {
      await expect.poll(async () => (await deliveries(webhookId))[0]?.state, patient).toBe(state);
      return z.array(delivery).min(1).parse(await deliveries(webhookId))[0] as Delivery;
    },
  };
}
