import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import { Webhook, WebhookDelivery } from '../entities/webhook.ts';

/** What came of an attempt. */
export interface AttemptResult {
  /** Null where no answer came. */
  readonly status: number | null;
  /** Why it failed, for people; null where the receiver has the message. */
  readonly failure: string | null;
  readonly seconds: number;
}

/** Between the first attempt and the second; each further wait is longer by the factor. Eight attempts take about 31 hours. */
const FIRST_WAIT_SECONDS = 2;
const FACTOR = 6;
/** Of a wait, up or down, so that receivers which come back are not called by all at once. */
const JITTER = 0.2;
/** A webhook that nothing has reached for so long is disabled. */
const GIVE_UP_MS = 3 * 24 * 3600_000;
/** By HTTP: the receiver wants no more of this, for ever. */
const GONE = 410;

/**
 * Stores what came of an attempt: the message is DELIVERED, waits for its next attempt, or is FAILED. What a later attempt has overtaken
 * changes nothing. A receiver that says that it is gone, or that nothing has reached for three days, gets no more: its webhook is disabled.
 */
export async function recordAttempt(em: EntityManager, { id, attempt }: { readonly id: string; readonly attempt: number }, { status, failure, seconds }: AttemptResult): Promise<void> {
  await write(em, async (tx) => {
    const delivery = await tx.findOne(WebhookDelivery, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!delivery || delivery.attempts !== attempt || delivery.state !== 'WAITING') return;
    const webhook = await tx.findOneOrFail(Webhook, delivery.webhook.id);
    const now = new Date();
    Object.assign(delivery, { responseStatus: status, failure, seconds });
    if (failure === null) Object.assign(delivery, { state: 'DELIVERED', finishedAt: now, nextAttemptAt: null });
    else if (delivery.attemptsLeft === 0 || status === GONE) Object.assign(delivery, { state: 'FAILED', finishedAt: now, nextAttemptAt: null });
    else delivery.nextAttemptAt = new Date(now.getTime() + waitMs(webhook.mostAttempts - delivery.attemptsLeft));
    judgeWebhook(webhook, { status, failure, now });
  });
}

/** @param made  attempts since the message was first sent, or sent again by somebody */
const waitMs = (made: number) => 1000 * FIRST_WAIT_SECONDS * FACTOR ** Math.max(0, made - 1) * (1 - JITTER + 2 * JITTER * Math.random());

function judgeWebhook(webhook: Webhook, { status, failure, now }: Pick<AttemptResult, 'status' | 'failure'> & { readonly now: Date }): void {
  if (failure === null) {
    webhook.failingSince = null;
    return;
  }
  webhook.failingSince ??= now;
  const reason = status === GONE ? 'The receiver answered 410 Gone.' : now.getTime() - webhook.failingSince.getTime() >= GIVE_UP_MS ? `Nothing has reached the receiver since ${webhook.failingSince.toISOString()}. Last: ${failure}` : null;
  if (reason !== null && webhook.enabled) Object.assign(webhook, { enabled: false, disabledReason: reason });
}
