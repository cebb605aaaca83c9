import { LockMode } from '@mikro-orm/postgresql';
import { type Caller, type Services, write } from '../caller.ts';
import type { DataFormat, SplitShares } from '../dataset-import.ts';
import { Dataset } from '../entities/dataset.ts';
import { DatasetVersion } from '../entities/dataset-version.ts';
import { Upload } from '../entities/upload.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import { once } from '../idempotency.ts';

const MAX_UPLOADS = 1000;

export interface ImportDatasetInput {
  readonly datasetId: string;
  readonly uploadIds: readonly string[];
  readonly format: DataFormat;
  readonly split: SplitShares;
  readonly idempotencyKey?: string | null | undefined;
}

/** Makes a new version of a dataset from uploaded files; a worker reads and assesses them. */
export async function importDataset({ em, jobs }: Services, caller: Caller, input: ImportDatasetInput): Promise<DatasetVersion> {
  checkShares(input.split);
  if (input.uploadIds.length < 1 || input.uploadIds.length > MAX_UPLOADS) throw new Fault('INVALID_INPUT', `uploadIds must name 1 to ${MAX_UPLOADS} uploads.`, ['uploadIds']);
  const { idempotencyKey, ...rest } = input;
  return write(em, async (tx) => {
    const { id } = await once(tx, { projectId: caller.projectId, mutation: 'importDataset', key: idempotencyKey, input: rest }, async (id) => {
      const dataset = await getOwn(tx, Dataset, caller, input.datasetId, ['datasetId']);
      for (const uploadId of input.uploadIds) await checkStored(await getOwn(tx, Upload, caller, uploadId, ['uploadIds']));
      await tx.lock(dataset, LockMode.PESSIMISTIC_WRITE);
      await tx.refresh(dataset);
      dataset.versionCount += 1;
      tx.create(DatasetVersion, {
        id,
        project: dataset.project,
        dataset,
        number: dataset.versionCount,
        source: { uploadIds: [...input.uploadIds], format: input.format, split: input.split },
        splits: [],
        classes: [],
        digest: null,
        sampleCount: null,
        description: null,
        quality: null,
        failure: null,
      });
      await tx.flush();
      await jobs.send(tx, { type: 'import-dataset', datasetVersionId: id });
    });
    return tx.findOneOrFail(DatasetVersion, id);
  });
}

function checkShares({ validation, test, seed }: SplitShares): void {
  for (const [field, share] of [['validation', validation], ['test', test]] as const) {
    if (!(share >= 0 && share < 1)) throw new Fault('INVALID_INPUT', `split.${field} must be at least 0 and less than 1, not ${share}.`, ['split', field]);
  }
  if (validation + test >= 1) throw new Fault('INVALID_INPUT', 'split.validation and split.test together must leave something to train on.', ['split']);
  if (seed < 0) throw new Fault('INVALID_INPUT', `split.seed must be 0 or more, not ${seed}.`, ['split', 'seed']);
}

async function checkStored(upload: Upload): Promise<void> {
  if (upload.state === 'STORED') return;
  throw new Fault('INVALID_STATE', `The bytes of ${upload.filename} have not arrived; send them to the upload's url first.`, ['uploadIds']);
}
