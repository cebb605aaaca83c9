import type { EntityManager } from '@mikro-orm/postgresql';

/** After which an attempt counts as lost with the server that made it, and the next is made. Longer than any attempt takes. */
const LEASE_SECONDS = 60;
/** Of one webhook at a time. */
const PER_WEBHOOK = 4;

/** An attempt to be made. */
export interface DueDelivery {
  readonly id: string;
  readonly webhookId: string;
  readonly url: string;
  readonly body: string;
  /** 1, 2, 3, …: which of the message. */
  readonly attempt: number;
  readonly attemptsLeft: number;
  readonly secret: Uint8Array;
  /** Signs, too; null where it does not any more. */
  readonly previousSecret: Uint8Array | null;
}

/**
 * Messages that are due, oldest first, each given to one caller at a time: the attempt is counted in the same statement, and a caller that
 * dies is followed by another after a minute. One index probe where none is due.
 * @param busy  webhooks that get nothing yet, so that a slow receiver holds up nobody else
 */
export async function takeDueDeliveries(em: EntityManager, most: number, busy: readonly string[]): Promise<DueDelivery[]> {
  return em.execute<DueDelivery[]>(
    `with due as (select distinct webhook_id from webhook_delivery where state = 'WAITING' and next_attempt_at <= now()),
     taken as (
       select d.id from due join webhook w on w.id = due.webhook_id and w.enabled and not to_jsonb(w.id::text) <@ ?::jsonb
       cross join lateral (
         select id, next_attempt_at from webhook_delivery where webhook_id = w.id and state = 'WAITING' and next_attempt_at <= now() order by next_attempt_at, id limit ? for update skip locked) d
       order by d.next_attempt_at limit ?)
     update webhook_delivery d set attempts = d.attempts + 1, attempts_left = greatest(d.attempts_left - 1, 0), next_attempt_at = now() + make_interval(secs => ?)
     from webhook w where w.id = d.webhook_id and d.id in (select id from taken)
     returning d.id, d.webhook_id as "webhookId", w.url, d.body, d.attempts as attempt, d.attempts_left as "attemptsLeft", w.secret,
       case when w.previous_until > now() then w.previous_secret end as "previousSecret"`,
    [JSON.stringify(busy), PER_WEBHOOK, most, LEASE_SECONDS],
  );
}
