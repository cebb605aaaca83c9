import type { EntityManager } from '@mikro-orm/postgresql';
import { Webhook as Signer } from 'standardwebhooks';
import type { SecretBox } from '../domain/ports.ts';
import { type AttemptResult, recordAttempt } from '../domain/webhooks/record-attempt.ts';
import { type DueDelivery, takeDueDeliveries } from '../domain/webhooks/take-due-deliveries.ts';
import type { Logger } from '../logging.ts';
import { every, type Repeated } from '../repeat.ts';
import type { AllowedAddresses } from './allowed-addresses.ts';
import { post } from './post.ts';

/** Attempts of this server at a time. */
const MOST = 32;
const LOOK_EVERY_MS = 500;

export interface DeliveryServices {
  /** Forked for each look and each attempt. */
  readonly em: EntityManager;
  readonly secretBox: SecretBox;
  readonly addresses: AllowedAddresses;
  readonly userAgent: string;
  readonly logger: Logger;
}

/**
 * Sends messages that are due, whichever server wrote them; two servers never make the same attempt. A webhook gets its next messages when
 * those under way have ended, so that a slow receiver takes up four of 32 places. One query in half a second where nothing is due.
 */
export function deliverWebhooks(services: DeliveryServices): Repeated {
  const { em, logger } = services;
  const underWay = new Map<Promise<void>, string>();
  const looking = every(LOOK_EVERY_MS, 'looking for messages to webhooks', logger, async () => {
    if (underWay.size >= MOST) return;
    for (const due of await takeDueDeliveries(em.fork(), MOST - underWay.size, [...underWay.values()])) {
      const attempt = attemptOne(services, due)
        // Not stored: its lease runs out, and it is tried again.
        .catch((error: unknown) => logger.warn({ err: error, deliveryId: due.id }, 'what came of a message to a webhook could not be stored'))
        .finally(() => underWay.delete(attempt));
      underWay.set(attempt, due.webhookId);
    }
  });
  return {
    async end() {
      await looking.end();
      await Promise.all(underWay.keys());
    },
  };
}

async function attemptOne({ em, secretBox, addresses, userAgent }: DeliveryServices, due: DueDelivery): Promise<void> {
  const { id, webhookId, url, body, secret, previousSecret } = due;
  const secrets = [secret, previousSecret].flatMap((sealed) => (sealed ? (secretBox.open(sealed, webhookId) ?? []) : []));
  const result: AttemptResult = secrets.length === 0 ? { status: null, failure: UNREADABLE, seconds: 0 } : await post(addresses, url, { ...signed(id, body, secrets), 'user-agent': userAgent }, body);
  await recordAttempt(em.fork(), due, result);
}

const UNREADABLE = 'The secret cannot be read with this key of the server; give the webhook a new one by rotateWebhookSecret.';

/** Headers of the Standard Webhooks specification: the id is the same in every attempt. */
function signed(id: string, body: string, secrets: readonly string[]): Record<string, string> {
  const time = new Date();
  const signatures = secrets.map((secret) => new Signer(secret).sign(id, time, body));
  return { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(time.getTime() / 1000)), 'webhook-signature': signatures.join(' ') };
}
