import type { EntityManager } from '@mikro-orm/postgresql';
import { keyReused } from '../idempotency.ts';
import type { FeedbackDraft, FeedbackOutcome } from './feedback-draft.ts';

const MUTATION = 'giveFeedback';

/** What was stored before under the idempotency keys of these: by their place in the call. */
export async function knownByKey(tx: EntityManager, projectId: string, drafts: readonly FeedbackDraft[]): Promise<Map<number, FeedbackOutcome>> {
  const known = new Map<number, FeedbackOutcome>();
  const keys = drafts.flatMap(({ key }) => key?.key ?? []);
  if (keys.length === 0) return known;
  const rows = await tx.execute<{ key: string; input_hash: string; object_id: string }[]>(
    'select key, input_hash, object_id from idempotency_record where project_id = ? and mutation = ? and key in (select jsonb_array_elements_text(?::jsonb))',
    [projectId, MUTATION, JSON.stringify(keys)],
  );
  const byKey = new Map(rows.map((row) => [row.key, row]));
  for (const { index, key } of drafts) {
    const row = key && byKey.get(key.key);
    if (row) known.set(index, row.input_hash === key.inputHash ? { id: row.object_id, repeated: true } : keyReused());
  }
  return known;
}

/**
 * Takes the idempotency keys of these, each once; the places of those that another call, or an earlier one of the same call, has
 * taken. A key that is being taken is waited for, in the order of keys, so that two calls never wait for each other.
 */
export async function takeKeys(tx: EntityManager, projectId: string, drafts: readonly FeedbackDraft[]): Promise<ReadonlySet<number>> {
  const first = new Map<string, FeedbackDraft>();
  for (const draft of drafts) if (draft.key && !first.has(draft.key.key)) first.set(draft.key.key, draft);
  if (first.size === 0) return new Set();
  const values = [...first.values()].map(({ id, key }) => ({ id, ...key }));
  const taken = await tx.execute<{ key: string }[]>(
    `insert into idempotency_record (project_id, mutation, key, input_hash, object_id, created_at)
     select ?::uuid, ?, key, "inputHash", id, now() from jsonb_to_recordset(?::jsonb) as r (id uuid, key text, "inputHash" text)
     order by key on conflict do nothing returning key`,
    [projectId, MUTATION, JSON.stringify(values)],
  );
  const own = new Set(taken.map(({ key }) => first.get(key)?.index));
  return new Set(drafts.filter(({ key, index }) => key && !own.has(index)).map(({ index }) => index));
}

/** Lets the keys of feedback that turned out to be stored before stand for what is stored. */
export async function pointKeys(tx: EntityManager, projectId: string, same: readonly { readonly key: string; readonly id: string }[]): Promise<void> {
  if (same.length === 0) return;
  await tx.execute(
    `update idempotency_record set object_id = r.id from jsonb_to_recordset(?::jsonb) as r (id uuid, key text)
     where project_id = ? and mutation = ? and idempotency_record.key = r.key`,
    [JSON.stringify(same), projectId, MUTATION],
  );
}
