import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { Fault } from './fault.ts';
import { lineInput } from './text-input.ts';

export interface IdempotentCall {
  readonly projectId: string;
  readonly mutation: string;
  readonly key: string | null | undefined;
  readonly input: unknown;
}

/**
 * Runs `make` once per idempotency key. A call with the same key and input gives the id that the first one made; a call
 * that comes while the first is under way waits for it. Must run in a transaction; `make` gets the new object's id.
 * @throws Fault IDEMPOTENCY_KEY_REUSED where the key was used with another input.
 */
export async function once(em: EntityManager, call: IdempotentCall, make: (id: string) => Promise<void>): Promise<{ id: string; repeated: boolean }> {
  const id = v7();
  if (!call.key) {
    await make(id);
    return { id, repeated: false };
  }
  const key = lineInput(call.key, 'idempotencyKey');
  const inputHash = hashInput(call.input);
  // A second call with the same key waits here until the first one's transaction ends.
  const inserted = await em.execute<unknown[]>(
    `insert into idempotency_record (project_id, mutation, key, input_hash, object_id, created_at)
     values (?, ?, ?, ?, ?, now()) on conflict do nothing returning 1`,
    [call.projectId, call.mutation, key, inputHash, id],
  );
  if (inserted.length > 0) {
    await make(id);
    return { id, repeated: false };
  }
  const [record] = await em.execute<{ input_hash: string; object_id: string }[]>(
    `select input_hash, object_id from idempotency_record where project_id = ? and mutation = ? and key = ?`,
    [call.projectId, call.mutation, key],
  );
  if (!record || record.input_hash !== inputHash) {
    throw keyReused();
  }
  return { id: record.object_id, repeated: true };
}

export const keyReused = () => new Fault('IDEMPOTENCY_KEY_REUSED', 'This idempotencyKey was used with another input; use a new one.', ['idempotencyKey']);

/** The order of an object's fields does not matter. */
export function hashInput(input: unknown): string {
  const canonical = JSON.stringify(input, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );
  return createHash('sha256').update(canonical).digest('hex');
}
