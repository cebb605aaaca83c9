import { type Caller, type Services, write } from '../caller.ts';
import { Webhook } from '../entities/webhook.ts';
import { getOwn } from '../find-own.ts';

/** Removes a webhook with all its deliveries; what waits is not sent. An attempt that is under way may still arrive. */
export async function deleteWebhook({ em }: Pick<Services, 'em'>, caller: Caller, webhookId: string): Promise<string> {
  return write(em, async (tx) => {
    const { id } = await getOwn(tx, Webhook, caller, webhookId, ['webhookId']);
    await tx.nativeDelete(Webhook, id);
    return id;
  });
}
