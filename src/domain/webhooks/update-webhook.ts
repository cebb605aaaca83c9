import { type Caller, write } from '../caller.ts';
import { Webhook } from '../entities/webhook.ts';
import { getOwn } from '../find-own.ts';
import { optionalLine } from '../text-input.ts';
import type { WebhookServices } from './create-webhook.ts';
import type { WebhookEvent } from './webhook-event.ts';
import { attemptsInput, eventsInput } from './webhook-input.ts';

/** What is left out stays as it is. */
export interface UpdateWebhookInput {
  readonly webhookId: string;
  readonly url?: string | null | undefined;
  readonly events?: readonly WebhookEvent[] | null | undefined;
  readonly description?: string | null | undefined;
  readonly mostAttempts?: number | null | undefined;
  readonly enabled?: boolean | null | undefined;
}

/** Changes a webhook, from the next attempt on. While it is not enabled nothing is sent, nor kept for it; what waited before goes on waiting. */
export async function updateWebhook({ em, webhookTargets }: Pick<WebhookServices, 'em' | 'webhookTargets'>, caller: Caller, input: UpdateWebhookInput): Promise<Webhook> {
  const { enabled } = input;
  const url = input.url == null ? undefined : await webhookTargets.check(input.url);
  return write(em, async (tx) => {
    const webhook = await getOwn(tx, Webhook, caller, input.webhookId, ['webhookId']);
    if (url !== undefined) webhook.url = url;
    if (input.events != null) webhook.events = eventsInput(input.events);
    if (input.description !== undefined) webhook.description = optionalLine(input.description, 'description');
    if (input.mostAttempts != null) webhook.mostAttempts = attemptsInput(input.mostAttempts);
    // A new address, or somebody's word that it works again, begins anew.
    if (enabled === true || url !== undefined) webhook.failingSince = null;
    if (enabled != null) Object.assign(webhook, { enabled, disabledReason: null });
    return webhook;
  });
}
