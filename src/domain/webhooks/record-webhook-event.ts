import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { messageBody, messageType, type WebhookMessage } from './webhook-event.ts';

/**
 * Stores a message for each enabled webhook of the project that wants it, in the transaction of what happened: one stands or falls with
 * the other. The webhooks' rows are held against being removed until then. One index probe where there are none.
 */
export async function recordWebhookEvent(tx: EntityManager, projectId: string, message: WebhookMessage): Promise<void> {
  const webhooks = await tx.execute<{ id: string; attempts: number }[]>(
    `select id, most_attempts as attempts from webhook where project_id = ? and enabled and events @> to_jsonb(?::text) order by id for key share`,
    [projectId, message.event],
  );
  if (webhooks.length === 0) return;
  const time = new Date();
  const type = messageType(message);
  const rows = webhooks.map(({ id, attempts }) => ({ id: v7(), webhook: id, attempts }));
  await tx.execute(
    `insert into webhook_delivery (id, project_id, webhook_id, event, type, body, attempts_left, next_attempt_at, created_at)
     select id, ?::uuid, webhook, ?, ?, ?, attempts, ?, ? from jsonb_to_recordset(?::jsonb) as r (id uuid, webhook uuid, attempts int)`,
    [projectId, message.event, type, messageBody(type, time, message.data), time, time, JSON.stringify(rows)],
  );
}
