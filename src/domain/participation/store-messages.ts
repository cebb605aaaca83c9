import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import type { ContributorMessageKind } from '../entities/contributor-message.ts';

/** Whom to tell of how much. */
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

/** Stores a message to each person, in the transaction of what it tells of; the database keeps a second one of the same out. */
export async function storeMessages(tx: EntityManager, { projectId, kind, datasetVersionId, modelVersionId }: About, told: readonly Told[]): Promise<void> {
  if (told.length === 0) return;
  await tx.execute(
    `insert into contributor_message (id, project_id, subject, kind, dataset_version_id, model_version_id, samples, corrections, created_at)
     select id, ?::uuid, subject, ?, ?::uuid, ?::uuid, samples, corrections, now() from jsonb_to_recordset(?::jsonb) as r (id uuid, subject text, samples int, corrections int) on conflict do nothing`,
    [projectId, kind, datasetVersionId, modelVersionId, JSON.stringify(told.map((one) => ({ id: v7(), ...one })))],
  );
}
