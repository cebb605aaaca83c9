import type { EntityManager } from '@mikro-orm/postgresql';
import { type Caller, type Services, write } from '../caller.ts';
import type { SplitShares } from '../dataset-import.ts';
import { createVersion } from '../dataset-versions/create-version.ts';
import { versionsLeftOut } from '../dataset-versions/versions-left-out.ts';
import { Dataset } from '../entities/dataset.ts';
import { DatasetVersion } from '../entities/dataset-version.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import { once } from '../idempotency.ts';
import type { JobQueue } from '../ports.ts';
import { checkShares } from './check-import.ts';

export interface SealDatasetVersionInput {
  readonly datasetId: string;
  /** That the records are added to; none: the newest READY version. */
  readonly datasetVersionId?: string | null | undefined;
  readonly split: SplitShares;
  readonly idempotencyKey?: string | null | undefined;
}

/** Makes a new version of a READY one and the records that were appended up to now; a worker does it and assesses the version. */
export async function sealDatasetVersion({ em, jobs }: Pick<Services, 'em' | 'jobs'>, caller: Caller, input: SealDatasetVersionInput): Promise<DatasetVersion> {
  checkShares(input.split);
  const { idempotencyKey, ...rest } = input;
  return write(em, async (tx) => {
    const { id } = await once(tx, { projectId: caller.projectId, mutation: 'sealDatasetVersion', key: idempotencyKey, input: rest }, (id) => sealRecords(tx, jobs, caller, { ...input, id }));
    return tx.findOneOrFail(DatasetVersion, id);
  });
}

/** The same in the caller's transaction; the version gets the id that is given. */
export async function sealRecords(tx: EntityManager, jobs: JobQueue, caller: Caller, input: Omit<SealDatasetVersionInput, 'idempotencyKey'> & { readonly id: string }): Promise<void> {
  const dataset = await getOwn(tx, Dataset, caller, input.datasetId, ['datasetId']);
  // Seals come one after another; appends, which need the row to stay only, go on.
  await tx.execute('select 1 from dataset where id = ? for no key update', [dataset.id]);
  await refuseWhileSealing(tx, dataset.id);
  const parent = input.datasetVersionId ? await givenParent(tx, caller, dataset.id, input.datasetVersionId) : await newestParent(tx, dataset.id);
  if (parent?.description?.kind === 'TEXT' && parent.description.continuous) throw new Fault('INVALID_STATE', 'The version is one continuous text, which has no samples to add to.', ['datasetVersionId']);
  const first = await nextRecord(tx, dataset.id);
  const count = await take(tx, dataset.id, input.id);
  if (count === 0) throw new Fault('INVALID_STATE', 'No record was appended to this dataset since the last seal.', ['datasetId']);
  await createVersion(tx, jobs, { id: input.id, dataset, source: { type: 'append', first, count, split: input.split }, parent });
}

const sealed = `from dataset_version where dataset_id = ? and source->>'type' = 'append'`;

/** Number of the version that records of a dataset are being sealed into; undefined where none is. */
export async function sealUnderWay(em: EntityManager, datasetId: string): Promise<number | undefined> {
  const [unfinished] = await em.execute<{ number: number }[]>(`select number ${sealed} and status in ('IMPORTING', 'ASSESSING') limit 1`, [datasetId]);
  return unfinished?.number;
}

async function refuseWhileSealing(tx: EntityManager, datasetId: string): Promise<void> {
  const number = await sealUnderWay(tx, datasetId);
  if (number !== undefined) throw new Fault('INVALID_STATE', `Version ${number} is being sealed; seal again once it is finished, so that the new version has its records too.`, ['datasetId']);
}

async function givenParent(tx: EntityManager, caller: Caller, datasetId: string, id: string): Promise<DatasetVersion> {
  const version = await getOwn(tx, DatasetVersion, caller, id, ['datasetVersionId']);
  if (version.dataset.id !== datasetId) throw new Fault('INVALID_INPUT', 'This version belongs to another dataset.', ['datasetVersionId']);
  if (version.status === 'READY' || version.status === 'REJECTED') return version;
  throw new Fault('INVALID_STATE', `This dataset version is ${version.status}; records can be added to one that is READY or REJECTED.`, ['datasetVersionId']);
}

/** The newest READY version that no cycle left out, but not where the records of a REJECTED one would be lost from the line in silence. */
async function newestParent(tx: EntityManager, datasetId: string): Promise<DatasetVersion | undefined> {
  const parent = await tx.findOne(DatasetVersion, { dataset: datasetId, status: 'READY', id: { $nin: await versionsLeftOut(tx, datasetId) } }, { orderBy: { number: 'desc' } });
  const [rejected] = await tx.execute<{ number: number }[]>(`select number ${sealed} and status = 'REJECTED' and number > ? order by number desc limit 1`, [datasetId, parent?.number ?? 0]);
  if (rejected) throw new Fault('INVALID_STATE', `Version ${rejected.number}, which earlier records were sealed into, is REJECTED: clean it first, or name the version to go on from by datasetVersionId.`, ['datasetVersionId']);
  return parent ?? undefined;
}

/** Records are numbered through all seals of a dataset; those of a seal that failed are numbered again. */
async function nextRecord(tx: EntityManager, datasetId: string): Promise<number> {
  const [row] = await tx.execute<{ next: number }[]>(`select coalesce(max((source->>'first')::int + (source->>'count')::int), 1) as next ${sealed} and status <> 'FAILED'`, [datasetId]);
  return row?.next ?? 1;
}

async function take(tx: EntityManager, datasetId: string, versionId: string): Promise<number> {
  const [row] = await tx.execute<{ count: number }[]>(
    `with taken as (update dataset_record set version_id = ?, left_out = false where dataset_id = ? and version_id is null returning 1) select count(*)::int as count from taken`,
    [versionId, datasetId],
  );
  return row?.count ?? 0;
}
