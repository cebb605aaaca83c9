import { LockMode } from '@mikro-orm/postgresql';
import { type Caller, type Services, write } from '../caller.ts';
import { WebhookDelivery } from '../entities/webhook.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';

/** Sends a message again under its own id, with as many attempts as the webhook has; one that waits is tried at once. */
export async function redeliverWebhook({ em }: Pick<Services, 'em'>, caller: Caller, deliveryId: string): Promise<WebhookDelivery> {
  return write(em, async (tx) => {
    const delivery = await getOwn(tx, WebhookDelivery, caller, deliveryId, ['webhookDeliveryId']);
    await tx.refresh(delivery, { lockMode: LockMode.PESSIMISTIC_WRITE });
    const webhook = await delivery.webhook.loadOrFail();
    if (!webhook.enabled) throw new Fault('INVALID_STATE', 'The webhook is not enabled; enable it first.', ['webhookDeliveryId']);
    return tx.assign(delivery, { state: 'WAITING', nextAttemptAt: new Date(), attemptsLeft: webhook.mostAttempts, finishedAt: null });
  });
}
