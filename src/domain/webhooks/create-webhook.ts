import { type Caller, type Services, write } from '../caller.ts';
import { Project } from '../entities/project.ts';
import { Webhook } from '../entities/webhook.ts';
import { Fault } from '../fault.ts';
import { once } from '../idempotency.ts';
import type { SecretBox, WebhookTargets } from '../ports.ts';
import { optionalLine } from '../text-input.ts';
import { newWebhookSecret } from './new-webhook-secret.ts';
import type { WebhookEvent } from './webhook-event.ts';
import { attemptsInput, eventsInput, MAX_WEBHOOKS } from './webhook-input.ts';

export interface WebhookServices extends Pick<Services, 'em'> {
  readonly secretBox: SecretBox;
  readonly webhookTargets: WebhookTargets;
}

export interface CreateWebhookInput {
  readonly url: string;
  readonly events: readonly WebhookEvent[];
  readonly description?: string | null | undefined;
  readonly mostAttempts?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

export interface WebhookWithSecret {
  readonly webhook: Webhook;
  /** Shown this once; null where the call was made before. */
  readonly secret: string | null;
}

/** Makes a webhook of the caller's project. Its secret is returned this once, and stored sealed. */
export async function createWebhook({ em, secretBox, webhookTargets }: WebhookServices, caller: Caller, input: CreateWebhookInput): Promise<WebhookWithSecret> {
  const values = { events: eventsInput(input.events), description: optionalLine(input.description, 'description'), mostAttempts: attemptsInput(input.mostAttempts), url: await webhookTargets.check(input.url) };
  const { idempotencyKey, ...rest } = input;
  const secret = newWebhookSecret();
  return write(em, async (tx) => {
    const { id, repeated } = await once(tx, { projectId: caller.projectId, mutation: 'createWebhook', key: idempotencyKey, input: rest }, async (id) => {
      // So that two at once do not both become the last.
      await tx.execute('select 1 from project where id = ? for no key update', [caller.projectId]);
      if ((await tx.count(Webhook, { project: caller.projectId })) >= MAX_WEBHOOKS) throw new Fault('CAPACITY', `A project has at most ${MAX_WEBHOOKS} webhooks; delete one that is not needed.`);
      tx.create(Webhook, {
        id, project: tx.getReference(Project, caller.projectId, { wrapped: true }), ...values, secret: secretBox.seal(secret, id), actor: caller.actor,
        disabledReason: null, previousSecret: null, previousUntil: null, failingSince: null,
      });
      await tx.flush();
    });
    const webhook = await tx.findOne(Webhook, id);
    if (!webhook) throw new Fault('NOT_FOUND', 'The webhook that this idempotencyKey made was deleted; use a new key.', ['idempotencyKey']);
    return { webhook, secret: repeated ? null : secret };
  });
}
