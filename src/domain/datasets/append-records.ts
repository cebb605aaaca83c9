import { type Caller, type Services, write } from '../caller.ts';
import { Dataset } from '../entities/dataset.ts';
import { getOwn } from '../find-own.ts';
import { once } from '../idempotency.ts';
import { type AddedRecords, addRecords } from './add-records.ts';
import type { RecordInput } from './record-content.ts';

export interface AppendRecordsInput {
  readonly datasetId: string;
  /** 1 to 1,000. */
  readonly records: readonly RecordInput[];
  /** Whether labels that the newest version does not have are taken. */
  readonly newClasses?: boolean | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

export interface AppendedRecords extends AddedRecords {
  readonly dataset: Dataset;
}

/** Stores records in a dataset's open version; they are durable once this resolves. */
export async function appendRecords({ em }: Pick<Services, 'em'>, caller: Caller, input: AppendRecordsInput): Promise<AppendedRecords> {
  const { idempotencyKey, ...rest } = input;
  return write(em, async (tx) => {
    const dataset = await getOwn(tx, Dataset, caller, input.datasetId, ['datasetId']);
    let added: AddedRecords = { accepted: 0, repeated: input.records.length };
    await once(tx, { projectId: caller.projectId, mutation: 'appendRecords', key: idempotencyKey, input: rest }, async () => {
      added = await addRecords(tx, dataset, input.records, input.newClasses ?? false);
    });
    return { dataset, ...added };
  });
}
