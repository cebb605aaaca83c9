import { v7 } from 'uuid';
import { type Caller, type Services, write } from '../caller.ts';
import { Webhook, WebhookDelivery } from '../entities/webhook.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import { encodeGlobalId } from '../global-id.ts';
import { messageBody } from './webhook-event.ts';

/** Sends a message that tells of nothing, as soon as any other, once. */
export async function sendTestWebhook({ em }: Pick<Services, 'em'>, caller: Caller, webhookId: string): Promise<WebhookDelivery> {
  return write(em, async (tx) => {
    const webhook = await getOwn(tx, Webhook, caller, webhookId, ['webhookId']);
    if (!webhook.enabled) throw new Fault('INVALID_STATE', 'The webhook is not enabled; enable it first.', ['webhookId']);
    const now = new Date();
    return tx.create(WebhookDelivery, {
      id: v7(), project: webhook.project, webhook, event: 'TEST', type: 'test', body: messageBody('test', now, { webhookId: encodeGlobalId('Webhook', webhook.id) }), attemptsLeft: 1, nextAttemptAt: now,
      responseStatus: null, failure: null, seconds: null, finishedAt: null, createdAt: now,
    });
  });
}
