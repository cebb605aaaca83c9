import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import type { ContributorMessageKind } from '../entities/contributor-message.ts';
import { channels, notifyAll } from '../ports.ts';
import { messageBoxId, messageBoxKey } from './message-box.ts';

/** Whom to tell of how much; each person once. */
export interface Told {
  readonly subject: string;
  readonly samples: number;
  readonly corrections: number;
}

export interface About {
  readonly projectId: string;
  readonly kind: ContributorMessageKind;
  readonly datasetVersionId: string | null;
  readonly modelVersionId: string | null;
}

/**
 * Stores a message to each person, in the transaction of what it tells of, and none where there is one of the same. Each gets the next
 * number of its person's, without gaps: transactions that store messages of a project do so one after the other. Costs a look at each
 * person's own messages.
 */
export async function storeMessages(tx: EntityManager, { projectId, kind, datasetVersionId, modelVersionId }: About, told: readonly Told[]): Promise<void> {
  if (told.length === 0) return;
  await tx.execute(`select pg_advisory_xact_lock(hashtextextended('contributor messages ' || ?, 0))`, [projectId]);
  const stored = await tx.execute<{ subject: string }[]>(
    `with about as (select ?::uuid as project_id, ?::text as kind, ?::uuid as dataset_version_id, ?::uuid as model_version_id)
     insert into contributor_message (id, project_id, subject, number, kind, dataset_version_id, model_version_id, samples, corrections, created_at)
     select r.id, a.project_id, r.subject, coalesce(before.number, 0) + 1, a.kind, a.dataset_version_id, a.model_version_id, r.samples, r.corrections, now()
     from about a cross join jsonb_to_recordset(?::jsonb) as r (id uuid, subject text, samples int, corrections int)
     cross join lateral (
       select max(m.number) as number, bool_or(m.kind = a.kind and m.dataset_version_id is not distinct from a.dataset_version_id and m.model_version_id is not distinct from a.model_version_id) as is_told
       from contributor_message m where m.project_id = a.project_id and m.subject = r.subject) before
     where before.is_told is not true
     returning subject`,
    [projectId, kind, datasetVersionId, modelVersionId, JSON.stringify(told.map((one) => ({ id: v7(), ...one })))],
  );
  await notifyAll(tx, channels.contributorMessage, stored.map(({ subject }) => messageBoxKey(messageBoxId({ projectId, subject }))));
}
