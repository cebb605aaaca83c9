import { LockMode } from '@mikro-orm/postgresql';
import { type Caller, write } from '../caller.ts';
import { Webhook } from '../entities/webhook.ts';
import { getOwn } from '../find-own.ts';
import type { WebhookServices, WebhookWithSecret } from './create-webhook.ts';
import { newWebhookSecret } from './new-webhook-secret.ts';

/** So long messages are signed with both secrets, and receivers may take up the new one. */
const BOTH_MS = 24 * 3600_000;

/** Gives a webhook a new secret, returned this once. The old one signs, too, for a day; one that leaked is best followed by a second rotation. */
export async function rotateWebhookSecret({ em, secretBox }: Pick<WebhookServices, 'em' | 'secretBox'>, caller: Caller, webhookId: string): Promise<WebhookWithSecret> {
  const secret = newWebhookSecret();
  return write(em, async (tx) => {
    const webhook = await getOwn(tx, Webhook, caller, webhookId, ['webhookId']);
    await tx.refresh(webhook, { lockMode: LockMode.PESSIMISTIC_WRITE });
    Object.assign(webhook, { previousSecret: webhook.secret, previousUntil: new Date(Date.now() + BOTH_MS), secret: secretBox.seal(secret, webhook.id) });
    return { webhook, secret };
  });
}
