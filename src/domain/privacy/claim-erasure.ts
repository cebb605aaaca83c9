import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { DatasetDescription } from '../../plugin/index.ts';
import { write } from '../caller.ts';
import { DatasetVersion } from '../entities/dataset-version.ts';
import { Erasure } from '../entities/erasure.ts';
import { channels, notify } from '../ports.ts';
import { findHeldRows, type Person } from './held-rows.ts';

/** What a worker must know to erase. */
export interface ClaimedErasure extends Person {
  readonly id: string;
  readonly dryRun: boolean;
  /** Whether what would go was counted already, by an earlier delivery. */
  readonly isFound: boolean;
}

/** The erasure, read under a row lock, as long as it is QUEUED or RUNNING. */
export async function lockUnfinishedErasure(tx: EntityManager, id: string): Promise<Erasure | undefined> {
  const erasure = await tx.findOne(Erasure, id, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  return erasure?.state === 'QUEUED' || erasure?.state === 'RUNNING' ? erasure : undefined;
}

/** Takes an erasure: RUNNING. Undefined where it is finished or gone. */
export function claimErasure(em: EntityManager, id: string): Promise<ClaimedErasure | undefined> {
  return write(em, async (tx) => {
    const erasure = await lockUnfinishedErasure(tx, id);
    if (!erasure) return undefined;
    const { subject } = erasure;
    if (typeof subject !== 'string') throw new Error(`Erasure ${id} has no subject.`);
    erasure.state = 'RUNNING';
    await tx.flush();
    await notify(tx, channels.erasure, id);
    return { id, projectId: erasure.project.id, subject, dryRun: erasure.dryRun, isFound: erasure.foundAt !== null };
  });
}

/** A version to be searched. */
export interface SearchedVersion {
  readonly id: string;
  readonly datasetId: string;
  readonly description: DatasetDescription;
  /** Keys of records of the dataset that are about the person, or made of what they said. */
  readonly keys: readonly string[];
}

/** Every version of the project that has files. */
export function versionsToSearch(em: EntityManager, person: Person): Promise<SearchedVersion[]> {
  return write(em, async (tx) => {
    await findHeldRows(tx, person);
    const records = await tx.execute<{ dataset_id: string; keys: string[] }[]>(`select dataset_id, jsonb_agg(key) as keys from held_record group by 1`);
    const keysOf = new Map(records.map(({ dataset_id, keys }) => [dataset_id, keys]));
    const versions = await tx.find(DatasetVersion, { project: person.projectId, status: { $in: ['READY', 'REJECTED'] } }, { fields: ['id', 'dataset', 'description'], orderBy: { id: 'asc' } });
    return versions.flatMap(({ id, dataset, description }) => (description ? [{ id, datasetId: dataset.id, description, keys: keysOf.get(dataset.id) ?? [] }] : []));
  });
}
