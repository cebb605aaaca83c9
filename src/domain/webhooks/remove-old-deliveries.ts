import type { EntityManager } from '@mikro-orm/postgresql';

/** For so long a project can look at what was sent. */
const KEEP_DAYS = 30;

/** Removes messages that are older, whatever became of them. */
export async function removeOldDeliveries(em: EntityManager): Promise<void> {
  await em.execute('delete from webhook_delivery where created_at < now() - make_interval(days => ?)', [KEEP_DAYS]);
}
